"""Whether a run can be enrolled in at a moment: by its state, its dates and its seats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from catalogue.offerings.rules.states import RunState

FEW_SEATS = 5
FEW_SEATS_SHARE = 0.2


class Availability(StrEnum):
    """Whether one can enrol in a run; in the order in which it ranks. Derived, never stored."""

    OPEN = "open"
    LAST_SEATS = "last_seats"
    WAITING_LIST = "waiting_list"
    OPENS_SOON = "opens_soon"
    FULL = "full"
    CLOSED = "closed"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"

    @property
    def rank(self) -> int:
        return RANKS[self]

    @property
    def enrollable(self) -> bool:
        return self in {Availability.OPEN, Availability.LAST_SEATS}

    @property
    def shown_by_default(self) -> bool:
        """Whether search shows such a run without being asked for closed ones."""
        return self in {Availability.OPEN, Availability.LAST_SEATS, Availability.WAITING_LIST, Availability.OPENS_SOON}


RANKS = {one: rank for rank, one in enumerate(Availability)}


@dataclass(frozen=True)
class RunFigures:
    """What availability depends on. Times are UTC; a capacity of None means without limit.

    :ivar waiting_taken: how many stand on the waiting list, which has `waiting_places` in all.
    :ivar sectioned: some seats may fit nobody who waits: then waiting people leave the other seats open.
    """

    state: str
    capacity: int | None
    seats_taken: int
    waiting_places: int
    opens_at: datetime | None
    closes_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    flexible: bool = False
    waiting_taken: int = 0
    sectioned: bool = False

    @property
    def kept(self) -> bool:
        """Whether a seat that is free is not for somebody who passes by: others wait for it."""
        return self.waiting_taken > 0 and not self.sectioned


def availability(run: RunFigures, now: datetime) -> Availability:
    """Whether one can enrol in the run at this moment.

    :param now: timezone-aware.

    Source: MODEL, "States", Run; docs/rules/availability.md.
    """
    if run.state == RunState.CANCELLED:
        return Availability.CANCELLED
    if run.state == RunState.COMPLETED or (run.ends_at is not None and run.ends_at <= now):
        return Availability.ENDED
    if run.state != RunState.SCHEDULED:  # a draft or postponed run takes nobody
        return Availability.CLOSED
    if not run.flexible and run.starts_at is not None and run.starts_at <= now:
        return Availability.RUNNING
    if run.closes_at is not None and run.closes_at <= now:
        return Availability.CLOSED
    if run.opens_at is not None and run.opens_at > now:
        return Availability.OPENS_SOON
    return _by_seats(run)


def _by_seats(run: RunFigures) -> Availability:
    if run.capacity is None and not run.kept:
        return Availability.OPEN
    free = (run.capacity or 0) - run.seats_taken
    if free <= 0 or run.kept or run.capacity is None:
        return Availability.WAITING_LIST if run.waiting_places > run.waiting_taken else Availability.FULL
    few = free <= FEW_SEATS or free <= run.capacity * FEW_SEATS_SHARE
    # A small group that nobody has joined yet is simply open.
    return Availability.LAST_SEATS if few and run.seats_taken else Availability.OPEN
