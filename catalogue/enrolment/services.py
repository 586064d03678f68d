"""Enrolling and cancelling: the unique row first, then the seat, then what is to be told; all in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import insert, or_, select, update

from catalogue.accounts.models import Account, Guardianship, Learner
from catalogue.core.db import db, public_id, rows_changed, transaction
from catalogue.core.errors import NotFound
from catalogue.core.formats import at_zone
from catalogue.core.outbox import insert_if_new, post
from catalogue.core.reader import Reader
from catalogue.enrolment import negative_control, rules
from catalogue.enrolment.models import Enrolment, EnrolmentEvent
from catalogue.enrolment.rules import HOLDING_A_SEAT, LIVE, EnrolmentState
from catalogue.offerings.models import Run
from catalogue.offerings.rules import Allocation, OfferingState, RunState, availability
from catalogue.offerings.stale import mark_stale
from catalogue.providers.rules import ProviderState


@dataclass(frozen=True)
class Enrolled:
    """What came of it; `again` when the learner was enrolled already and nothing changed."""

    public_id: str
    state: EnrolmentState
    again: bool


def enrol(
    run_id: int,
    learner_id: int,
    *,
    acted_by: int,
    answers: dict[str, Any] | None = None,
    idempotency_key: str | None = None,
    now: datetime,
) -> Enrolled:
    """Give the learner a seat in the run, or put the request before the provider where the run asks for approval.

    Asking again gives the same answer and changes nothing.

    :raises NotFound: no such run, or a learner for whom this account may not act.
    :raises DomainError: the run cannot be enrolled in now, or is not for this learner; the class names the reason.
    """
    ensure_may_act(learner_id, acted_by)
    if live := _live_enrolment(run_id, learner_id):
        return live
    run = _ensure_eligible(run_id, learner_id, now)
    seen = run.seats_taken  # for the negative control only
    approval = run.allocation == Allocation.APPROVAL
    row = {
        "run_id": run_id,
        "learner_id": learner_id,
        "acted_by": acted_by,
        "answers": answers or {},
        "idempotency_key": idempotency_key,
        "state": EnrolmentState.REQUESTED if approval else EnrolmentState.CONFIRMED,
    }
    return _write(row, run.offering_id, seen, now)


@transaction
def _write(row: dict[str, Any], offering_id: int, seen: int, now: datetime) -> Enrolled:
    statement = insert_if_new(Enrolment).values(**row, public_id=public_id(), created_at=now, changed_at=now)
    made = db.session.execute(statement.returning(Enrolment.id, Enrolment.public_id)).one_or_none()
    if made is None:  # the twin of this request was quicker
        live = _live_enrolment(row["run_id"], row["learner_id"])
        if live is None:
            raise rules.IdempotencyKeyUsed
        return live
    state = EnrolmentState(row["state"])
    if state in HOLDING_A_SEAT:
        _claim_seat(row["run_id"], seen, now)
    _note(made.id, None, state, row["acted_by"], "enrolled", now)
    _tell(f"enrolment_{state}", row["acted_by"], made.id, made.public_id, now)
    mark_stale([offering_id], now)
    return Enrolled(made.public_id, state, again=False)


def _claim_seat(run_id: int, seen: int, now: datetime) -> None:
    """Take one seat if there is one: counted by the database, guarded by the condition and by a CHECK."""
    if current_app.config["SETTINGS"].test_negative_control == "unlocked":
        negative_control.claim_seat(run_id, seen)
        return
    claimed = rows_changed(
        update(Run)
        .where(
            Run.id == run_id,
            Run.state == RunState.SCHEDULED,
            or_(Run.capacity.is_(None), Run.seats_taken < Run.capacity),
            or_(Run.enrol_closes_at.is_(None), Run.enrol_closes_at > now),
        )
        .values(seats_taken=Run.seats_taken + 1)
    )
    if not claimed:
        run = db.session.get_one(Run, run_id, populate_existing=True)
        rules.ensure_available(availability(run.figures, now))
        raise rules.RunFull


@transaction
def cancel(enrolment_id: int, *, acted_by: int, now: datetime) -> None:
    """Give the seat back, as the learner wishes.

    :raises NotFound: no such enrolment, or somebody else's.
    :raises NotLive: it has ended already.
    :raises CancellingClosed: the deadline has passed.
    """
    enrolment = db.session.get(Enrolment, enrolment_id)
    if enrolment is None:
        raise NotFound
    ensure_may_act(enrolment.learner_id, acted_by)
    run = db.session.get_one(Run, enrolment.run_id, with_for_update=True)
    before = EnrolmentState(enrolment.state)
    rules.ensure_cancellable(before, run.cancel_deadline, now)
    after = EnrolmentState.CANCELLED if before == EnrolmentState.CONFIRMED else EnrolmentState.WITHDRAWN
    # With the expected state in the condition, two at once give back one seat.
    changed = rows_changed(
        update(Enrolment)
        .where(Enrolment.id == enrolment_id, Enrolment.state == before)
        .values(state=after, changed_at=now)
    )
    if not changed:
        raise rules.NotLive(state=before)
    if before in HOLDING_A_SEAT:
        rows_changed(update(Run).where(Run.id == run.id).values(seats_taken=Run.seats_taken - 1))
    _note(enrolment_id, before, after, acted_by, "cancelled by the learner", now)
    _tell("enrolment_cancelled", acted_by, enrolment_id, enrolment.public_id, now)
    mark_stale([run.offering_id], now)


def ensure_may_act(learner_id: int, account_id: int) -> None:
    """:raises NotFound: the learner is neither this account's own nor under its active guardianship."""
    own = select(Learner.id).where(Learner.id == learner_id, Learner.account_id == account_id)
    guarded = select(Guardianship.id).where(
        Guardianship.learner_id == learner_id, Guardianship.account_id == account_id, Guardianship.state == "active"
    )
    if db.session.scalar(own) is None and db.session.scalar(guarded) is None:
        raise NotFound


