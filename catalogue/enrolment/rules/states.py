"""Which states an enrolment can have, and until when one may cancel."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError
from catalogue.offerings.rules import RunState


class EnrolmentState(StrEnum):
    REQUESTED = "requested"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    NOT_COMPLETED = "not_completed"
    NO_SHOW = "no_show"


LIVE = (EnrolmentState.REQUESTED, EnrolmentState.WAITLISTED, EnrolmentState.OFFERED, EnrolmentState.CONFIRMED)
HOLDING_A_SEAT = (EnrolmentState.OFFERED, EnrolmentState.CONFIRMED)
ON_THE_LIST = (EnrolmentState.WAITLISTED, EnrolmentState.OFFERED)
"""In line for a seat, not in the course: a request that waits for approval is another thing."""
WITHOUT_A_SEAT = (
    EnrolmentState.REJECTED,
    EnrolmentState.DECLINED,
    EnrolmentState.LAPSED,
    EnrolmentState.WITHDRAWN,
    EnrolmentState.CANCELLED,
)


class CancellingClosed(DomainError):
    code = "cancelling_closed"
    message = _l("The time for cancelling this enrolment has passed. Please contact the provider.")


class NotLive(DomainError):
    code = "not_live"
    message = _l("This enrolment has already ended.")


class NotRequested(DomainError):
    code = "not_requested"
    message = _l("There is no open request here any more.")


class CapacityTooLow(DomainError):
    """:ivar sections: where; None is the run itself."""

    code = "capacity_too_low"
    message = _l("There cannot be fewer seats than are taken already.")

    def __init__(self, *sections: str | None) -> None:
        super().__init__(sections=sections)
        self.sections = sections


class ClassOver(DomainError):
    code = "class_over"
    message = _l("This class is over, so it cannot be cancelled any more. How it went is entered as its completion.")


class IdempotencyKeyUsed(DomainError):
    code = "idempotency_key_used"
    message = _l("This form was already sent for another enrolment. Please begin again.")
    status = 422


def ensure_cancellable(state: EnrolmentState, deadline: datetime | None, now: datetime) -> None:
    """Who has no certain seat may leave at any time.

    :raises NotLive: it has ended. :raises CancellingClosed: the deadline has passed.
    """
    if state not in LIVE:
        raise NotLive(state=state)
    if state == EnrolmentState.CONFIRMED and deadline is not None and now >= deadline:
        raise CancellingClosed(deadline=deadline)


def state_when_given_back(state: EnrolmentState) -> EnrolmentState:
    """What an enrolment becomes that somebody gives up, or that ends with its run."""
    return EnrolmentState.CANCELLED if state == EnrolmentState.CONFIRMED else EnrolmentState.WITHDRAWN


def is_over(state: RunState, ends_at: datetime | None, now: datetime) -> bool:
    """Whether the run has been held; one that was postponed was not, whatever its old dates say.

    :param ends_at: None where it has no end.
    """
    return state is RunState.COMPLETED or (state is RunState.SCHEDULED and ends_at is not None and ends_at <= now)


def ensure_may_be_cancelled(state: RunState, ends_at: datetime | None, now: datetime) -> None:
    """:raises ClassOver: what was held cannot be called off. Source: docs/rules/enrolment.md, rule 17."""
    if is_over(state, ends_at, now):
        raise ClassOver(ends_at=ends_at)
