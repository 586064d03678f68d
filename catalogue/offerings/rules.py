"""What an offering and a run may be and become, and whether a run can be enrolled in. Pure: no database, no web."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError

FEW_SEATS = 5
FEW_SEATS_SHARE = 0.2


class OfferingKind(StrEnum):
    COURSE = "course"
    WORKSHOP = "workshop"
    PROGRAMME = "programme"


class OfferingState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    PUBLISHED = "published"
    PAUSED = "paused"
    TAKEN_DOWN = "taken_down"
    ARCHIVED = "archived"


class RunState(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    COMPLETED = "completed"


class SessionState(StrEnum):
    SCHEDULED = "scheduled"
    MOVED = "moved"
    CANCELLED = "cancelled"


class Allocation(StrEnum):
    FIRST_COME = "first_come"
    APPROVAL = "approval"


class QuestionKind(StrEnum):
    """How a question of a run is answered: in words, or with one of its options."""

    TEXT = "text"
    CHOICE = "choice"


NEXT: dict[OfferingState, frozenset[OfferingState]] = {
    OfferingState.DRAFT: frozenset({OfferingState.IN_REVIEW, OfferingState.PUBLISHED}),
    OfferingState.IN_REVIEW: frozenset({OfferingState.PUBLISHED, OfferingState.CHANGES_REQUESTED, OfferingState.DRAFT}),
    OfferingState.CHANGES_REQUESTED: frozenset({OfferingState.IN_REVIEW}),
    OfferingState.PUBLISHED: frozenset({OfferingState.PAUSED, OfferingState.TAKEN_DOWN}),
    OfferingState.PAUSED: frozenset({OfferingState.PUBLISHED, OfferingState.ARCHIVED}),
    OfferingState.TAKEN_DOWN: frozenset(),
    OfferingState.ARCHIVED: frozenset(),
}


OVER = frozenset({OfferingState.ARCHIVED, OfferingState.TAKEN_DOWN})
"""Nothing of such a listing changes any more."""
LIVE = frozenset({OfferingState.PUBLISHED, OfferingState.PAUSED})
"""People know these pages, and rely on what stands there."""
AHEAD = frozenset({RunState.DRAFT, RunState.SCHEDULED, RunState.POSTPONED})
"""Runs that may still take place."""


MOST_IN_REVIEW = 500
"""Listings of one provider that wait for the office at the same time."""


class TooManyInReview(DomainError):
    code = "too_many_in_review"
    message = _l(
        "Very many of your listings wait for the office already. Please wait until it has looked at some of them."
    )


class OfferingCannotBecome(DomainError):
    code = "offering_cannot_become"
    message = _l("The offering cannot be moved to this state.")

    @property
    def there_already(self) -> bool:
        """Whether it is in the state that was asked for."""
        return bool(self.about["before"] == self.about["after"])


class NothingToDecide(OfferingCannotBecome):
    code = "nothing_to_decide"
    message = _l(
        "The provider has this listing as a draft: it was taken back, or never sent. There is nothing to decide."
    )


class OfficeWasFirst(OfferingCannotBecome):
    code = "office_was_first"
    message = _l("The office has decided meanwhile, so nothing was taken back. Here is the listing as it stands now.")


def ensure_may_become(before: OfferingState, after: OfferingState) -> None:
    """:raises OfferingCannotBecome: there is no such step. :raises NothingToDecide: it is the provider's own still."""
    if after in NEXT[before]:
        return
    if before is OfferingState.DRAFT and after is OfferingState.CHANGES_REQUESTED:
        raise NothingToDecide(before=before, after=after)
    raise OfferingCannotBecome(before=before, after=after)


def ensure_may_be_taken_back(before: OfferingState) -> None:
    """:raises OfficeWasFirst: it does not wait at the office any more."""
    if before is not OfferingState.IN_REVIEW:
        raise OfficeWasFirst(before=before, after=OfferingState.DRAFT)


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


@dataclass(frozen=True)
class Missing:
    """One thing that publishing needs and a listing lacks; `run` is the run's reference where it is about a run."""

    field: str
    run: str | None = None


MEETING_MODES = frozenset({"in_person", "blended", "on_the_job", "outdoor"})


@dataclass(frozen=True)
class RunParts:
    """What publishing asks of a run."""

    reference: str
    gender_mode: str | None
    price_halalas: int | None
    mode: str
    sessions: int
    flexible: bool
    has_place: bool


@dataclass(frozen=True)
class ListingParts:
    """What publishing asks of an offering."""

    has_text: bool
    topics: int
    credential: str | None
    runs: tuple[RunParts, ...]
    image_lacks: tuple[str, ...] = ()
    """What its picture still needs, by field; nothing where it has none."""


def missing_for_publishing(listing: ListingParts) -> tuple[Missing, ...]:
    """What has to be added before the offering can be published, each thing under the name of its field.

    The mode, the price and whom a meeting is for belong to a run, so at least one run is needed. A join link may
    follow until the first session. The audience is everyone unless said.

    Source: MODEL, "What is always true", 8; docs/rules/publishing.md.
    """
    wanted = (
        ("summary", listing.has_text),
        ("topics", listing.topics > 0),
        ("credential", listing.credential is not None),
        ("runs", bool(listing.runs)),
    )
    missing = [Missing(field) for field, there in wanted if not there]
    missing.extend(Missing(field) for field in listing.image_lacks)
    for run in listing.runs:
        missing.extend(Missing(field, run.reference) for field in _missing_of_run(run))
    return tuple(missing)


def _missing_of_run(run: RunParts) -> list[str]:
    wanted = (
        ("gender_mode", run.gender_mode is not None),
        ("price", run.price_halalas is not None),
        ("sessions", run.sessions > 0 or run.flexible),
        ("venue", run.has_place or run.mode not in MEETING_MODES),
    )
    return [field for field, there in wanted if not there]


class NotReadyForPublishing(DomainError):
    code = "not_ready_for_publishing"
    message = _l("Something that publishing needs is still missing.")
    status = 422


class AnotherThanSeen(DomainError):
    code = "another_than_seen"
    message = _l("The provider has changed this listing since you opened it. Please look at it once more.")


def ensure_as_seen(stamp: str, seen: str | None) -> None:
    """:param seen: the stamp of what was looked at; None where nobody did. :raises AnotherThanSeen: it is another."""
    if seen is not None and seen != stamp:
        raise AnotherThanSeen


class ReasonNeeded(DomainError):
    code = "reason_needed"
    message = _l("A reason is needed for this.")
    status = 422


class ProviderNotChecked(DomainError):
    """Nobody would see it: the office has not verified the provider, or has suspended it."""

    code = "provider_not_checked"
    message = _l("The provider is not verified, so nobody would see the listing.")
