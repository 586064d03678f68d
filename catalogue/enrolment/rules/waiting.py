"""The waiting list: who is offered a free seat, for how long, and until when. Pure.

Source: MODEL, "What is always true", 3; docs/rules/enrolment.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError

WINDOW = timedelta(hours=24)
SHORTEST_WINDOW = timedelta(hours=1)
SHARE_OF_WHAT_IS_LEFT = 3
"""Near the start an offer stands for a third of the time that is left, so that it can still be passed on."""
LAST_OFFER_BEFORE_START = timedelta(hours=2)
PASSED_OVER_MOST = 2
NO_LIMIT = 1 << 40
Section = str | None
Need = Counter[Section]


class Together(StrEnum):
    """How a family waits: for all its seats at once, or for any that comes."""

    ALL = "all"
    ANY = "any"


class OfferExpired(DomainError):
    code = "offer_expired"
    message = _l("The time for this offer has passed, and the seat was offered to the next in line.")
    status = 410


class NotOffered(DomainError):
    code = "not_offered"
    message = _l("There is no open offer here any more.")


class AnswerIsForOthersToo(DomainError):
    code = "answer_is_for_others_too"
    message = _l(
        "This offer is for several people together, and you may not act for all of them. "
        "Somebody who may has to answer it."
    )


class BundleTooLarge(DomainError):
    code = "bundle_too_large"
    message = _l("There are fewer seats in all than this family needs together. Please wait for any seat instead.")


class NothingToWaitFor(DomainError):
    code = "nothing_to_wait_for"
    message = _l("There is no waiting list to join here at present.")


def cut_off(starts_at: datetime | None, closes_at: datetime | None) -> datetime | None:
    """The moment from which no seat is offered any more: enrolment has closed, or the start is too near to plan for.

    :returns: None where neither is known: then offers are made at any time.
    """
    limits = [closes_at, starts_at - LAST_OFFER_BEFORE_START if starts_at else None]
    return min((limit for limit in limits if limit is not None), default=None)


def offer_expires_at(offered_at: datetime, starts_at: datetime | None, closes_at: datetime | None) -> datetime:
    """Until when a waiting learner may take a seat: 24 hours, near the start a third of what is left, at least one.

    :param offered_at: timezone-aware, before the cut-off; so the offer ends before the start in any case.
    :raises ValueError: the cut-off has passed.
    """
    last = cut_off(starts_at, closes_at)
    if last is None:
        return offered_at + WINDOW
    if offered_at >= last:
        raise ValueError("no seat is offered after the cut-off")
    third = (last - offered_at) / SHARE_OF_WHAT_IS_LEFT
    return offered_at + max(SHORTEST_WINDOW, min(WINDOW, third))


@dataclass(frozen=True)
class Entry:
    """One learner on the list. :ivar bundle: the family that wants all its seats together, if she is of one."""

    enrolment_id: int
    section: Section = None
    bundle: int | None = None


@dataclass
class Room:
    """What is free and what there is in all: of the run, and of each section with seats of its own."""

    free: int = NO_LIMIT
    capacity: int = NO_LIMIT
    free_in: dict[Section, int] = field(default_factory=dict)
    capacity_of: Mapping[Section, int] = field(default_factory=dict)

    def has(self, need: Need) -> bool:
        return need.total() <= self.free and all(need[one] <= self.free_in.get(one, NO_LIMIT) for one in need)

    def could_have(self, need: Need) -> bool:
        """Whether it fits when all seats are free."""
        return need.total() <= self.capacity and all(need[one] <= self.capacity_of.get(one, NO_LIMIT) for one in need)

    def part_of(self, need: Need) -> int:
        """How many of these seats are free."""
        return min(self.free, sum(min(need[one], self.free_in.get(one, NO_LIMIT)) for one in need))

    def take(self, need: Need) -> None:
        """All of it, or as much as there is."""
        for section, wanted in need.items():
            got = max(0, min(wanted, self.free, self.free_in.get(section, NO_LIMIT)))
            self.free -= got
            if section in self.free_in:
                self.free_in[section] -= got

    def copy(self) -> Room:
        return Room(self.free, self.capacity, dict(self.free_in), self.capacity_of)


@dataclass(frozen=True)
class Unit:
    """Those who are offered seats together: one learner, or a family that wants all."""

    entries: tuple[Entry, ...]

    @property
    def bundle(self) -> int | None:
        return self.entries[0].bundle

    @property
    def need(self) -> Need:
        return Counter(entry.section for entry in self.entries)


@dataclass(frozen=True)
class Plan:
    """Who is offered a seat now, in this order, and how often each family has been passed over by then."""

    offered: tuple[int, ...]
    passed_over: Mapping[int, int]


def units_of(queue: Sequence[Entry]) -> list[Unit]:
    """The list in its order; a family that wants all stands where its first member does."""
    found: dict[tuple[str, int], list[Entry]] = {}
    for entry in queue:
        key = ("alone", entry.enrolment_id) if entry.bundle is None else ("bundle", entry.bundle)
        found.setdefault(key, []).append(entry)
    return [Unit(tuple(entries)) for entries in found.values()]


def plan_offers(queue: Sequence[Entry], room: Room, passed_over: Mapping[int, int]) -> Plan:
    """Share the free seats out among those who wait.

    Each seat goes to the first whom it fits. A family that wants all its seats fits when all of them are free; it is
    passed over at most twice, then the seats that become free are kept for it.

    :param queue: those who wait, the first one first.
    :param passed_over: how often each family that wants all has been passed over so far.
    """
    waiting, left, passed = units_of(queue), room.copy(), dict(passed_over)
    offered: list[int] = []
    while (chosen := _next(waiting, left, passed)) is not None:
        unit, before = waiting.pop(chosen), left.copy()
        left.take(unit.need)
        offered.extend(entry.enrolment_id for entry in unit.entries)
        for other in waiting[:chosen]:
            if other.bundle is None or not left.could_have(other.need):
                continue
            if left.part_of(other.need) < before.part_of(other.need):
                passed[other.bundle] = passed.get(other.bundle, 0) + 1
    return Plan(tuple(offered), passed)


def _next(waiting: Sequence[Unit], left: Room, passed: Mapping[int, int]) -> int | None:
    """The first who can be offered a seat, when seats that are kept for families in front are not free."""
    free = left.copy()
    for number, unit in enumerate(waiting):
        if free.has(unit.need):
            return number
        if unit.bundle is not None and left.could_have(unit.need) and passed.get(unit.bundle, 0) >= PASSED_OVER_MOST:
            free.take(unit.need)
    return None
