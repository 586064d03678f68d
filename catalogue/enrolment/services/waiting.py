"""Joining a waiting list: the unique row first, then the place, then what is free is offered; in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from catalogue.accounts.models import Learner
from catalogue.core.db import db, public_id, transaction
from catalogue.core.errors import NotFound
from catalogue.core.outbox import insert_if_new
from catalogue.enrolment import rules
from catalogue.enrolment.authority import ensure_may_act
from catalogue.enrolment.eligibility import verdicts
from catalogue.enrolment.models import BundleMember, Enrolment, WaitingBundle
from catalogue.enrolment.rules import EnrolmentState, Together, Weight
from catalogue.enrolment.sections import section_of
from catalogue.enrolment.services.enrolling import Enrolled, enrolled_already
from catalogue.enrolment.services.offers import offer_free_seats, room_of
from catalogue.enrolment.services.seats import ensure_still_open, locked_run, take_waiting_place
from catalogue.enrolment.services.telling import note, tell
from catalogue.offerings.models import Run
from catalogue.offerings.rules import Allocation
from catalogue.offerings.stale import mark_stale

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class _Family:
    """Those who join at once, in the order in which they were named, with their answers to the run's questions."""

    learners: tuple[Learner, ...]
    together: Together
    answers: Mapping[int, Answers]
    acted_by: int


def wait(
    run_id: int,
    learner_ids: Sequence[int],
    *,
    acted_by: int,
    together: Together = Together.ANY,
    answers: Mapping[int, Answers] | None = None,
    confirmed: Mapping[int, frozenset[str]] | None = None,
    now: datetime,
) -> list[Enrolled]:
    """Put learners on the run's waiting list, next to each other, or their requests before the provider where the run
    asks for approval. Asking again gives the same answer and changes nothing.

    :param together: whether a family wants all its seats at once, or any that becomes free.
    :param answers: to the run's questions, by learner.
    :param confirmed: codes of the warnings to which somebody said yes, by learner.
    :raises NotFound: no such run, or a learner for whom this account may not act.
    :raises Reason: the run is not for one of them, or its waiting list is full; the class names the reason.
    :raises NothingToWaitFor: a seat can be had without waiting.
    :raises BundleTooLarge: the family wants more seats together than there are.
    """
    for learner_id in learner_ids:
        ensure_may_act(learner_id, acted_by)
    found = {one.id: one for one in db.session.scalars(select(Learner).where(Learner.id.in_(learner_ids)))}
    run = db.session.get(Run, run_id)
    if run is None or not found:
        raise NotFound
    new = [found[one] for one in dict.fromkeys(learner_ids) if enrolled_already(run_id, one) is None]
    for learner in new:
        _ensure_may_wait(learner, run, (confirmed or {}).get(learner.id, frozenset()), now)
    family = _Family(tuple(new), together, answers or {}, acted_by)
    if new:
        _write(run_id, family, now)
    return [live for one in dict.fromkeys(learner_ids) if (live := enrolled_already(run_id, one))]


def _ensure_may_wait(learner: Learner, run: Run, confirmed: frozenset[str], now: datetime) -> None:
    verdict = verdicts([learner], [run], now)[learner.id, run.id]
    for reason in verdict.of(Weight.REFUSES, Weight.ASKS):
        raise reason
    if not verdict.may_wait:
        raise rules.NothingToWaitFor
    for reason in verdict.unconfirmed(confirmed):
        raise reason


@transaction
def _write(run_id: int, family: _Family, now: datetime) -> None:
    run = locked_run(run_id)
    ensure_still_open(run, now)
    sections = {one.id: section_of(run, one.gender) for one in family.learners}
    keys = {one: section.key if section else None for one, section in sections.items()}
    if family.together is Together.ALL and not room_of(run).could_have(Counter(keys.values())):
        raise rules.BundleTooLarge
    approval = run.allocation == Allocation.APPROVAL
    bundle_id = _bundle(run_id, family.together, now) if len(family.learners) > 1 and not approval else None
    for learner in family.learners:
        row = {
            "run_id": run_id,
            "learner_id": learner.id,
            "acted_by": family.acted_by,
            "answers": dict(family.answers.get(learner.id, {})),
            "section": keys[learner.id],
        }
        _join(row, approval, bundle_id, now)
    offer_free_seats(locked_run(run_id), now)
    mark_stale([run.offering_id], now)


def _bundle(run_id: int, together: Together, now: datetime) -> int:
    made = insert(WaitingBundle).values(run_id=run_id, together=together, passed_over=0, created_at=now)
    return int(db.session.execute(made.returning(WaitingBundle.id)).scalar_one())


def _join(row: dict[str, Any], approval: bool, bundle_id: int | None, now: datetime) -> None:
    state = EnrolmentState.REQUESTED if approval else EnrolmentState.WAITLISTED
    place = None if approval else next_place(row["run_id"])
    about = {"state": state, "waiting_place": place, "public_id": public_id(), "created_at": now, "changed_at": now}
    statement = insert_if_new(Enrolment).values(**row, **about)
    made = db.session.execute(statement.returning(Enrolment.id, Enrolment.public_id)).one_or_none()
    if made is None:  # the twin of this request was quicker
        return
    if not approval and not take_waiting_place(row["run_id"], row["section"]):
        raise rules.WaitingListFull
    if bundle_id is not None:
        db.session.execute(insert(BundleMember).values(enrolment_id=made.id, bundle_id=bundle_id))
    note(made.id, None, state, row["acted_by"], "asked for a place" if approval else "joined the waiting list", now)
    tell(f"enrolment_{state}", row["learner_id"], made.id, made.public_id, now)


def next_place(run_id: int) -> int:
    """One behind everybody who has ever waited here; the run is locked, so nobody gets the same."""
    last = select(func.max(Enrolment.waiting_place)).where(Enrolment.run_id == run_id)
    return (db.session.scalar(last) or 0) + 1
