"""Two people who change one listing at the same moment, on each database (docs/rules/publishing.md, rule 10)."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.editing import queries, services
from catalogue.offerings.editing.halls import stamp_of
from catalogue.offerings.editing.models import OfferingRevision
from catalogue.offerings.editing.rules import ChangedMeanwhile, PlaceChanged, RevisionDecided
from catalogue.offerings.editing.services import Place, Wanted
from catalogue.offerings.exchange.writing import run_fields
from catalogue.offerings.models import Offering, Venue
from tests.builders import an_offering
from tests.builders_listings import a_complete_listing, the_run
from tests.integration.listings.test_places import a_hall
from tests.integration.listings.test_revisions import NEW_TITLE, a_live_listing, want
from tests.overlapping import overlapping


@pytest.mark.parametrize("dated", [True, False], ids=["with a date", "without"])
def test_of_two_editors_who_save_at_once_the_second_is_told(each_app: Flask, dated: bool) -> None:
    with each_app.app_context():
        draft = a_complete_listing() if dated else an_offering(state="draft", published_at=None)
        ids, seen = (draft.provider_id, draft.id), draft.stamp

    def save(summary: str) -> object:
        wanted = Wanted({"summary": {"en": summary}}, seen=seen)
        return services.save(*ids, wanted, actor_id=None, now=now())

    refused = overlapping(each_app, lambda: save("The first one."), lambda: save("The second one."))

    assert isinstance(refused, ChangedMeanwhile)
    with each_app.app_context():
        assert db.session.get_one(Offering, ids[1]).summary_en == "The first one."


def test_a_date_that_two_copy_at_once_is_there_twice_more(each_app: Flask) -> None:
    with each_app.app_context():
        draft = a_complete_listing()
        ids = draft.provider_id, draft.public_id, draft.runs[0].public_id

    def copy(day: int) -> object:
        return services.copy_run(*ids, date(2027, 5, day), actor_id=None, now=now())

    assert overlapping(each_app, lambda: copy(1), lambda: copy(2)) is None

    with each_app.app_context():
        found = queries.own_listing(ids[0], ids[1])
        assert sorted(run.reference for run in found.runs) == ["r1", "r2", "r3"]


def test_what_is_proposed_while_the_office_refuses_waits_anew(each_app: Flask) -> None:
    with each_app.app_context():
        offering = a_live_listing()
        want(offering, title=NEW_TITLE)
        offering_id, number = offering.id, revision(offering.id).id

    def propose() -> None:
        offering = db.session.get_one(Offering, offering_id)
        assert want(offering, title={**NEW_TITLE, "en": "Another one"}).waiting

    refuse = lambda: services.reject_revision(number, "Too long.", actor_id=None, now=now())  # noqa: E731
    assert overlapping(each_app, refuse, propose) is None

    with each_app.app_context():
        assert revision(offering_id).proposed == {"title": {**NEW_TITLE, "en": "Another one"}}
        assert db.session.get_one(OfferingRevision, number).proposed == {"title": NEW_TITLE}


def test_what_the_office_has_just_approved_is_not_withdrawn(each_app: Flask) -> None:
    with each_app.app_context():
        offering = a_live_listing()
        want(offering, title=NEW_TITLE)
        offering_id, waiting = offering.id, revision(offering.id)
        number, seen = waiting.id, waiting.stamp

    refused = overlapping(
        each_app,
        lambda: services.approve_revision(number, seen=seen, actor_id=None, now=now()),
        lambda: services.withdraw_revision(offering_id, actor_id=None, now=now()),
    )

    assert isinstance(refused, RevisionDecided)
    with each_app.app_context():
        assert db.session.get_one(OfferingRevision, number).state == "approved"


def revision(offering_id: int) -> OfferingRevision:
    found = queries.open_revision_of(offering_id)
    assert found is not None
    return found


def test_of_two_who_describe_one_place_at_once_the_second_is_told(each_app: Flask) -> None:
    with each_app.app_context():
        first = a_complete_listing()
        second = a_complete_listing(first.provider)
        hall = a_hall(first.provider_id, first, second)
        hall_id, seen, numbers = hall.id, stamp_of(hall), [first.id, second.id]

    def describe(number: int, street: str) -> object:
        offering = db.session.get_one(Offering, number)
        run = run_fields(the_run(offering))
        run["venue"] = {**run["venue"], "address": {"en": street}}
        wanted = Wanted({"runs": [run]}, place=Place(seen=seen, meant_for="all"))
        return services.save(offering.provider_id, number, wanted, actor_id=None, now=now())

    refused = overlapping(each_app, lambda: describe(numbers[0], "Street 7"), lambda: describe(numbers[1], "Street 9"))

    assert isinstance(refused, PlaceChanged)
    with each_app.app_context():
        assert db.session.get_one(Venue, hall_id).address_en == "Street 7"