def ensure_eligible(run: Run, learner: Learner, now: datetime) -> None:
    """Whether this learner could enrol in this run now: asked by the pages before the last click, and by `enrol`.

    :raises DomainError: the first reason why not, one of `rules.WHY_NOT`.
    """
    ensure_open(run, now)
    ensure_fits(run, rules.Person(learner.birth_date, learner.gender), now)


def ensure_open(run: Run, now: datetime) -> None:
    """Whether anybody could enrol now. :raises DomainError: the reason why not."""
    if run.offering.state != OfferingState.PUBLISHED or run.offering.provider.state != ProviderState.VERIFIED:
        raise rules.EnrolmentClosed
    rules.ensure_available(availability(run.figures, now))


def ensure_fits(run: Run, person: rules.Person, now: datetime) -> None:
    """Age and group alone. :raises DomainError: the run is not for this person, or something is still unknown."""
    first_day = at_zone(run.starts_at, run.time_zone).date() if run.starts_at else None
    terms = rules.Terms(run.offering.age_min, run.offering.age_max, run.gender_mode, first_day)
    rules.ensure_fits(person, terms, at_zone(now, run.time_zone).date())


def _ensure_eligible(run_id: int, learner_id: int, now: datetime) -> Run:
    run = db.session.get(Run, run_id)
    learner = db.session.get(Learner, learner_id)
    if run is None or learner is None:
        raise NotFound
    ensure_eligible(run, learner, now)
    return run


def _live_enrolment(run_id: int, learner_id: int) -> Enrolled | None:
    found = db.session.execute(
        select(Enrolment.public_id, Enrolment.state).where(
            Enrolment.run_id == run_id, Enrolment.learner_id == learner_id, Enrolment.state.in_(LIVE)
        )
    ).one_or_none()
    return Enrolled(found.public_id, EnrolmentState(found.state), again=True) if found else None


def _note(enrolment_id: int, before: str | None, after: str, actor: int, cause: str, now: datetime) -> None:
    event = {"enrolment_id": enrolment_id, "from_state": before, "to_state": after, "actor_id": actor, "cause": cause}
    db.session.execute(insert(EnrolmentEvent).values(**event, at=now))


def _tell(kind: str, account_id: int, enrolment_id: int, number: str, now: datetime) -> None:
    account = db.session.get_one(Account, account_id)
    choices = Reader(lang=account.language, digits=account.digits, cal=account.calendar).to_cookie()
    post(
        kind,
        account.email,
        language=account.language,
        preferences=choices,
        payload={"enrolment": enrolment_id},
        dedupe_key=f"{kind}:{number}",
        now=now,
    )
