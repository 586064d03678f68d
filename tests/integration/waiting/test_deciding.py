"""Sections, sizes, requests, cancelled runs, and counters that are looked after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from catalogue.accounts.models import AccountRole, Guardianship, Learner
from catalogue.core.audit import AuditEntry
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.enrolment import rules, services
from catalogue.enrolment.counters import drift, report_drift
from catalogue.enrolment.models import EnrolmentEvent
from catalogue.offerings.models import Run, RunSection
from catalogue.offerings.rules import ReasonNeeded
from catalogue.providers.models import ProviderMember
from tests.builders import NOON, a_learner, a_run, an_account, an_offering, saved
from tests.integration.waiting.scenes import a_family, a_full_run, by, enrolment_of, leave, states, told, wait

SECTIONS: list[dict[str, Any]] = [{"gender_mode": "women", "capacity": 1}, {"gender_mode": "men", "capacity": 1}]


def a_divided_run(**about: Any) -> Run:
    run = a_run(gender_mode="separate_sections", sections=SECTIONS, **{"capacity": 2, "waiting_list": 5, **about})
    for position, one in enumerate(SECTIONS):
        mode = str(one["gender_mode"])
        saved(RunSection(run_id=run.id, key=mode, gender_mode=mode, position=position, capacity=one["capacity"]))
    return run


def test_sections_have_seats_and_waiting_lists_of_their_own(app: Flask) -> None:
    run = a_divided_run()
    woman, another, man, late = (a_learner(gender=one) for one in ("female", "female", "male", "male"))
    services.enrol(run.id, woman.id, acted_by=by(woman), now=NOON)
    with pytest.raises(rules.WaitingListOpen):
        services.enrol(run.id, another.id, acted_by=by(another), now=NOON)
    wait(run, another)
    services.enrol(run.id, man.id, acted_by=by(man), now=NOON)
    wait(run, late)
    assert [enrolment_of(run, one).section for one in (woman, another, man, late)] == ["women"] * 2 + ["men"] * 2

    leave(run, man)

    assert states(run, another, late) == ["waitlisted", "offered"]
    counted = select(RunSection.key, RunSection.seats_taken, RunSection.waiting_taken).order_by(RunSection.position)
    assert db.session.execute(counted).all() == [("women", 1, 1), ("men", 1, 0)]


def test_a_divided_run_asks_for_the_gender_that_decides(app: Flask) -> None:
    run, learner = a_divided_run(), a_learner()
    with pytest.raises(rules.GenderNeeded):
        services.enrol(run.id, learner.id, acted_by=by(learner), now=NOON)


def test_a_section_can_be_resized_alone(app: Flask) -> None:
    run, women = a_divided_run(capacity=None), [a_learner(gender="female") for _ in range(2)]
    services.enrol(run.id, women[0].id, acted_by=by(women[0]), now=NOON)
    wait(run, women[1])
    about: dict[str, Any] = {"acted_by": services.OPERATOR, "cause": "a larger room", "now": NOON}
    assert services.change_capacity(run.id, 2, section="women", **about) == 1
    assert states(run, women[1]) == ["offered"]
    with pytest.raises(rules.CapacityTooLow):
        services.change_capacity(run.id, 1, section="women", **about)
    with pytest.raises(NotFound):
        services.change_capacity(run.id, 5, section="children", **about)
    assert [one["capacity"] for one in db.session.get_one(Run, run.id).sections] == [2, 1], "the listing says it too"


def test_raising_the_size_offers_and_lowering_it_never_evicts(app: Flask) -> None:
    run, _there = a_full_run(seats=2)
    waiting = [a_learner() for _ in range(3)]
    for learner in waiting:
        wait(run, learner)
    about: dict[str, Any] = {"acted_by": services.OPERATOR, "cause": "a larger room", "now": NOON}
    assert services.change_capacity(run.id, 4, **about) == 2
    assert states(run, *waiting) == ["offered", "offered", "waitlisted"]
    with pytest.raises(rules.CapacityTooLow):
        services.change_capacity(run.id, 3, **about)
    assert services.change_capacity(run.id, None, **about) == 1
    entries = db.session.scalars(select(AuditEntry.to_state).where(AuditEntry.entity == "run")).all()
    assert entries == ["4 seats", "no limit"]


def requested(run: Run) -> Learner:
    learner = a_learner()
    services.enrol(run.id, learner.id, acted_by=by(learner), now=NOON)
    return learner


def test_a_request_becomes_a_seat_or_a_place_or_a_no(app: Flask) -> None:
    run = a_run(capacity=1, waiting_list=1, allocation="approval")
    first, second, third, fourth = (requested(run) for _ in range(4))
    decide = {"acted_by": services.OPERATOR, "now": NOON}
    confirm, reject = services.Decision.CONFIRM, services.Decision.REJECT

    assert services.decide(enrolment_of(run, first).id, confirm, **decide) == "confirmed"  # type: ignore[arg-type]
    assert services.decide(enrolment_of(run, second).id, confirm, **decide) == "waitlisted"  # type: ignore[arg-type]
    with pytest.raises(rules.WaitingListFull):
        services.decide(enrolment_of(run, third).id, confirm, **decide)  # type: ignore[arg-type]
    services.decide(enrolment_of(run, fourth).id, reject, reason="Too far advanced", **decide)  # type: ignore[arg-type]

    assert states(run, first, second, third, fourth) == ["confirmed", "waitlisted", "requested", "rejected"]
    last = select(EnrolmentEvent.reason).order_by(EnrolmentEvent.id.desc())
    assert db.session.scalars(last).first() == "Too far advanced"
    assert len(told("enrolment_rejected")) == 1
    with pytest.raises(rules.NotRequested):
        services.decide(enrolment_of(run, first).id, reject, **decide)  # type: ignore[arg-type]


def test_who_waits_for_an_approval_run_asks_the_provider_first(app: Flask) -> None:
    run = a_run(capacity=1, waiting_list=3, allocation="approval")
    first = requested(run)
    services.decide(enrolment_of(run, first).id, services.Decision.CONFIRM, acted_by=services.OPERATOR, now=NOON)
    learner = a_learner()
    wait(run, learner)
    assert states(run, learner) == ["requested"]
    assert db.session.get_one(Run, run.id).waiting_taken == 0


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("owner", True), ("editor", True), ("instructor", False), ("other provider", False), ("office", True),
        ("office of another city", False), ("learner", False),
    ],
)  # fmt: skip
def test_the_provider_and_the_office_decide_and_nobody_else(app: Flask, who: str, allowed: bool) -> None:
    run = a_run(capacity=1, waiting_list=1, allocation="approval")
    learner = requested(run)
    account = an_account()
    provider_id = an_offering().provider_id if who == "other provider" else run.offering.provider_id
    if who.startswith("office"):
        city = 1 if "another" in who else None
        saved(AccountRole(account_id=account.id, role="office", city_id=city, granted_at=NOON))
    elif who != "learner":
        role = "owner" if who == "other provider" else who
        saved(ProviderMember(provider_id=provider_id, account_id=account.id, role=role, since=NOON))
    actor = by(learner) if who == "learner" else account.id
    deeds: list[Callable[[], Any]] = [
        lambda: services.decide(enrolment_of(run, learner).id, services.Decision.CONFIRM, acted_by=actor, now=NOON),
        lambda: services.change_capacity(run.id, 5, acted_by=actor, cause="test", now=NOON),
        lambda: services.cancel_run(run.id, "No teacher", acted_by=actor, now=NOON),
    ]
    for deed in deeds:
        if allowed:
            deed()
        else:
            with pytest.raises(NotFound):
                deed()
    assert db.session.get_one(Run, run.id).state == ("cancelled" if allowed else "scheduled")


def test_cancelling_a_run_ends_everything_and_tells_everybody_exactly_once(app: Flask) -> None:
    run, there = a_full_run(seats=2)
    guardian, (child,) = a_family(1)
    saved(Guardianship(account_id=an_account().id, learner_id=child.id, kind="parent", since=NOON))
    wait(run, child, acted_by=guardian)
    with pytest.raises(ReasonNeeded):
        services.cancel_run(run.id, " ", acted_by=services.OPERATOR, now=NOON)

    assert services.cancel_run(run.id, "The teacher is ill", acted_by=services.OPERATOR, now=NOON) == 3
    with pytest.raises(rules.RunCancelled):
        services.cancel_run(run.id, "Again", acted_by=services.OPERATOR, now=NOON)

    assert states(run, *there, child) == ["cancelled", "cancelled", "withdrawn"]
    assert len(told("enrolment_run_cancelled")) == len(set(told("enrolment_run_cancelled"))) == 4, "both guardians"
    found = db.session.get_one(Run, run.id)
    assert (found.state, found.seats_taken, found.waiting_taken) == ("cancelled", 0, 0)


def test_a_run_that_takes_place_after_all_is_noticed_by_the_worker(app: Flask) -> None:
    run, (there,) = a_full_run()
    learner = a_learner()
    wait(run, learner)
    db.session.execute(update(Run).values(state="postponed"))
    db.session.commit()
    leave(run, there)
    assert states(run, learner) == ["waitlisted"]
    db.session.execute(update(Run).values(state="scheduled"))
    db.session.commit()
    assert services.offer_what_is_free(NOON) == 1
    assert states(run, learner) == ["offered"]


def test_a_counter_that_is_wrong_is_found_and_reported(app: Flask) -> None:
    run, _there = a_full_run(seats=2)
    db.session.execute(update(Run).where(Run.id == run.id).values(seats_taken=1, waiting_taken=2))
    db.session.commit()
    assert [(one.run, one.seats_taken, one.seats_held, one.waiting_taken, one.waiting) for one in drift()] == [
        (run.public_id, 1, 2, 2, 0)
    ]
    assert report_drift(NOON) == 1
    db.session.execute(update(Run).where(Run.id == run.id).values(seats_taken=2, waiting_taken=0))
    db.session.commit()
