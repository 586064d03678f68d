"""The meetings of a class with what was entered of each: those at hand, and all others behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalogue.core.formats import at_zone
from catalogue.enrolment.roster.people import Person, meetings_of
from catalogue.offerings.models import Run, RunSession

BESIDE = 2
"""So few others stand beside the meeting at hand; nobody has to open anything for them."""


@dataclass(frozen=True)
class Register:
    """One meeting. :ivar entered: for how many of the `people` with a seat attendance was entered."""

    meeting: RunSession
    entered: int
    people: int
    begun: bool

    @property
    def complete(self) -> bool:
        return 0 < self.people <= self.entered

    @property
    def missing(self) -> bool:
        """Whether it has begun and nobody's attendance was entered."""
        return self.begun and self.people > 0 and not self.entered


@dataclass(frozen=True)
class Registers:
    """:ivar at_hand: today's meetings, else the next one, else the last. :ivar others: all but these."""

    at_hand: Sequence[Register]
    others: Sequence[Register]

    @property
    def missing(self) -> int:
        """How many of the others nobody has entered."""
        return sum(one.missing for one in self.others)


def registers_of(run: Run, people: Sequence[Person], now: datetime) -> Registers:
    """:param people: those with a seat."""
    found = [
        Register(one, sum(one.id in person.marks for person in people), len(people), one.starts_at <= now)
        for one in meetings_of(run)
    ]
    first = _at_hand(run, found, now)
    others = [one for one in found if one not in first]
    return Registers(found, []) if len(others) <= BESIDE else Registers(first, others)


def _at_hand(run: Run, found: Sequence[Register], now: datetime) -> Sequence[Register]:
    today = at_zone(now, run.time_zone).date()
    if here := [one for one in found if at_zone(one.meeting.starts_at, run.time_zone).date() == today]:
        return here
    running = [one for one in found if one.meeting.starts_at <= now < one.meeting.ends_at]
    ahead = [one for one in found if not one.begun]
    return (running or ahead)[:1] or found[-1:]
