"""Entering how it went (the provider or the office), and what the learner thinks of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update

from catalogue.core.db import db, rows_changed, transaction
from catalogue.core.errors import NotFound
from catalogue.core.formats import at_zone
from catalogue.enrolment import services as enrolments
from catalogue.enrolment.authority import ensure_may_conduct
from catalogue.enrolment.certificates import services as certificates
from catalogue.enrolment.certificates.rules import RevocationReason
from catalogue.enrolment.completion import rules
from catalogue.enrolment.completion.models import Attendance, Completion, Rating
from catalogue.enrolment.completion.rules import Mark, Outcome
from catalogue.enrolment.models import Enrolment, EnrolmentEvent
from catalogue.enrolment.rules import HOLDING_A_SEAT, EnrolmentState
from catalogue.enrolment.services.offers import offer_free_seats
from catalogue.enrolment.services.seats import count, locked_run
from catalogue.offerings.models import Run, RunSession
from catalogue.offerings.stale import mark_stale


@dataclass(frozen=True)
class Ended:
    """What came of it; `code` is the certificate's, where there is one."""

    outcome: Outcome
    code: str | None


@dataclass(frozen=True)
class Tick:
    """What somebody ticked, and when."""

    enrolment_id: int
    mark: Mark
    at: datetime


@transaction
def record_attendance(
    enrolment_id: int, session_id: int, mark: Mark, *, acted_by: int, now: datetime, ticked_at: datetime | None = None
) -> Mark:
    """Enter how a learner took part in one meeting; of several entries the one that was ticked last stands.

    :param ticked_at: when it was ticked, where that was some time before it arrived.
    :returns: the mark that stands now.
    :raises NotFound: no such enrolment, a meeting of another run, or nobody who may enter this.
    :raises NotTakingPart: the learner has no seat. :raises MeetingAhead: the meeting has not begun.
    """
    enrolment, run = _conducted(enrolment_id, acted_by)
    meeting = db.session.get(RunSession, session_id)
    if meeting is None or meeting.run_id != run.id:
        raise NotFound
    rules.ensure_may_be_marked(EnrolmentState(enrolment.state), meeting.starts_at, now)
    tick = Tick(enrolment_id, mark, min(ticked_at or now, now))
    return _entered([tick], session_id, acted_by)[enrolment_id]


@transaction
def record_register(
    session_id: int, ticks: Sequence[Tick], *, acted_by: int, now: datetime
) -> Mapping[int, Mark | None]:
    """As `record_attendance`, for everybody in one meeting, with as many questions as for one.

    :returns: enrolment → the mark that stands now; None for who has no seat.
    :raises NotFound: no such meeting, an enrolment of another run, or nobody who may enter this.
    :raises MeetingAhead: the meeting has not begun.
    """
    meeting = db.session.get(RunSession, session_id)
    if meeting is None:
        raise NotFound
    ensure_may_conduct(meeting.run_id, acted_by)
    if now < meeting.starts_at:
        raise rules.MeetingAhead(starts_at=meeting.starts_at)
    run_id, wanted = meeting.run_id, {tick.enrolment_id for tick in ticks}
    db.session.get_one(Run, run_id, with_for_update=True)  # who else enters something waits
    mine = select(Enrolment.id, Enrolment.state).where(Enrolment.run_id == run_id, Enrolment.id.in_(wanted))
    states = dict(db.session.execute(mine).tuples().all())
    if wanted - states.keys():
        raise NotFound
    seated = [tick for tick in ticks if rules.takes_part(EnrolmentState(states[tick.enrolment_id]))]
    found: dict[int, Mark | None] = dict.fromkeys(wanted)
    return found | _entered([replace(tick, at=min(tick.at, now)) for tick in seated], session_id, acted_by)


def _entered(ticks: Sequence[Tick], session_id: int, actor: int) -> dict[int, Mark]:
    """Of what stands and what is ticked, the later for each; the run is locked."""
    ids = {tick.enrolment_id for tick in ticks}
    of = (Attendance.session_id == session_id, Attendance.enrolment_id.in_(ids))
    rows = db.session.execute(select(Attendance.enrolment_id, Attendance.mark, Attendance.recorded_at).where(*of))
    stands = {enrolment_id: Tick(enrolment_id, Mark(mark), at) for enrolment_id, mark, at in rows.tuples()}
    new: dict[int, Tick] = {}
    for tick in ticks:
        if (before := stands.get(tick.enrolment_id)) is None or before.at <= tick.at:
            stands[tick.enrolment_id] = new[tick.enrolment_id] = tick
    if new:
        db.session.execute(delete(Attendance).where(of[0], Attendance.enrolment_id.in_(new)))
        db.session.execute(
            insert(Attendance),
            [
                {"enrolment_id": one.enrolment_id, "session_id": session_id, "mark": one.mark, "recorded_by": actor,
                 "recorded_at": one.at}
                for one in new.values()
            ],
        )  # fmt: skip
    return {enrolment_id: tick.mark for enrolment_id, tick in stands.items()}


