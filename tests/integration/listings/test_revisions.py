"""Changing what people see: at once, or by the office's leave (docs/rules/publishing.md, rules 7, 8 and 9)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core import mail
from catalogue.core.audit import AuditEntry
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.outbox import Message
from catalogue.enrolment import services as enrolment
from catalogue.offerings import services as states
from catalogue.offerings.editing import queries, services
from catalogue.offerings.editing.models import OfferingRevision
from catalogue.offerings.editing.rules import DeskAtRest, RevisionDecided
from catalogue.offerings.editing.services import NotTakenAsWritten, Saved, Wanted
from catalogue.offerings.exchange.writing import run_fields
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import AnotherThanSeen, ReasonNeeded
from catalogue.providers.models import Provider
from tests.builders import NOON, a_learner
from tests.builders_listings import a_complete_listing, the_run
from tests.builders_proof import an_office_member
from tests.integration.listings.conftest import a_bench
from tests.mailbox import mail_files, text_of
from tests.people import browser_of
from tests.stamps import seen_in

NEW_TITLE = {"ar": "\u0644\u062d\u0627\u0645", "en": "Welding for all"}


def a_live_listing(**about: Any) -> Offering:
    times = {
        "starts_at": now().replace(microsecond=0) + timedelta(days=20),
        "enrol_opens_at": None,
        "enrol_closes_at": None,
    }
    return a_complete_listing(state="published", published_at=NOON, title_en="Welding", run=times, **about)


def want(offering: Offering, **fields: Any) -> Saved:
    return services.save(offering.provider_id, offering.id, Wanted(fields), actor_id=None, now=now())


def with_run(offering: Offering, **fields: Any) -> dict[str, Any]:
    """The run as it is, but for these."""
    return {"runs": [{**run_fields(the_run(offering)), **fields}]}


def waiting(offering: Offering) -> OfferingRevision:
    found = queries.open_revision_of(offering.id)
    assert found is not None
    return found


def approve(offering: Offering) -> None:
    revision = waiting(offering)
    services.approve_revision(revision.id, seen=revision.stamp, actor_id=None, now=now())


def test_texts_change_at_once_and_a_title_waits(app: Flask) -> None:
    offering = a_live_listing()

    saved = want(offering, title=NEW_TITLE, summary={"en": "Another summary."})

    assert saved.waiting
    db.session.refresh(offering)
    assert (offering.title_en, offering.summary_en) == ("Welding", "Another summary.")
    assert waiting(offering).proposed == {"title": NEW_TITLE}

    approve(offering)

    db.session.refresh(offering)
    assert offering.title_en == "Welding for all"
    assert queries.open_revision_of(offering.id) is None
    steps = select(AuditEntry.from_state, AuditEntry.to_state).where(AuditEntry.entity == "offering_revision")
    assert [tuple(row) for row in db.session.execute(steps.order_by(AuditEntry.id))] == [
        (None, "open"),
        ("open", "approved"),
    ]


@pytest.mark.parametrize(
    "fields",
    [{"audiences": ["seniors"]}, {"credential": "licence"}, {"title": NEW_TITLE}],
    ids=["audiences", "credential", "title"],
)
def test_what_people_rely_on_waits(app: Flask, fields: dict[str, Any]) -> None:
    offering = a_live_listing()
    assert want(offering, **fields).waiting
    assert waiting(offering).proposed == fields


@pytest.mark.parametrize(
    "fields", [{"price": "99.00", "currency": "SAR"}, {"gender_mode": "women"}], ids=["price", "group"]
)
def test_price_and_group_of_a_date_wait(app: Flask, fields: dict[str, Any]) -> None:
    offering = a_live_listing()

    assert want(offering, **with_run(offering, **fields)).waiting

    assert waiting(offering).proposed["runs"] == [{"reference": "r1", "mode": "in_person", **fields}]
    assert (the_run(offering).price_halalas, the_run(offering).gender_mode) == (0, "mixed")


def test_time_and_place_are_free_while_nobody_is_in_the_run(app: Flask) -> None:
    offering = a_live_listing()
    later = moved(offering)

    assert not want(offering, **with_run(offering, sessions=later, venue={"name": {"en": "Hall"}})).waiting

    venue = the_run(offering).venue
    assert venue is not None
    assert venue.name_en == "Hall"
    assert run_fields(the_run(offering))["sessions"] == later


def moved(offering: Offering) -> list[dict[str, str]]:
    """Its meeting an hour longer and a day later."""
    start = now().replace(microsecond=0) + timedelta(days=21)
    return [{"starts_at": f"{start:%Y-%m-%dT%H:%M:%SZ}", "ends_at": f"{start + timedelta(hours=3):%Y-%m-%dT%H:%M:%SZ}"}]


def test_time_and_place_of_a_run_with_people_wait_and_then_they_are_told(app: Flask) -> None:
    offering = a_live_listing()
    learner = a_learner()
    enrolment.enrol(the_run(offering).id, learner.id, acted_by=learner.account_id or 0, now=now())
    before, later = the_run(offering).starts_at, moved(offering)

    assert want(offering, **with_run(offering, sessions=later, capacity=30)).waiting

    assert (the_run(offering).starts_at, the_run(offering).capacity) == (before, 30), "more seats wait for nobody"
    assert told() == 0
    approve(offering)
    assert run_fields(the_run(offering))["sessions"] == later
    assert told() == 1


def told() -> int:
    return len([one for one in db.session.scalars(select(Message)) if "changed" in one.kind])


def test_fewer_seats_than_people_are_refused_at_the_field(app: Flask) -> None:
    offering = a_live_listing()
    for _ in range(2):
        learner = a_learner()
        enrolment.enrol(the_run(offering).id, learner.id, acted_by=learner.account_id or 0, now=now())

    with pytest.raises(NotTakenAsWritten) as refused:
        want(offering, **with_run(offering, capacity=1))

    assert [one.field for one in refused.value.problems] == ["runs[0].capacity"]


def test_a_new_date_appears_at_once(app: Flask) -> None:
    offering = a_live_listing()
    new = {**run_fields(the_run(offering)), "reference": "r2", "price": "10"}

    assert not want(offering, runs=[new]).waiting
    db.session.refresh(offering)
    assert len(offering.runs) == 2


def test_one_proposal_gathers_what_several_forms_say(app: Flask) -> None:
    offering = a_live_listing()
    want(offering, title=NEW_TITLE)
    want(offering, **with_run(offering, price="99.00", currency="SAR"))
    both = waiting(offering).proposed
    assert set(both) == {"title", "runs"}

    want(offering, title={"ar": offering.title_ar, "en": "Welding"}, audiences=[])
    assert set(waiting(offering).proposed) == {"runs"}, "back to what it was: it waits no more"

    want(offering, **with_run(offering))
    assert queries.open_revision_of(offering.id) is None
    assert db.session.scalars(select(OfferingRevision)).one().state == "withdrawn"


def test_what_is_needed_cannot_be_proposed_away(app: Flask) -> None:
    offering = a_live_listing()
    with pytest.raises(NotTakenAsWritten) as refused:
        want(offering, title={"ar": "", "en": ""}, credential="")
    assert {one.field for one in refused.value.problems} == {"title", "credential"}
    assert queries.open_revision_of(offering.id) is None


def test_the_office_approves_nothing_unseen(app: Flask) -> None:
    offering = a_live_listing()
    want(offering, title=NEW_TITLE)
    seen = waiting(offering).stamp
    want(offering, title={**NEW_TITLE, "en": "Something else"})

    with pytest.raises(AnotherThanSeen):
        services.approve_revision(waiting(offering).id, seen=seen, actor_id=None, now=now())
    with pytest.raises(AnotherThanSeen):
        services.reject_revision(waiting(offering).id, "Too long.", seen=seen, actor_id=None, now=now())


def test_refusing_needs_a_reason_and_leaves_everything(app: Flask) -> None:
    offering = a_live_listing()
    want(offering, title=NEW_TITLE)
    number = waiting(offering).id
    with pytest.raises(ReasonNeeded):
        services.reject_revision(number, " ", actor_id=None, now=now())

    services.reject_revision(number, "The old one says more.", actor_id=None, now=now())

    db.session.refresh(offering)
    assert offering.title_en == "Welding"
    with pytest.raises(RevisionDecided):
        services.reject_revision(number, "Again", actor_id=None, now=now())


def test_the_page_shows_old_beside_new_and_the_desk_can_withdraw(bare_app: Flask) -> None:
    bench = a_bench(bare_app)
    with bare_app.app_context():
        offering = a_live_listing(provider=db.session.get_one(Provider, bench.provider_id))
        want(offering, title=NEW_TITLE)
        number, revision = offering.public_id, waiting(offering).public_id
        office = browser_of(bare_app, an_office_member().id)

    page = bench.browser.get(bench.at(f"/{number}")).text
    shown = seen_in(page)
    assert "<del" in page
    assert "Welding for all" in page
    assert 'value="Welding for all"' in bench.browser.get(bench.at(f"/{number}/edit")).text, "she goes on from there"
    assert "Welding for all" in office.get(f"/en/office/revisions/{revision}").text
    assert bench.browser.get(f"/en/office/revisions/{revision}").status_code == 403

    assert bench.browser.post(bench.at(f"/{number}/revision/withdraw"), data=shown).status_code == 303
    assert "<del" not in bench.browser.get(bench.at(f"/{number}")).text
    late = office.post(f"/en/office/revisions/{revision}", data={"decision": "approve"})
    assert late.status_code == 422


def test_the_office_decides_on_its_page_and_the_desk_reads_why(bare_app: Flask) -> None:
    bench = a_bench(bare_app)
    with bare_app.app_context():
        offering = a_live_listing(provider=db.session.get_one(Provider, bench.provider_id))
        want(offering, title=NEW_TITLE)
        number, revision, title = offering.public_id, waiting(offering).public_id, offering.title_ar or ""
        office = browser_of(bare_app, an_office_member().id)
    address = f"/en/office/revisions/{revision}"

    assert office.post(address, data={}).status_code == 422
    shown = {"decision": "reject", **seen_in(office.get(address).text)}
    assert office.post(address, data=shown).status_code == 422
    assert office.post(address, data={"decision": "reject", "reason": "Too long."}).status_code == 422
    assert office.post(address, data={**shown, "reason": "Too long."}).status_code == 303

    assert "Too long." in bench.browser.get(bench.at(f"/{number}")).text
    with bare_app.app_context():
        mail.deliver(now())
    (letter,) = mail_files(bare_app.config["SETTINGS"].home)
    assert title in str(letter["Subject"])
    assert "Too long." in text_of(letter)
    assert f"/listings/{number}" in text_of(letter)


def test_at_a_desk_at_rest_nothing_is_withdrawn_and_no_date_taken_out(app: Flask) -> None:
    offering = a_live_listing()
    want(offering, title=NEW_TITLE)
    draft = a_complete_listing(offering.provider)
    offering.provider.state = "closed"
    db.session.commit()

    with pytest.raises(DeskAtRest):
        services.withdraw_revision(offering.id, actor_id=None, now=now())
    with pytest.raises(DeskAtRest):
        services.remove_run(draft.provider_id, draft.id, draft.runs[0].id, now=now())
    assert waiting(offering)


def test_what_was_proposed_goes_with_a_listing_that_is_put_away(app: Flask) -> None:
    offering = a_live_listing()
    want(offering, title=NEW_TITLE)
    states.pause(offering.id, actor_id=None, now=now())

    services.archive(offering.id, actor_id=None, now=now())

    assert queries.open_revision_of(offering.id) is None
    assert db.session.scalars(select(OfferingRevision.state)).one() == "withdrawn"


def test_the_office_sees_of_a_proposal_what_would_be_stored(app: Flask) -> None:
    offering = a_live_listing()

    want(offering, title={"ar": NEW_TITLE["ar"], "en": "For \u202eevil\u200b  people"})

    assert waiting(offering).proposed["title"]["en"] == "For evil people"
    approve(offering)
    db.session.refresh(offering)
    assert offering.title_en == "For evil people"
