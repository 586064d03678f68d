"""A draft that was never public is deleted by its provider, with all that hangs on it (rule 16)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.core.audit import AuditEntry
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.errors import DomainError
from catalogue.offerings.editing import services
from catalogue.offerings.editing.models import OfferingTranslation
from catalogue.offerings.editing.rules import DraftChanged, DraftDeleted, StaysHere
from catalogue.offerings.editing.services import Wanted
from catalogue.offerings.models import IndexChange, Offering, ProgrammeStep, Run, RunSession, Venue
from catalogue.providers.models import Provider
from tests.builders import NOON, a_venue
from tests.builders_listing import a_programme
from tests.builders_listings import a_complete_listing, the_run
from tests.integration.listings.conftest import Bench, a_bench
from tests.overlapping import overlapping
from tests.stamps import seen_in


def a_draft(bench: Bench, **about: Any) -> str:
    with bench.app.app_context():
        provider = db.session.get_one(Provider, bench.provider_id)
        return a_complete_listing(provider, **{"title_en": "Welding", **about}).public_id


def left(bench: Bench, table: type[Any]) -> int:
    with bench.app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_the_page_shows_what_goes_and_the_button_does_it(bench: Bench) -> None:
    number = a_draft(bench)
    with bench.app.app_context():
        offering = bench.only()
        hall = a_venue(provider_id=bench.provider_id)
        the_run(offering).venue = hall
        programme = a_programme(offering, provider=offering.provider, title_en="The whole trade")
        programme_id, offering_id = programme.id, offering.id
        db.session.commit()
        wanted = Wanted({"title": {"en": "Welding at night"}})
        services.save(bench.provider_id, offering_id, wanted, actor_id=None, now=now())
    assert f"{number}/delete" in bench.browser.get(bench.at(f"/{number}")).text
    page = bench.browser.get(bench.at(f"/{number}/delete")).text
    for words in ("Welding at night", "The whole trade", "A date:", "Library hall"):
        assert words in page, words

    answer = bench.browser.post(bench.at(f"/{number}/delete"), data=seen_in(page))

    assert answer.status_code == 303
    assert "The draft is deleted." in bench.browser.get(answer.location).text
    for table in (Run, RunSession, ProgrammeStep, OfferingTranslation, Venue):
        assert left(bench, table) == 0, table
    with bench.app.app_context():
        assert db.session.scalars(select(Offering.id)).all() == [programme_id]
        assert offering_id in db.session.scalars(select(IndexChange.offering_id)).all()
        last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert last is not None
        assert (last.entity_id, last.from_state, last.to_state) == (offering_id, "draft", "deleted")
        assert last.actor_id == bench.account_id


def test_pressed_twice_it_is_gone_and_said_so(bench: Bench) -> None:
    number = a_draft(bench)
    shown = seen_in(bench.browser.get(bench.at(f"/{number}/delete")).text)

    first, second = (bench.browser.post(bench.at(f"/{number}/delete"), data=shown) for _ in range(2))

    assert first.location == second.location
    assert bench.browser.get(bench.at(f"/{number}/delete")).location == first.location
    late = bench.browser.post(bench.at(f"/{number}/edit"), data={"title_en": "Still here?"})
    assert late.status_code == 404
    assert str(DraftDeleted.message) in late.text, "a colleague who still writes is told why"
    rival = a_bench(bench.app)
    assert str(DraftDeleted.message) not in rival.browser.get(rival.at(f"/{number}")).text


def test_what_was_changed_meanwhile_is_not_deleted_unseen(bench: Bench) -> None:
    number = a_draft(bench)
    shown = seen_in(bench.browser.get(bench.at(f"/{number}/delete")).text)
    bench.browser.post(bench.at(f"/{number}/edit"), data={"title_en": "Welding at night", "title_ar": ""})

    answer = bench.browser.post(bench.at(f"/{number}/delete"), data=shown)

    assert answer.status_code == 409
    assert str(DraftChanged.message) in answer.text
    assert "Welding at night" in answer.text
    assert bench.browser.post(bench.at(f"/{number}/delete")).status_code == 409
    assert left(bench, Offering) == 1


@pytest.mark.parametrize(
    "about",
    [{"state": "in_review"}, {"state": "published", "published_at": NOON}, {"state": "draft", "published_at": NOON}],
    ids=["with the office", "public", "once public"],
)
def test_what_somebody_else_relies_on_stays(bench: Bench, about: dict[str, Any]) -> None:
    number = a_draft(bench, **about)
    with bench.app.app_context():
        seen = bench.only().stamp

    assert f"{number}/delete" not in bench.browser.get(bench.at(f"/{number}")).text
    assert bench.browser.get(bench.at(f"/{number}/delete")).status_code == 409
    answer = bench.browser.post(bench.at(f"/{number}/delete"), data={"seen": seen})

    assert answer.status_code == 409
    assert str(StaysHere.message) in answer.text
    assert left(bench, Offering) == 1


def test_instructors_and_other_desks_delete_nothing(bench: Bench) -> None:
    number = a_draft(bench)
    rival, instructor = a_bench(bench.app), a_bench(bench.app, role="instructor")
    assert rival.browser.post(rival.at(f"/{number}/delete")).status_code == 404
    assert instructor.browser.post(instructor.at(f"/{number}/delete")).status_code == 403
    with bench.app.app_context():
        bench.only().provider.state = "closed"
        db.session.commit()
    assert bench.browser.post(bench.at(f"/{number}/delete")).status_code == 409
    assert left(bench, Offering) == 1


def test_a_hall_where_others_meet_stays(bench: Bench) -> None:
    number = a_draft(bench)
    with bench.app.app_context():
        hall = a_venue(provider_id=bench.provider_id)
        the_run(bench.only()).venue = hall
        db.session.commit()
        other = a_complete_listing(db.session.get_one(Provider, bench.provider_id))
        the_run(other).venue_id = hall.id
        db.session.commit()
    page = bench.browser.get(bench.at(f"/{number}/delete")).text
    assert bench.browser.post(bench.at(f"/{number}/delete"), data=seen_in(page)).status_code == 303
    assert left(bench, Venue) == 1


@pytest.mark.parametrize("second", ["delete", "save"])
def test_two_at_once_end_in_one_truth(each_app: Flask, second: str) -> None:
    with each_app.app_context():
        draft = a_complete_listing()
        provider_id, offering_id, number, seen = draft.provider_id, draft.id, draft.public_id, draft.stamp

    def delete() -> object:
        return services.delete_draft(provider_id, number, seen=seen, actor_id=None, now=now())

    def save() -> object:
        wanted = Wanted({"summary": {"en": "More"}}, seen=seen)
        return services.save(provider_id, offering_id, wanted, actor_id=None, now=now())

    refused = overlapping(each_app, delete, delete if second == "delete" else save)

    assert isinstance(refused, DomainError)
    assert refused.status == 404
    with each_app.app_context():
        assert db.session.get(Offering, offering_id) is None
        assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 1
