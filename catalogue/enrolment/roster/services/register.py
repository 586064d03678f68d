"""Attendance of one meeting, as many ticks as arrive at once; of several for one learner the last one stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from catalogue.enrolment.completion.rules import Mark
from catalogue.enrolment.completion.services import Tick, record_register


@dataclass(frozen=True)
class Taken:
    """What came of the ticks, by enrolment: they stand; another mark, ticked later, does; there is no seat any more."""

    kept: list[int] = field(default_factory=list)
    overtaken: dict[int, Mark] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)


def take_register(session_id: int, ticks: Sequence[Tick], *, acted_by: int, now: datetime) -> Taken:
    """Enter attendance of a meeting. Sent again it changes nothing.

    :raises NotFound: no such meeting, somebody of another run, or nobody who may enter this.
    :raises MeetingAhead: it has not begun.
    """
    stands, taken = record_register(session_id, ticks, acted_by=acted_by, now=now), Taken()
    for tick in ticks:
        mark = stands[tick.enrolment_id]
        if mark is None:
            taken.gone.append(tick.enrolment_id)
        elif mark is tick.mark:
            taken.kept.append(tick.enrolment_id)
        else:
            taken.overtaken[tick.enrolment_id] = mark
    return taken
