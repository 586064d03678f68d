"""Attendance of one meeting, as many ticks as arrive at once; of several for one learner the last one stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from catalogue.core.db import db, transaction
from catalogue.core.errors import NotFound
from catalogue.enrolment.authority import ensure_may_conduct
from catalogue.enrolment.completion.rules import Mark, MeetingAhead, NotTakingPart
from catalogue.enrolment.completion.services import record_attendance
from catalogue.offerings.models import RunSession


@dataclass(frozen=True)
class Tick:
    """What somebody ticked, and when (`services.record_attendance`)."""

    enrolment_id: int
    mark: Mark
    at: datetime


@dataclass(frozen=True)
class Taken:
    """What came of the ticks, by enrolment: they stand; another mark, ticked later, does; there is no seat any more."""

    kept: list[int] = field(default_factory=list)
    overtaken: dict[int, Mark] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)


@transaction
def take_register(session_id: int, ticks: Sequence[Tick], *, acted_by: int, now: datetime) -> Taken:
    """Enter attendance of a meeting. Sent again it changes nothing.

    :raises NotFound: no such meeting, somebody of another run, or nobody who may enter this.
    :raises MeetingAhead: it has not begun.
    """
    meeting = db.session.get(RunSession, session_id)
    if meeting is None:
        raise NotFound
    ensure_may_conduct(meeting.run_id, acted_by)
    if now < meeting.starts_at:
        raise MeetingAhead(starts_at=meeting.starts_at)
    taken = Taken()
    for tick in ticks:
        _enter(tick, session_id, acted_by, now, taken)
    return taken


def _enter(tick: Tick, session_id: int, acted_by: int, now: datetime, taken: Taken) -> None:
    try:
        stands = record_attendance(
            tick.enrolment_id, session_id, tick.mark, acted_by=acted_by, now=now, ticked_at=tick.at
        )
    except NotTakingPart:
        taken.gone.append(tick.enrolment_id)
        return
    if stands is tick.mark:
        taken.kept.append(tick.enrolment_id)
    else:
        taken.overtaken[tick.enrolment_id] = stands
