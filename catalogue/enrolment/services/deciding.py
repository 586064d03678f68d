"""The provider's answer to a request: a seat, a place on the waiting list where all seats are taken, or a no."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import update

from catalogue.core.db import db, rows_changed, transaction
from catalogue.core.errors import NotFound
from catalogue.core.texts import clean
from catalogue.enrolment import rules
from catalogue.enrolment.authority import ensure_may_run
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import EnrolmentState
from catalogue.enrolment.sections import figures_of, section_of
from catalogue.enrolment.services.offers import last_offer_of, offer_free_seats
from catalogue.enrolment.services.seats import claim_seat, locked_run, take_waiting_place
from catalogue.enrolment.services.telling import note, tell
from catalogue.enrolment.services.waiting import next_place
from catalogue.offerings.models import Run
from catalogue.offerings.rules import RunState
from catalogue.offerings.stale import mark_stale

REASON_MAX = 500


class Decision(StrEnum):
    CONFIRM = "confirm"
    REJECT = "reject"


@transaction
def decide(
    enrolment_id: int, decision: Decision, *, acted_by: int | None, reason: str = "", now: datetime
) -> EnrolmentState:
    """Answer a request. Who is confirmed when all seats are taken joins the end of the waiting list.

    :param reason: shown to the learner.
    :returns: what the request has become.
    :raises NotFound: no such request, or not this account's to decide.
    :raises NotRequested: it was answered or withdrawn already.
    :raises Reason: there is neither a seat nor a place on the waiting list, or the run takes nobody any more.
    """
    enrolment = db.session.get(Enrolment, enrolment_id)
    if enrolment is None:
        raise NotFound
    ensure_may_run(enrolment.run_id, acted_by)
    run = locked_run(enrolment.run_id)
    db.session.refresh(enrolment)
    if enrolment.state != EnrolmentState.REQUESTED:
        raise rules.NotRequested
    after = EnrolmentState.REJECTED if decision is Decision.REJECT else _seat_or_place(run, enrolment, now)
    _move(enrolment, after, now)
    note(enrolment_id, EnrolmentState.REQUESTED, after, acted_by, "decided", now, clean(reason)[:REASON_MAX])
    tell(f"enrolment_{after}", enrolment.learner_id, enrolment_id, enrolment.public_id, now)
    offer_free_seats(locked_run(run.id), now)
    mark_stale([run.offering_id], now)
    return after


def _seat_or_place(run: Run, enrolment: Enrolment, now: datetime) -> EnrolmentState:
    if run.ends_at is not None and run.ends_at <= now:
        raise rules.RunEnded
    section = section_of(run, enrolment.learner.gender)
    key = section.key if section else None
    figures = figures_of(run, section)
    full = figures.capacity is not None and figures.seats_taken >= figures.capacity
    if run.state == RunState.SCHEDULED and (full or figures.kept):
        last = last_offer_of(run)
        if last is not None and now >= last:
            raise rules.RunFull
        if not take_waiting_place(run.id, key):
            raise rules.WaitingListFull
        return EnrolmentState.WAITLISTED
    claim_seat(run.id, run.seats_taken, now, section=key, late=True)
    return EnrolmentState.CONFIRMED


def _move(enrolment: Enrolment, after: EnrolmentState, now: datetime) -> None:
    run = db.session.get_one(Run, enrolment.run_id)
    section = section_of(run, enrolment.learner.gender)
    values = {"state": after, "changed_at": now, "section": section.key if section else None}
    if after == EnrolmentState.WAITLISTED:
        values["waiting_place"] = next_place(run.id)
    moved = rows_changed(
        update(Enrolment)
        .where(Enrolment.id == enrolment.id, Enrolment.state == EnrolmentState.REQUESTED)
        .values(**values)
    )
    if not moved:
        raise rules.NotRequested
