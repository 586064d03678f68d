"""What may be said of an enrolment once the run has begun, and of a course once enough have rated it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError
from catalogue.enrolment.rules import EnrolmentState


class Mark(StrEnum):
    """How somebody took part in one meeting."""

    PRESENT = "present"
    LATE = "late"
    ABSENT = "absent"
    EXCUSED = "excused"


class Outcome(StrEnum):
    """How an enrolment ended; each is the enrolment's state as well."""

    COMPLETED = "completed"
    NOT_COMPLETED = "not_completed"
    NO_SHOW = "no_show"


THERE = (Mark.PRESENT, Mark.LATE)
OUTCOMES = tuple(EnrolmentState(outcome) for outcome in Outcome)
LEAST_RATINGS_SHOWN = 5
STARS = range(1, 6)
WORDS_MAX = 1000


class NotTakingPart(DomainError):
    code = "not_taking_part"
    message = _l("Only somebody who has a seat can attend or complete a run.")


class NotBegun(DomainError):
    code = "not_begun"
    message = _l("This run has not begun yet.")


class MeetingAhead(DomainError):
    code = "meeting_ahead"
    message = _l("This meeting has not begun yet.")


class NotCompleted(DomainError):
    code = "not_completed"
    message = _l("A course can be rated once it is completed.")


class StarsOutOfRange(DomainError):
    code = "stars_out_of_range"
    message = _l("Choose from one to five stars")
    status = 422


@dataclass(frozen=True)
class Attended:
    """In how many meetings somebody was there.

    :ivar known: of how many that was entered. :ivar meetings: how many there are, without the cancelled ones.
    """

    there: int
    known: int
    meetings: int

    @property
    def unknown(self) -> int:
        return max(0, self.meetings - self.known)


@dataclass(frozen=True)
class Figures:
    """What ratings say together."""

    count: int
    mean: float


def takes_part(state: EnrolmentState) -> bool:
    """Whether somebody has or had a seat."""
    return state in {EnrolmentState.CONFIRMED, *OUTCOMES}


def ensure_may_end(state: EnrolmentState, starts_at: datetime | None, now: datetime) -> None:
    """Refuse an outcome for who had no seat, or before the first meeting. What was entered can be corrected.

    :param starts_at: None where everybody begins when she likes.
    :raises NotTakingPart: no seat, or it was given back.
    :raises NotBegun: the run begins later.
    """
    if not takes_part(state):
        raise NotTakingPart(state=state)
    if starts_at is not None and now < starts_at:
        raise NotBegun(starts_at=starts_at)


def ensure_may_be_marked(state: EnrolmentState, meeting_starts_at: datetime, now: datetime) -> None:
    """:raises NotTakingPart: no seat. :raises MeetingAhead: nobody can have been there yet."""
    if not takes_part(state):
        raise NotTakingPart(state=state)
    if now < meeting_starts_at:
        raise MeetingAhead(starts_at=meeting_starts_at)


def ensure_rateable(state: EnrolmentState, stars: int) -> None:
    """:raises NotCompleted: before completion nobody rates. :raises StarsOutOfRange: not one to five."""
    if state != EnrolmentState.COMPLETED:
        raise NotCompleted(state=state)
    if stars not in STARS:
        raise StarsOutOfRange(stars=stars)


def attended(marks: Iterable[str]) -> int:
    """In how many meetings somebody was there; late is there."""
    return sum(mark in THERE for mark in marks)


def figures(count: int, total: int) -> Figures | None:
    """Count and mean, to one decimal; nothing below five ratings: a few people can be told apart.

    Source: domain/policy.md, "Statistics".
    """
    if count < LEAST_RATINGS_SHOWN:
        return None
    return Figures(count, round(total / count, 1))
