"""A provider takes back what waits at the office, before it is decided (docs/rules/publishing.md, rule 15)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.audit import AuditEntry
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings import services as states
from catalogue.offerings.editing import queries, services
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import AnotherThanSeen, NothingToDecide, OfficeWasFirst
from catalogue.providers.models import Provider
from tests.builders_listings import a_complete_listing
from tests.builders_proof import an_office_member
from tests.integration.listings.conftest import Bench, a_bench
from tests.integration.listings.test_revisions import NEW_TITLE, a_live_listing, waiting, want
from tests.overlapping import overlapping
from tests.people import browser_of
from tests.stamps import seen_in


@pytest.fixture
def number(bench: Bench) -> str:
    """A listing that is with the office."""
    with bench.app.app_context():
        return a_complete_listing(db.session.get_one(Provider, bench.provider_id), state="in_review").public_id


def state_of(bench: Bench) -> str:
    with bench.app.app_context():
        return bench.only().state


def test_it_is_a_draft_again_and_can_be_sent_once_more(bench: Bench, number: str) -> None:
    page = bench.browser.get(bench.at(f"/{number}")).text
    assert "Take it back as a draft" in page

    answer = bench.browser.post(bench.at(f"/{number}/take-back"), data=seen_in(page))

    assert (answer.status_code, state_of(bench)) == (303, "draft")
    after = bench.browser.get(answer.location).text
    assert "back with you as a draft" in after
    assert "Take it back as a draft" not in after
    again = bench.browser.post(bench.at(f"/{number}/take-back"), data=seen_in(page))
    assert again.location == answer.location, "pressed twice, done once"
    assert bench.press(number, "submit").status_code == 303
    assert state_of(bench) == "in_review"
    with bench.app.app_context():
        steps = select(AuditEntry.from_state, AuditEntry.to_state, AuditEntry.cause).order_by(AuditEntry.id)
        assert [tuple(row) for row in db.session.execute(steps)] == [
            ("in_review", "draft", "taken back"),
            ("draft", "in_review", "submitted"),
        ]


def test_the_office_decides_nothing_about_what_was_taken_back(bench: Bench, number: str) -> None:
    with bench.app.app_context():
        office = browser_of(bench.app, an_office_member().id)
    address = f"/en/office/listings/{number}"
    shown = seen_in(office.get(address).text)
    bench.browser.post(bench.at(f"/{number}/take-back"), data=seen_in(bench.browser.get(bench.at(f"/{number}")).text))

    for decision in ({"decision": "publish"}, {"decision": "changes", "reason": "Name the room."}):
        answer = office.post(address, data={**shown, **decision})
        assert answer.status_code == 422
        assert str(NothingToDecide.message) in answer.text
    assert state_of(bench) == "draft"


def test_who_comes_after_the_office_reads_how_it_stands(bench: Bench, number: str) -> None:
    shown = seen_in(bench.browser.get(bench.at(f"/{number}")).text)
    with bench.app.app_context():
        states.approve(bench.only().id, actor_id=None, now=now())

    answer = bench.browser.post(bench.at(f"/{number}/take-back"), data=shown)

    assert state_of(bench) == "published"
    page = bench.browser.get(answer.location).text
    assert "The office has decided meanwhile" in page
    assert "Published" in page


def test_what_a_colleague_sent_anew_is_not_taken_back_unseen(bench: Bench, number: str) -> None:
    shown = seen_in(bench.browser.get(bench.at(f"/{number}")).text)
    with bench.app.app_context():
        bench.only().changed_at = now()
        db.session.commit()

    answer = bench.browser.post(bench.at(f"/{number}/take-back"), data=shown)

    assert state_of(bench) == "in_review"
    assert "Somebody has changed this meanwhile" in bench.browser.get(answer.location).text
    assert bench.browser.post(bench.at(f"/{number}/take-back")).status_code == 303
    assert state_of(bench) == "in_review", "who does not say what was seen takes nothing back"


def test_nobody_else_takes_it_back(bench: Bench, number: str) -> None:
    rival, instructor = a_bench(bench.app), a_bench(bench.app, role="instructor")
    assert rival.browser.post(rival.at(f"/{number}/take-back")).status_code == 404
    assert instructor.browser.post(instructor.at(f"/{number}/take-back")).status_code == 403


def test_a_proposal_that_a_colleague_replaced_is_not_withdrawn_unseen(bench: Bench) -> None:
    with bench.app.app_context():
        offering = a_live_listing(provider=db.session.get_one(Provider, bench.provider_id))
        want(offering, title=NEW_TITLE)
        number, offering_id = offering.public_id, offering.id
    shown = seen_in(bench.browser.get(bench.at(f"/{number}")).text)
    with bench.app.app_context():
        want(bench.only(), title={**NEW_TITLE, "en": "Something else"})

    first = bench.browser.post(bench.at(f"/{number}/revision/withdraw"), data=shown)

    assert "Somebody has changed this meanwhile" in bench.browser.get(first.location).text
    with bench.app.app_context():
        revision = queries.open_revision_of(offering_id)
        assert revision is not None
        services.reject_revision(revision.id, "Too long.", actor_id=None, now=now())
    late = bench.browser.post(bench.at(f"/{number}/revision/withdraw"), data=shown)
    assert "no longer waiting" in bench.browser.get(late.location).text


@pytest.mark.parametrize("first", ["office", "provider"])
def test_of_two_at_once_one_decides_and_the_other_is_told(each_app: Flask, first: str) -> None:
    with each_app.app_context():
        listing = a_complete_listing(state="in_review")
        number, seen = listing.id, listing.stamp
    calls = {
        "office": lambda: states.approve(number, seen=seen, actor_id=None, now=now()),
        "provider": lambda: states.take_back(number, seen=seen, actor_id=None, now=now()),
    }
    second = calls["provider" if first == "office" else "office"]

    refused = overlapping(each_app, calls[first], second)

    expected = {"office": (OfficeWasFirst, "published"), "provider": (NothingToDecide, "draft")}
    refusal, state = expected[first]
    assert type(refused) is refusal
    with each_app.app_context():
        assert db.session.get_one(Offering, number).state == state
        assert db.session.scalars(select(AuditEntry.to_state)).all() == [state]


def test_the_office_asks_for_no_change_of_what_it_has_not_seen(app: Flask) -> None:
    listing = a_complete_listing(state="in_review")
    with pytest.raises(AnotherThanSeen):
        states.request_changes(listing.id, "Name the room.", seen="another", actor_id=None, now=now())
    revised = a_live_listing()
    want(revised, title=NEW_TITLE)
    with pytest.raises(AnotherThanSeen):
        services.withdraw_revision(revised.id, seen="another", actor_id=None, now=now())
    assert waiting(revised).state == "open"
