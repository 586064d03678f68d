"""Listings whose every date is over: on a work list of their own, each with what can be done about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.audit import AuditEntry
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.editing import services
from catalogue.offerings.editing.expired import SHOWN, count_expired, expired_listings
from catalogue.offerings.editing.rules import DateAhead, NeedsMeetings
from catalogue.offerings.models import Offering, Run
from catalogue.providers.models import Provider
from tests.builders import a_provider, a_run
from tests.builders_listings import a_complete_listing
from tests.counting import counted_queries
from tests.integration.listings.conftest import Bench, a_bench

DAY = timedelta(days=1)
OPEN: dict[str, Any] = {"enrol_opens_at": None, "enrol_closes_at": None}


def over(days: int = 9) -> dict[str, Any]:
    return {**OPEN, "starts_at": now() - days * DAY}


def published(provider: Provider | None, title: str = "Welding", **run: Any) -> Offering:
    at = now() - 60 * DAY
    dates = run or over()
    about = {"state": "published", "published_at": at, "changed_at": at, "title_en": title}
    return a_complete_listing(provider, run=dates, **about)


def at_bench(bench: Bench, title: str = "Welding", **run: Any) -> str:
    """A listing of the desk. :returns: its number."""
    with bench.app.app_context():
        return published(db.session.get_one(Provider, bench.provider_id), title, **run).public_id


@pytest.mark.parametrize(
    ("run", "found"),
    [
        ({}, 1),
        ({"state": "completed"}, 1),
        ({"state": "cancelled", "starts_at": now() + 9 * DAY}, 1),
        ({"starts_at": now() + 9 * DAY}, 0),
        ({"starts_at": now() - DAY / 24}, 0),
        ({"state": "postponed"}, 0),
        ({"flexible_start": True, "ends_at": None}, 0),
    ],
    ids=["over", "completed", "cancelled", "ahead", "running", "postponed", "at any time"],
)
def test_a_listing_is_expired_when_none_of_its_dates_can_be_begun_or_goes_on(
    each_app: Flask, run: dict[str, Any], found: int
) -> None:
    with each_app.app_context():
        offering = published(None, **{**over(), **run})
        assert count_expired(offering.provider_id, now()) == found
        assert len(expired_listings(offering.provider_id, now())) == found


@pytest.mark.parametrize("state", ["draft", "in_review", "paused", "archived", "taken_down"])
def test_what_readers_do_not_see_is_not_asked_about(app: Flask, state: str) -> None:
    offering = published(None)
    offering.state = state
    db.session.commit()
    assert count_expired(offering.provider_id, now()) == 0


def test_a_second_date_ahead_keeps_a_listing_off_and_the_longest_over_comes_first(app: Flask) -> None:
    provider = a_provider()
    kept = published(provider, "Kept")
    a_run(offering=kept, reference="r2", starts_at=now() + DAY, **OPEN)
    for days in (3, 30, 8):
        published(provider, f"Over {days}", **over(days))
    assert [one.offering.title_en for one in expired_listings(provider.id, now())] == ["Over 30", "Over 8", "Over 3"]


def test_the_last_date_that_was_held_is_the_one_to_copy(app: Flask) -> None:
    offering = published(a_provider(), **over(30))
    last = a_run(offering=offering, reference="r2", **over(8))
    a_run(offering=offering, reference="r3", state="cancelled", **over(2))
    (found,) = expired_listings(offering.provider_id, now())
    assert found.last is not None
    assert found.last.id == last.id


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_list_is_counted_among_the_tasks_and_offers_what_can_be_done(bare_app: Flask, lang: str) -> None:
    bench = a_bench(bare_app)
    number = at_bench(bench)
    with bare_app.app_context():
        run = db.session.scalars(select(Run.public_id)).one()
    address = bench.at("/expired").replace("/en/", f"/{lang}/")
    for page in (f"/{lang}/provide/{bench.number}", bench.at().replace("/en/", f"/{lang}/")):
        assert f'href="{address}"' in bench.browser.get(page).text, page
    page = bench.browser.get(address).text
    assert f"/listings/{number}/runs/{run}/copy" in page
    assert f"/listings/{number}/put-away" in page
    assert "/on-demand" not in page, "people meet there"


def test_without_any_the_desk_says_nothing(bare_app: Flask) -> None:
    bench = a_bench(bare_app)
    at_bench(bench, starts_at=now() + DAY, **OPEN)
    assert "Every listing has a date ahead" in bench.browser.get(bench.at("/expired")).text
    for page in (f"/en/provide/{bench.number}", bench.at()):
        assert "/listings/expired" not in bench.browser.get(page).text


def test_one_click_puts_a_listing_away_and_a_second_one_changes_nothing(bare_app: Flask) -> None:
    bench = a_bench(bare_app)
    number = at_bench(bench)
    for _twice in range(2):
        answer = bench.browser.post(bench.at(f"/{number}/put-away"))
        assert answer.location == bench.at("/expired") + "?notice=listing_archived"
    with bare_app.app_context():
        offering = db.session.scalars(select(Offering).where(Offering.public_id == number)).one()
        assert offering.state == "archived"
        steps = select(AuditEntry.to_state).where(AuditEntry.entity == "offering").order_by(AuditEntry.id)
        assert list(db.session.scalars(steps)) == ["paused", "archived"]


def test_what_has_a_date_again_is_not_put_away(bare_app: Flask) -> None:
    bench = a_bench(bare_app)
    number = at_bench(bench, starts_at=now() + DAY, **OPEN)
    for step in ("put-away", "on-demand"):
        answer = bench.browser.post(bench.at(f"/{number}/{step}"))
        assert answer.location == bench.at("/expired") + "?notice=date_ahead"
        assert "it was left as it is" in bench.browser.get(answer.location).text
    with bare_app.app_context():
        assert db.session.scalars(select(Offering.state)).one() == "published"
        assert len(db.session.scalars(select(Run.id)).all()) == 1


def test_what_people_learn_by_themselves_can_be_begun_at_any_time_from_now_on(bare_app: Flask) -> None:
    bench = a_bench(bare_app)
    number = at_bench(bench, mode="online_self_paced", join_url="https://learn.example.org/", **over())
    page = bench.browser.get(bench.at("/expired")).text
    assert f"/listings/{number}/on-demand" in page

    made = bench.browser.post(bench.at(f"/{number}/on-demand"))
    again = bench.browser.post(bench.at(f"/{number}/on-demand"))

    assert "notice=on_demand" in made.location
    assert again.location.endswith("notice=date_ahead"), "one date is made"
    with bare_app.app_context():
        old, new = db.session.scalars(select(Run).order_by(Run.id)).all()
        assert (new.flexible_start, new.starts_at, new.ends_at, new.state) == (True, None, None, "scheduled")
        assert (new.mode, new.price_halalas, new.join_url) == (old.mode, old.price_halalas, old.join_url)
        assert count_expired(bench.provider_id, now()) == 0
    assert bench.browser.get(made.location).status_code == 200


def test_where_people_meet_a_date_is_needed(app: Flask) -> None:
    offering = published(a_provider())
    with pytest.raises(NeedsMeetings):
        services.offer_on_demand(offering.provider_id, offering.public_id, actor_id=None, now=now())
    with pytest.raises(DateAhead):
        services.put_away(offering.provider_id, offering.public_id, actor_id=None, now=now() - 30 * DAY)


@pytest.mark.parametrize("items", [1, 3])
def test_the_list_costs_the_same_for_one_or_three_and_is_never_endless(
    bare_app: Flask, monkeypatch: pytest.MonkeyPatch, items: int
) -> None:
    bench = a_bench(bare_app)
    for number in range(items):
        at_bench(bench, f"Number {number}")
    with counted_queries(bare_app) as queries:
        page = bench.browser.get(bench.at("/expired")).text
    assert page.count("worklist__item") == items
    assert len(queries) == 7, "\n".join(queries)
    monkeypatch.setattr("catalogue.offerings.editing.expired.SHOWN", 1)
    short = bench.browser.get(bench.at("/expired")).text
    assert SHOWN > 1
    assert ("The others follow" in short) is (items > 1)
