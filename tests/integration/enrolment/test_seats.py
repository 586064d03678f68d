"""Seats, repeats and giving back: what the enrolment service answers and what then stands in the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.accounts.models import Learner
from catalogue.core.db import db
from catalogue.core.errors import DomainError, NotFound
from catalogue.core.outbox import Message
from catalogue.enrolment import rules, services
from catalogue.enrolment.models import Enrolment, EnrolmentEvent
from catalogue.enrolment.rules import EnrolmentState
from catalogue.offerings.models import IndexChange, Run
from tests.builders import NOON, a_learner, a_run, an_offering


def enrol(run: Run, learner: Learner) -> services.Enrolled:
    return services.enrol(run.id, learner.id, acted_by=learner.account_id or 0, now=NOON)


def test_the_last_seat_goes_to_the_first_and_the_next_learner_is_told_that_it_is_full(app: Flask) -> None:
    run, first, second = a_run(capacity=1), a_learner(), a_learner()

    assert enrol(run, first).state == EnrolmentState.CONFIRMED
    with pytest.raises(rules.RunFull):
        enrol(run, second)

    assert db.session.get_one(Run, run.id).seats_free == 0
    assert db.session.scalars(select(Enrolment.learner_id)).all() == [first.id]


def test_enrolling_again_gives_the_same_enrolment_one_seat_and_one_message(app: Flask) -> None:
    run, learner = a_run(capacity=5), a_learner()

    once, again = enrol(run, learner), enrol(run, learner)

    assert (once.public_id, once.again, again.again) == (again.public_id, False, True)
    assert db.session.get_one(Run, run.id).seats_taken == 1
    assert db.session.scalars(select(Message.kind)).all() == ["enrolment_confirmed"]


def test_cancelling_gives_the_seat_back_once_and_tells_so(app: Flask) -> None:
    run, learner = a_run(capacity=5), a_learner()
    enrol(run, learner)
    enrolment = db.session.scalars(select(Enrolment)).one()

    services.cancel(enrolment.id, acted_by=learner.account_id or 0, now=NOON)
    with pytest.raises(rules.NotLive):
        services.cancel(enrolment.id, acted_by=learner.account_id or 0, now=NOON)

    assert db.session.get_one(Run, run.id).seats_taken == 0
    steps = db.session.execute(select(EnrolmentEvent.from_state, EnrolmentEvent.to_state)).all()
    assert [tuple(step) for step in steps] == [(None, "confirmed"), ("confirmed", "cancelled")]
    assert set(db.session.scalars(select(Message.kind))) == {"enrolment_confirmed", "enrolment_cancelled"}


def test_one_may_enrol_again_after_cancelling(app: Flask) -> None:
    run, learner = a_run(capacity=1), a_learner()
    enrol(run, learner)
    services.cancel(db.session.scalars(select(Enrolment.id)).one(), acted_by=learner.account_id or 0, now=NOON)

    assert enrol(run, learner).again is False
    assert db.session.get_one(Run, run.id).seats_taken == 1


def test_nobody_can_enrol_or_cancel_for_somebody_else(app: Flask) -> None:
    run, learner, stranger = a_run(), a_learner(), a_learner()
    with pytest.raises(NotFound):
        services.enrol(run.id, learner.id, acted_by=stranger.account_id or 0, now=NOON)
    enrol(run, learner)
    with pytest.raises(NotFound):
        services.cancel(db.session.scalars(select(Enrolment.id)).one(), acted_by=stranger.account_id or 0, now=NOON)
    assert db.session.get_one(Run, run.id).seats_taken == 1


def test_a_refusal_leaves_nothing_behind(app: Flask) -> None:
    run, learner = a_run(enrol_closes_at=NOON - timedelta(hours=1)), a_learner()
    db.session.query(IndexChange).delete()
    db.session.commit()
    with pytest.raises(rules.EnrolmentClosed):
        enrol(run, learner)
    assert not db.session.scalars(select(Enrolment)).all()
    assert not db.session.scalars(select(Message)).all()
    assert not db.session.scalars(select(IndexChange)).all()


@pytest.mark.parametrize(
    ("run_about", "learner_about", "refusal"),
    [
        ({"state": "cancelled"}, {}, rules.RunCancelled),
        ({"enrol_opens_at": NOON + timedelta(days=1)}, {}, rules.EnrolmentNotOpenYet),
        ({"enrol_closes_at": NOON}, {}, rules.EnrolmentClosed),
        ({"state": "postponed"}, {}, rules.RunPostponed),
        ({"gender_mode": "women"}, {}, rules.GenderNeeded),
        ({"gender_mode": "women"}, {"gender": "male"}, rules.NotForThisGroup),
        ({"gender_mode": "boys"}, {"gender": "female"}, rules.NotForThisGroup),
    ],
)
def test_every_reason_why_not_has_its_own_refusal(
    app: Flask, run_about: dict[str, Any], learner_about: dict[str, Any], refusal: type[DomainError]
) -> None:
    run, learner = a_run(**run_about), a_learner(**learner_about)
    with pytest.raises(refusal):
        enrol(run, learner)


def test_a_draft_or_taken_down_listing_takes_nobody(app: Flask) -> None:
    learner = a_learner()
    for state in ("draft", "taken_down"):
        with pytest.raises(rules.OfferingUnavailable):
            enrol(a_run(offering=an_offering(state=state)), learner)
