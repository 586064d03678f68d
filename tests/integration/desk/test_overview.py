"""The first page of a desk: what is to do, each with its link; the week; what would help readers most."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.desk.todo import NAMED
from catalogue.offerings.freshness.completeness import WHOLE, WORTH, completeness
from catalogue.offerings.models import Offering
from catalogue.providers.models import Provider
from tests.builders import a_provider, a_run, an_offering
from tests.builders_office import a_report
from tests.builders_proof import a_seat_in
from tests.builders_providers import a_member
from tests.counting import counted_queries
from tests.people import browser_of

pytestmark = pytest.mark.made_up_counters
DAY = timedelta(days=1)
WHOLE_TEXTS = {"title_ar": "\u062f", "summary_ar": "\u062f", "summary_en": "S"}


def a_busy_desk(provider: Provider, times: int = 1) -> None:
    """Each kind of thing to do, so often."""
    for _ in range(times):
        at = now()
        known: dict[str, Any] = {"provider": provider, "published_at": at, "changed_at": at, **WHOLE_TEXTS}
        an_offering(provider=provider, state="draft", published_at=None, title_en="Half a draft", summary_en=None)
        an_offering(provider=provider, state="changes_requested", published_at=None, title_en="Sent back")
        live = an_offering(title_en="Live", **known)
        a_seat_in(
            a_run(
                offering=live, enrol_opens_at=None, enrol_closes_at=None, starts_at=at + 20 * DAY, allocation="approval"
            ),
            state="requested",
        )
        a_seat_in(
            a_run(offering=live, enrol_opens_at=None, enrol_closes_at=None, starts_at=at - 3 * DAY, seats_taken=1)
        )
        a_run(
            offering=live,
            enrol_opens_at=None,
            enrol_closes_at=None,
            starts_at=at + 9 * DAY,
            capacity=2,
            seats_taken=2,
            waiting_list=3,
            waiting_taken=2,
        )
        a_run(offering=live, enrol_opens_at=None, enrol_closes_at=None, starts_at=at + DAY, capacity=10, seats_taken=4)
        an_offering(title_en="Only English", **{**known, "title_ar": None})
        an_offering(title_en="Silent", **{**known, "published_at": at - 50 * DAY, "changed_at": at - 50 * DAY})
        a_report(live)


def page_of(app: Flask, number: str, role: str, lang: str = "en") -> str:
    with app.app_context():
        provider = db.session.scalars(select(Provider).where(Provider.public_id == number)).one()
        account_id = a_member(provider, role).account_id or 0
    answer = browser_of(app, account_id).get(f"/{lang}/provide/{number}")
    assert answer.status_code == 200
    return unescape(answer.text)


@pytest.fixture
def provider(bare_app: Flask) -> str:
    with bare_app.app_context():
        found = a_provider()
        a_busy_desk(found)
        return found.public_id


def test_everything_to_do_stands_there_with_its_link(bare_app: Flask, provider: str) -> None:
    page = page_of(bare_app, provider, "editor")
    for words in (
        "Requests for a seat to answer", "Ended, results not entered yet", "Full, with people on the waiting list",
        "Reports of residents", "The office asks for changes", "Draft, not sent yet", "Listings to confirm",
        "A translation is missing", "Listings whose dates are all over",
    ):  # fmt: skip
        assert words in page, words
    assert "Still missing:" in page
    for address in ("reports", "confirm", "listings/"):
        assert f'href="/en/provide/{provider}/{address}' in page


def test_the_week_shows_how_full_each_meeting_is(bare_app: Flask, provider: str) -> None:
    page = page_of(bare_app, provider, "instructor")
    assert "Seats taken: 4 of 10" in page
    assert "Seats taken: 2 of 2" not in page  # it is on day nine


def test_an_instructor_sees_what_is_about_classes_alone(bare_app: Flask, provider: str) -> None:
    page = page_of(bare_app, provider, "instructor")
    assert "Ended, results not entered yet" in page
    for words in (
        "Requests for a seat to answer",
        "Draft, not sent yet",
        "Reports of residents",
        "Listings to confirm",
        "What would help",
    ):
        assert words not in page


def test_nothing_of_another_provider_stands_there(bare_app: Flask, provider: str) -> None:
    with bare_app.app_context():
        other = a_provider().public_id
    page = page_of(bare_app, other, "owner")
    assert 'class="worklist' not in page
    assert "Live" not in page


def test_a_new_provider_is_led_to_its_first_listing(bare_app: Flask) -> None:
    with bare_app.app_context():
        new, begun = a_provider().public_id, a_provider()
        an_offering(provider=begun, state="in_review", published_at=None)
        begun_number = begun.public_id
    address = f'href="/en/provide/{new}/listings/new"'
    assert address in page_of(bare_app, new, "owner")
    assert "Write the first one" not in page_of(bare_app, new, "instructor")
    page = page_of(bare_app, begun_number, "owner")
    assert "Nothing to do" in page
    assert "Write the first one" not in page


def test_a_class_of_the_week_leads_to_its_people(bare_app: Flask) -> None:
    with bare_app.app_context():
        found = a_provider()
        live = an_offering(provider=found, published_at=now(), changed_at=now(), **WHOLE_TEXTS)
        run = a_run(offering=live, enrol_opens_at=None, enrol_closes_at=None, starts_at=now() + DAY).public_id
        number = found.public_id
    assert f'href="/en/provide/{number}/classes/{run}"' in page_of(bare_app, number, "instructor")


def test_a_class_that_is_over_asks_for_results_only_while_somebody_lacks_one(bare_app: Flask) -> None:
    with bare_app.app_context():
        found = a_provider()
        live = an_offering(provider=found, published_at=now(), changed_at=now(), **WHOLE_TEXTS)
        a_run(offering=live, enrol_opens_at=None, enrol_closes_at=None, starts_at=now() - 3 * DAY)
        number = found.public_id
    assert "results not entered yet" not in page_of(bare_app, number, "instructor")


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_it_opens_in_both_languages(bare_app: Flask, provider: str, lang: str) -> None:
    assert 'id="todo"' in page_of(bare_app, provider, "owner", lang)


@pytest.mark.parametrize("times", [1, 3])
def test_it_costs_the_same_for_one_of_each_or_three(bare_app: Flask, times: int) -> None:
    with bare_app.app_context():
        found = a_provider()
        a_busy_desk(found, times)
        number, account_id = found.public_id, a_member(found).account_id or 0
    browser = browser_of(bare_app, account_id)
    with counted_queries(bare_app) as queries:
        page = browser.get(f"/en/provide/{number}").text
    assert page.count("Draft, not sent yet") == times
    assert len(queries) == 16, "\n".join(queries)


def test_the_three_cheapest_mends_lead_to_their_fields(bare_app: Flask, provider: str) -> None:
    page = page_of(bare_app, provider, "owner")
    part = page.partition('id="mends"')[2]
    assert part.count("worklist__item") == 3
    assert "#f-learn_ar" in part or "#f-title_ar" in part


def test_a_listing_that_says_all_is_complete_and_one_that_says_nothing_is_not() -> None:
    columns: dict[str, Any] = {column: "x" for one in WORTH for column in one.columns} | {"image": {"url": "x"}}
    assert completeness(Offering(**columns)).percent == 100
    assert completeness(Offering()).percent == 0
    half = completeness(Offering(**{**columns, "learn_ar": None}))
    assert half.percent == 100  # one language is enough
    without = completeness(Offering(**{**columns, "learn_ar": None, "learn_en": None}))
    assert without.percent == 100 - round(100 * 8 / WHOLE)
    assert [one.field for one in without.missing] == ["learn_ar"]


def test_a_desk_with_many_listings_stays_short(bare_app: Flask) -> None:
    with bare_app.app_context():
        found, at = a_provider(), now()
        old = {"published_at": at - 50 * DAY, "changed_at": at - 50 * DAY}
        for _ in range(NAMED + 2):
            an_offering(provider=found, title_en="Only English", title_ar=None, **old)
        number = found.public_id
    page = page_of(bare_app, number, "editor")
    todo = page.partition('id="todo"')[2].partition("</section>")[0]
    assert todo.count("Only English") == NAMED
    more = todo.partition("A translation is missing in more listings")[2]
    assert ">2<" in more


def test_at_a_closed_desk_nothing_of_listings_is_to_do(bare_app: Flask) -> None:
    with bare_app.app_context():
        found = a_provider(state="closed")
        a_busy_desk(found)
        number = found.public_id
    page = page_of(bare_app, number, "owner")
    for words in ("Draft, not sent yet", "Listings to confirm", "A translation is missing"):
        assert words not in page
