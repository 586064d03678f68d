"""What a provider and the office read of each kind of change that waits: old beside new, in either language."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment import services as enrolment
from catalogue.offerings.editing import queries, services
from catalogue.offerings.editing.services import NotTakenAsWritten, Wanted
from catalogue.offerings.exchange.writing import run_fields
from catalogue.offerings.models import Offering
from catalogue.taxonomy.queries import places
from catalogue.taxonomy.vocabularies import label
from tests.builders import NOON, a_learner, a_venue
from tests.builders_listings import a_complete_listing, the_run
from tests.builders_proof import an_office_member
from tests.people import browser_of

START = datetime(2027, 3, 7, 14, tzinfo=UTC)
TIMES = {"starts_at": START, "enrol_opens_at": None, "enrol_closes_at": None}
OFFERING: dict[str, Any] = {
    "title": {"ar": "\u0644\u062d\u0627\u0645", "en": "Welding for all"},
    "audiences": ["seniors", "youth"],
    "credential": "completion",
}
RUN: dict[str, Any] = {
    "gender_mode": "women", "price": "\u0661\u0662\u0660.50", "currency": "SAR",
    "reduced": {"price": "0", "for": "job_seekers"},
    "mode": "blended", "city": "yanbu-industrial-city", "district": "radwa",
    "room": {"ar": "", "en": "Room 7"}, "venue": {"name": {"en": "Hall"}, "address": {"en": "Street 5"}},
    }  # fmt: skip


def meeting(days: int, **about: str) -> dict[str, str]:
    start = START + timedelta(days=days)
    return {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat(), **about}


class Read:
    """A listing with somebody in its run, what is wanted of it, and how the office reads that."""

    def __init__(self, app: Flask, *, people: bool = True) -> None:
        self.app = app
        with app.app_context():
            offering = a_complete_listing(state="published", published_at=NOON, title_en="Welding", run=TIMES)
            the_run(offering).venue = a_venue()
            learner = a_learner()
            db.session.commit()
            if people:
                enrolment.enrol(the_run(offering).id, learner.id, acted_by=learner.account_id or 0, now=now())
            self.offering_id, office_id = offering.id, an_office_member().id
        self.office: FlaskClient = browser_of(app, office_id)

    def want(self, run: dict[str, Any], **fields: Any) -> None:
        with self.app.app_context():
            offering = db.session.get_one(Offering, self.offering_id)
            wanted = {**fields, "runs": [{**run_fields(the_run(offering)), **run}]}
            services.save(offering.provider_id, offering.id, Wanted(wanted), actor_id=None, now=now())

    def page(self, lang: str) -> dict[str, tuple[str, str]]:
        """Name of the field → before and after, as the office reads it."""
        with self.app.app_context():
            revision = queries.open_revision_of(self.offering_id)
            number = revision.public_id if revision else ""
        text = self.office.get(f"/{lang}/office/revisions/{number}").text
        rows = re.findall(
            r"<dt>(.*?)</dt>\s*<dd><del[^>]*><bdi>(.*?)</bdi></del><br><ins[^>]*><bdi>(.*?)</bdi></ins></dd>", text
        )
        return {unescape(name.rpartition("<br>")[2]): (plain(old), plain(new)) for name, old, new in rows}


def plain(text: str) -> str:
    return unescape(text).replace("\u00a0", " ")


@pytest.fixture
def read(bare_app: Flask) -> Read:
    return Read(bare_app)


def test_the_office_reads_each_change_in_words(read: Read) -> None:
    read.want({**RUN, "sessions": [meeting(1), meeting(8, state="cancelled")]}, **OFFERING)

    assert read.page("en") == {
        "Title (\u0627\u0644\u0639\u0631\u0628\u064a\u0629)": ("\u062f\u0648\u0631\u0629", OFFERING["title"]["ar"]),
        "Title (English)": ("Welding", "Welding for all"),
        "Audiences": ("Empty", "Older adults and Young people"),
        "Certificate": ("No certificate", "Certificate of completion"),
        "Who can come?": ("Open to men and women", "Women only"),
        "Price": ("Free", "SAR 120.50"),
        "Lower price": ("Empty", "Job seekers: Free"),
        "How is it held?": ("In person", "Blended"),
        "City": ("Jubail Industrial City", "Yanbu Industrial City"),
        "District": ("Al Khalij", "Radwa"),
        "Room (English)": ("Empty", "Room 7"),
        "Place": ("Library hall", "Hall / Street 5"),
        "Meetings": (
            "Sun 7 March 5:00 pm to 7:00 pm",
            "Mon 8 March 5:00 pm to 7:00 pm and Mon 15 March 5:00 pm to 7:00 pm (Does not take place)",
        ),
    }


APART: dict[str, Any] = {
    "gender_mode": "separate_sections",
    "sections": [{"gender_mode": "women", "capacity": 6}, {"gender_mode": "men"}],
}


def test_groups_apart_are_read_with_their_seats(bare_app: Flask) -> None:
    read = Read(bare_app, people=False)
    read.want(APART)
    assert read.page("en") == {
        "Who can come?": ("Open to men and women", "Men and women in separate sections"),
        "Sections": ("Empty", "Women only: 6 and Men only"),
    }


def test_what_the_office_could_never_approve_is_refused_at_once(read: Read) -> None:
    with pytest.raises(NotTakenAsWritten) as refused:
        read.want(APART)
    assert [one.field for one in refused.value.problems] == ["runs[0].sections"]
    with read.app.app_context():
        assert queries.open_revision_of(read.offering_id) is None


def test_in_arabic_nothing_of_it_stays_in_english(read: Read) -> None:
    read.want({**RUN, "sessions": [meeting(1), meeting(8, state="cancelled")]}, **OFFERING)

    shown = read.page("ar")

    own_words = ("Welding", "Welding for all", "Room 7", "Library hall", "Hall / Street 5", "")
    others = {text for pair in shown.values() for text in pair if text not in own_words}
    assert [text for text in others if re.search("[A-Za-z_]", text)] == []
    assert len(shown) == len(read.page("en"))
    with read.app.app_context():
        names = {places()[key].name_ar for key in ("yanbu-industrial-city", "yanbu-industrial-city:radwa")}
    assert names <= others
    assert label("delivery_modes", "blended", "ar") in others


def test_an_address_alone_is_a_change_and_another_currency_is_read_with_the_price(read: Read) -> None:
    read.want({"venue": {"name": {"en": "Library hall"}, "address": {"en": "Street 9"}}})
    assert read.page("en") == {"Place": ("Library hall", "Library hall / Street 9")}
    read.want({"price": "30", "currency": "KWD"})
    assert read.page("en") == {"Price": ("Free", "30 KWD"), "Currency": ("SAR", "KWD")}


def test_starting_at_any_time_is_a_yes(read: Read) -> None:
    read.want({"flexible_start": True, "mode": "online_self_paced", "sessions": [meeting(0)]})
    assert read.page("en")["Start at any time"] == ("Empty", "Yes")


def test_what_the_office_no_longer_needs_to_decide_differs_in_nothing(read: Read) -> None:
    """The listing came to be as proposed by another way, while the proposal waited."""
    read.want({}, credential="completion")
    with read.app.app_context():
        db.session.get_one(Offering, read.offering_id).credential = "completion"
        db.session.commit()
    assert read.page("en") == {}
