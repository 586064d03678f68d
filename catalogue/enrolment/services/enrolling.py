"""Enrolling: the unique row first, then the seat, then what is to be told; all in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import load_only

from catalogue.accounts.models import Learner
from catalogue.core.db import db, public_id, transaction
from catalogue.core.errors import NotFound
from catalogue.core.outbox import insert_if_new
from catalogue.core.statements import among, rows
from catalogue.enrolment import negative_control, rules
from catalogue.enrolment.authority import ensure_may_act
from catalogue.enrolment.eligibility import TO_JUDGE, eligibility
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import HOLDING_A_SEAT, LIVE, EnrolmentState
from catalogue.enrolment.sections import section_of
from catalogue.enrolment.services.baskets import in_order, lock_in_order
from catalogue.enrolment.services.seats import claim_seat, ensure_still_open, locked_run
from catalogue.enrolment.services.telling import note, tell
from catalogue.offerings.models import Run
from catalogue.offerings.rules import Allocation
from catalogue.offerings.stale import mark_stale

BOTH = (
    select(Learner, Run)
    .select_from(Learner)
    .join(Run, Run.id == bindparam("run"))
    .where(Learner.id == bindparam("learner"))
    .options(load_only(Learner.account_id, Learner.birth_date, Learner.gender), *TO_JUDGE)
)
"""The learner and the run: nothing joins them yet, but asked for together they are one trip to the database."""


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
    confirmed: frozenset[str] = frozenset(),
    idempotency_key: str | None = None,
    now: datetime,
) -> Enrolled:
    """Give the learner a seat in the run, or put the request before the provider where the run asks for approval.

    Asking again gives the same answer and changes nothing.

    :param confirmed: codes of the warnings (a clash, a missing prerequisite) to which somebody said yes.
    :raises NotFound: no such run, or a learner for whom this account may not act.
    :raises Reason: the run cannot be enrolled in now, or is not for this learner; the class names the reason.
    """
    found = db.session.execute(BOTH, {"learner": learner_id, "run": run_id}).tuples().one_or_none()
    if found is None:
        raise NotFound
    learner, run = found
    if learner.account_id != acted_by:  # her own account's row says it already
        ensure_may_act(learner_id, acted_by)
    try:
        eligibility(learner, run, now).ensure(confirmed=confirmed)
    except rules.Reason:
        if live := enrolled_already(run_id, learner_id):  # asked again, or the twin of this request was quicker
            return live
        raise
    seen = run.seats_taken  # for the negative control only
    approval = run.allocation == Allocation.APPROVAL
    row = {
        "run_id": run_id,
        "learner_id": learner_id,
        "acted_by": acted_by,
        "answers": answers or {},
        "idempotency_key": idempotency_key,
        "state": EnrolmentState.REQUESTED if approval else EnrolmentState.CONFIRMED,
        "section": section.key if (section := section_of(run, learner.gender)) else None,
    }
    return _write(row, run.offering_id, seen, now)


@dataclass(frozen=True)
class Wish:
    """One learner in one run, as somebody asks for it."""

    run_id: int
    learner_id: int
    answers: dict[str, Any]
    confirmed: frozenset[str] = frozenset()
    idempotency_key: str | None = None


def enrol_together(wishes: Sequence[Wish], *, acted_by: int, now: datetime) -> list[Enrolled]:
    """All of them or none, in the order of runs and learners, so that two families cannot wait for each other.

    :raises Reason: the first one that stands in the way; `about["learner_id"]` says in whose.
    """
    negative_control.look_ahead({wish.run_id for wish in wishes})
    return _enrol_all(wishes, acted_by, now)


@transaction
def _enrol_all(wishes: Sequence[Wish], acted_by: int, now: datetime) -> list[Enrolled]:
    made = []
    lock_in_order({wish.run_id for wish in wishes})
    for wish in in_order(wishes):
        try:
            made.append(enrol(**vars(wish), acted_by=acted_by, now=now))
        except rules.Reason as reason:
            reason.about["learner_id"] = wish.learner_id
            raise
    return made


@transaction
def _write(row: dict[str, Any], offering_id: int, seen: int, now: datetime) -> Enrolled:
    values = {**row, "public_id": public_id(), "created_at": now, "changed_at": now}
    made = db.session.connection().execute(_insert(db.engine.dialect.name), values).one_or_none()
    if made is None:  # the twin of this request was quicker
        live = enrolled_already(row["run_id"], row["learner_id"])
        if live is None:
            raise rules.IdempotencyKeyUsed
        return live
    state = EnrolmentState(row["state"])
    if state in HOLDING_A_SEAT:
        claim_seat(row["run_id"], seen, now, section=row["section"])
    else:  # a request takes no seat, whose condition would notice that the run was cancelled meanwhile
        ensure_still_open(locked_run(row["run_id"]), now)
    note(made.id, None, state, row["acted_by"], "enrolled", now)
    tell(f"enrolment_{state}", row["learner_id"], made.id, made.public_id, now)
    mark_stale([offering_id], now)
    return Enrolled(made.public_id, state, again=False)


@cache
def _insert(_dialect: str) -> Any:
    return insert_if_new(Enrolment).returning(Enrolment.id, Enrolment.public_id)


LIVE_ONE = select(Enrolment.public_id, Enrolment.state).where(
    Enrolment.run_id == bindparam("run_id"),
    Enrolment.learner_id == bindparam("learner_id"),
    among(Enrolment.state, LIVE),
)


def enrolled_already(run_id: int, learner_id: int) -> Enrolled | None:
    """The enrolment that counts already, as an answer to asking again."""
    found = rows(LIVE_ONE, {"run_id": run_id, "learner_id": learner_id}).one_or_none()
    return Enrolled(found.public_id, EnrolmentState(found.state), again=True) if found else None
