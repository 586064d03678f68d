"""Those who are enrolled are told of what they rely on (docs/rules/publishing.md, rules 7 and 9; MODEL, "States")."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.accounts.models import Learner
from catalogue.core import mail
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.formats import day_short
from catalogue.core.reader import Reader, reading_as
from catalogue.enrolment import services as enrolment
from catalogue.enrolment.models import Enrolment
from catalogue.offerings.models import Offering
from tests.builders import a_learner
from tests.builders_listings import the_run
from tests.integration.listings.test_revisions import NEW_TITLE, a_live_listing, approve, moved, want, with_run
from tests.mailbox import mail_files, text_of

AR, EN = "\u0627\u0633\u0645", "The hall"


@pytest.fixture
def offering(app: Flask) -> Offering:
    return a_live_listing()


def enrolled(offering: Offering, lang: str = "en") -> Learner:
    learner = a_learner()
    assert learner.account
    learner.account.language = lang
    db.session.commit()
    enrolment.enrol(the_run(offering).id, learner.id, acted_by=learner.account_id or 0, now=now())
    return learner


def letters(app: Flask) -> list[tuple[str, list[str]]]:
    """What was mailed about changes: its text, and the kinds of its attachments."""
    mail.deliver(now())
    found = [one for one in mail_files(app.config["SETTINGS"].home) if "hange" in one["Subject"]]
    return [(text_of(one), [part.get_content_type() for part in one.iter_attachments()]) for one in found]


@pytest.mark.parametrize(
    ("fields", "words", "old_and_new"),
    [
        ({"title": NEW_TITLE}, "the title", "called: Welding"),
        ({"audiences": ["seniors"]}, "the audiences", "Audiences New: Older adults"),
        ({"credential": "licence"}, "the certificate", "Certificate Until now: No certificate Now: Licence"),
        ({"runs": {"gender_mode": "women"}}, "who can come", "Until now: Open to men and women Now: Women only"),
        ({"runs": {"price": "99.00"}}, "the price", "Price Until now: Free Now: SAR 99"),
        ({"runs": {"reduced": {"price": "0.00", "for": "job_seekers"}, "price": "10"}}, "the price", "seekers: Free"),
        ({"runs": {"mode": "online_live"}}, "the way it is held", "Until now: In person Now: Online, live"),
        ({"runs": {"city": "yanbu-industrial-city", "district": "radwa"}}, "the place", "Now: Yanbu Industrial"),
        ({"runs": {"venue": {"name": {"en": "Hall"}}}}, "the place", "Place New: Hall"),
        ({"runs": {"room": {"en": "Room 5"}}}, "the place", "Room New: Room 5"),
        ({"runs": {"flexible_start": True}}, "the times", "Start at any time Until now: No Now: Yes"),
    ],
)
def test_what_people_rely_on_is_told_once_it_applies(
    app: Flask, offering: Offering, fields: dict[str, Any], words: str, old_and_new: str
) -> None:
    enrolled(offering)
    if "runs" in fields:
        fields = with_run(offering, **fields["runs"])

    assert want(offering, **fields).waiting
    assert letters(app) == []
    approve(offering)

    ((text, _attached),) = letters(app)
    assert f"has changed something about this course: {words}." in text
    assert old_and_new in " ".join(text.split())


def test_a_new_title_is_told_beside_the_old_one_and_a_new_price_with_its_sum(app: Flask, offering: Offering) -> None:
    enrolled(offering)
    want(offering, title=NEW_TITLE)
    want(offering, **with_run(offering, price="99.00"))
    approve(offering)

    ((text, attached),) = letters(app)

    assert "the title and the price" in text
    assert "Until now it was called: Welding" in text
    assert "Welding for all" in text
    assert "99" in text.partition("Now:")[2]
    assert attached == ["text/calendar"], "the title stands in calendars"


@pytest.mark.parametrize(("lang", "until_now", "from_now_on"), [("en", "Until now: ", "Now: "), ("ar", "", "")])
def test_of_moved_meetings_the_old_times_are_told_and_the_new_ones(
    app: Flask, offering: Offering, lang: str, until_now: str, from_now_on: str
) -> None:
    """The one that stays is not told, and of many the first ten."""
    first = the_run(offering).starts_at or now()
    stays = moved_by(first, 0)
    want(offering, **with_run(offering, sessions=[stays, moved_by(first, 3)]))
    enrolled(offering, lang)

    want(offering, **with_run(offering, sessions=[stays, *(moved_by(first, days) for days in range(5, 17))]))
    approve(offering)
    mail.deliver(now())

    text = " ".join(text_of(mail_files(app.config["SETTINGS"].home)[-1]).split())
    old, new, last, untold = (spoken(first, days, lang) for days in (3, 5, 14, 15))
    assert text.index(until_now + old) < text.index(from_now_on + new) < text.index(last)
    assert untold not in text
    assert "2 more meetings" in text or lang == "ar"


def spoken(first: datetime, days: int, lang: str) -> str:
    """A day as a mail writes it."""
    with reading_as(Reader(lang)):
        return day_short((first + timedelta(days=days)).date())


def moved_by(first: datetime, days: int) -> dict[str, str]:
    starts_at = first + timedelta(days=days)
    return {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(hours=2)).isoformat()}


def test_a_price_changes_nobodys_calendar(app: Flask, offering: Offering) -> None:
    enrolled(offering)
    want(offering, **with_run(offering, price="99.00"))
    approve(offering)
    ((_text, attached),) = letters(app)
    assert attached == []


def test_a_translation_that_is_added_and_what_is_safe_is_told_to_nobody(app: Flask, offering: Offering) -> None:
    offering.title_ar = None
    db.session.commit()
    enrolled(offering)
    saved = want(offering, title=NEW_TITLE | {"en": "Welding"}, summary={"en": "Another one."})
    assert not saved.waiting
    assert saved.offering.title_ar == NEW_TITLE["ar"], "it waits for nobody"
    want(offering, **with_run(offering, capacity=30, join_url="https://example.org/room"))
    assert letters(app) == []


def test_back_and_forth_is_told_each_time(app: Flask, offering: Offering) -> None:
    enrolled(offering)
    for price in ("99.00", "0.00", "99.00"):
        want(offering, **with_run(offering, price=price))
        approve(offering)
    assert len(letters(app)) == 3


def test_another_address_of_the_same_hall_is_told(app: Flask, offering: Offering) -> None:
    want(offering, **with_run(offering, venue={"name": {"en": EN}, "address": {"en": "Street 5"}}))
    enrolled(offering)
    want(offering, **with_run(offering, venue={"name": {"en": EN}, "address": {"en": "Street 7"}}))
    approve(offering)
    ((text, _attached),) = letters(app)
    assert "Until now: The hall, Street 5\r\nNow: The hall, Street 7" in text


def test_those_whom_another_listing_of_the_same_hall_moves_are_told_too(app: Flask, offering: Offering) -> None:
    want(offering, **with_run(offering, venue={"name": {"en": EN}, "address": {"en": "Street 5"}}))
    other = a_live_listing(provider=offering.provider)
    want(other, **with_run(other, venue={"name": {"en": EN}}))
    enrolled(other)

    want(offering, **with_run(offering, venue={"name": {"en": EN, "ar": AR}, "address": {"en": "Street 5"}}))
    assert letters(app) == [], "a translation"
    moved_on = want(offering, **with_run(offering, venue={"name": {"en": EN, "ar": AR}, "address": {"en": "Street 7"}}))
    assert moved_on.waiting, "the office looks at what people of another listing rely on"
    assert letters(app) == []
    approve(offering)

    ((text, _attached),) = letters(app)
    assert "the place" in text
    assert "Until now: The hall, Street 5\r\nNow: The hall, Street 7" in text


def test_who_has_cancelled_or_was_there_long_ago_is_told_nothing(app: Flask, offering: Offering) -> None:
    learner = enrolled(offering)
    run = the_run(offering)
    found = db.session.scalars(select(Enrolment.id).where(Enrolment.run_id == run.id)).one()
    enrolment.cancel(found, acted_by=learner.account_id or 0, now=now())
    want(offering, **with_run(offering, price="99.00"))
    approve(offering)
    enrolled(offering)
    over = now() - timedelta(days=1)
    run.starts_at, run.ends_at, run.enrol_closes_at = over, over, None
    db.session.commit()
    want(offering, title=NEW_TITLE)
    approve(offering)
    assert letters(app) == []


def test_a_corrected_hour_is_the_same_meeting_and_another_day_another(app: Flask, offering: Offering) -> None:
    first = the_run(offering).sessions[0]
    number, begins = first.id, first.starts_at
    later = begins + timedelta(hours=1)
    hour = [{"starts_at": later.isoformat(), "ends_at": (later + timedelta(hours=2)).isoformat()}]

    want(offering, **with_run(offering, sessions=hour))

    (only,) = the_run(offering).sessions
    assert (only.id, only.starts_at) == (number, later), "who was marked as there stays so"
    want(offering, **with_run(offering, sessions=moved(offering)))
    assert [one.id for one in the_run(offering).sessions] != [number]