@transaction
def complete(
    enrolment_id: int, outcome: Outcome, *, acted_by: int, ended_on: date | None = None, now: datetime
) -> Ended:
    """End an enrolment: completed (with its certificate), not completed, or never there. Can be corrected later.

    :param ended_on: the day it is dated, in the city; the last meeting's, or today's where there is none.
    :raises NotFound: no such enrolment, or nobody who may enter this.
    :raises NotTakingPart: no seat. :raises NotBegun: the run begins later.
    """
    enrolment, run = _conducted(enrolment_id, acted_by)
    before = EnrolmentState(enrolment.state)
    rules.ensure_may_end(before, None if run.flexible_start else run.starts_at, now)
    day = ended_on or _last_day(run, now)
    _write(enrolment, run, before, outcome, acted_by, now)
    values = {"outcome": outcome, "ended_on": day, "recorded_by": acted_by, "recorded_at": now}
    db.session.execute(delete(Completion).where(Completion.enrolment_id == enrolment_id))
    db.session.execute(insert(Completion).values(enrolment_id=enrolment_id, **values))
    if outcome is Outcome.COMPLETED:
        return Ended(outcome, certificates.issue(enrolment_id, completed_on=day, acted_by=acted_by, now=now))
    certificates.revoke_standing(enrolment_id, RevocationReason.COMPLETION_WITHDRAWN, acted_by=acted_by, now=now)
    return Ended(outcome, None)


@transaction
def rate(enrolment_id: int, stars: int, words: str, *, acted_by: int, now: datetime) -> None:
    """Say how it was, once per enrolment; saying it again replaces it.

    :raises NotFound: no such enrolment, or somebody else's.
    :raises NotCompleted: it is not completed. :raises StarsOutOfRange: not one to five.
    """
    enrolment = db.session.get(Enrolment, enrolment_id)
    if enrolment is None:
        raise NotFound
    enrolments.ensure_may_act(enrolment.learner_id, acted_by)
    rules.ensure_rateable(EnrolmentState(enrolment.state), stars)
    said = db.session.get(Rating, enrolment_id)
    if said is None:
        said = Rating(enrolment_id=enrolment_id, created_at=now)
        db.session.add(said)
    said.stars, said.words, said.changed_at = stars, words or None, now


def _conducted(enrolment_id: int, account_id: int) -> tuple[Enrolment, Run]:
    """The enrolment as it stands once its run is locked: who else enters something waits, and then sees this.

    :raises NotFound: there is none, or the account may not enter how it went: both look alike.
    """
    run_id = db.session.scalar(select(Enrolment.run_id).where(Enrolment.id == enrolment_id))
    if run_id is None:
        raise NotFound
    ensure_may_conduct(run_id, account_id)
    run = db.session.get_one(Run, run_id, with_for_update=True)
    return db.session.get_one(Enrolment, enrolment_id, populate_existing=True), run


def _write(enrolment: Enrolment, run: Run, before: EnrolmentState, outcome: Outcome, actor: int, now: datetime) -> None:
    """The state, its event, and the seat: who is through holds none (it counts where one begins when one likes)."""
    after = EnrolmentState(outcome)
    if after == before:
        return
    changed = rows_changed(
        update(Enrolment)
        .where(Enrolment.id == enrolment.id, Enrolment.state == before)
        .values(state=after, changed_at=now)
    )
    if not changed:  # somebody else was quicker
        raise rules.NotTakingPart(state=before)
    if before in HOLDING_A_SEAT:
        count(run.id, enrolment.section, seats=-1)
        offer_free_seats(locked_run(run.id), now)
        mark_stale([run.offering_id], now)
    event = {"from_state": before, "to_state": after, "actor_id": actor, "cause": "entered by the provider"}
    db.session.execute(insert(EnrolmentEvent).values(enrolment_id=enrolment.id, **event, at=now))


def _last_day(run: Run, now: datetime) -> date:
    over = run.ends_at is not None and run.ends_at <= now
    return at_zone(run.ends_at if over and run.ends_at else now, run.time_zone).date()
