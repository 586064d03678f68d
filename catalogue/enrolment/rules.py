"""Which states an enrolment can have, who may enrol, and until when one may cancel. Pure: no database, no web."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError
from catalogue.offerings.rules import Availability


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


class EnrolmentNotOpenYet(DomainError):
    code = "enrolment_not_open_yet"
    message = _l("Enrolment for this run has not opened yet.")


class EnrolmentClosed(DomainError):
    code = "enrolment_closed"
    message = _l("Enrolment for this run has ended.")


class RunFull(DomainError):
    code = "run_full"
    message = _l("All seats of this run are taken.")


class RunCancelled(DomainError):
    code = "run_cancelled"
    message = _l("This run was cancelled by the provider.")


class NotInAgeRange(DomainError):
    code = "not_in_age_range"
    message = _l("This run is for another age.")


class BirthDateNeeded(DomainError):
    code = "birth_date_needed"
    message = _l("This run is for a certain age, so we need the date of birth.")


class GenderNeeded(DomainError):
    code = "gender_needed"
    message = _l("This run is for women or for men only, so we need to know which applies.")


class NotForThisGroup(DomainError):
    code = "not_for_this_group"
    message = _l("This run is for another group.")


class CancellingClosed(DomainError):
    code = "cancelling_closed"
    message = _l("The time for cancelling this enrolment has passed. Please contact the provider.")


class NotLive(DomainError):
    code = "not_live"
    message = _l("This enrolment has already ended.")


@dataclass(frozen=True)
class Person:
    """What eligibility asks about a learner."""

    birth_date: date | None
    gender: str | None


@dataclass(frozen=True)
class Terms:
    """What a run asks of a learner; ages in years, either end may be open."""

    age_min: int | None
    age_max: int | None
    gender_mode: str | None
    first_day: date | None


REFUSED_BY_AVAILABILITY: dict[Availability, type[DomainError]] = {
    Availability.CANCELLED: RunCancelled,
    Availability.OPENS_SOON: EnrolmentNotOpenYet,
    Availability.CLOSED: EnrolmentClosed,
    Availability.RUNNING: EnrolmentClosed,
    Availability.ENDED: EnrolmentClosed,
    Availability.FULL: RunFull,
    Availability.WAITING_LIST: RunFull,
}

WHY_NOT = (
    EnrolmentNotOpenYet,
    EnrolmentClosed,
    RunFull,
    RunCancelled,
    BirthDateNeeded,
    NotInAgeRange,
    GenderNeeded,
    NotForThisGroup,
)
"""Every reason for which somebody cannot enrol: the first page of enrolling says it, with what can be done."""

GENDER_OF_MODE = {"women": "female", "girls": "female", "men": "male", "boys": "male"}


def age_on(born: date, day: date) -> int:
    """Full years lived on that day; somebody born on 29 February turns a year older on 1 March of other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def ensure_available(availability: Availability) -> None:
    """Refuse a run that cannot be enrolled in now.

    :raises DomainError: the refusal that names the reason.
    """
    if refused := REFUSED_BY_AVAILABILITY.get(availability):
        raise refused


def ensure_fits(person: Person, terms: Terms, today: date) -> None:
    """Refuse a learner whom the run is not for. Age is reckoned on the first session's date, bounds inclusive.

    :raises BirthDateNeeded: there is an age bound and the birth date is unknown; asked for, never silently refused.
    :raises NotInAgeRange: too young or too old.
    :raises GenderNeeded: the run is for women or men only and the learner's gender is unknown.
    :raises NotForThisGroup: it is for the others.

    Source: MODEL, "What is always true", 6.
    """
    if terms.age_min is not None or terms.age_max is not None:
        if person.birth_date is None:
            raise BirthDateNeeded(age_min=terms.age_min, age_max=terms.age_max)
        age = age_on(person.birth_date, terms.first_day or today)
        if (terms.age_min is not None and age < terms.age_min) or (terms.age_max is not None and age > terms.age_max):
            raise NotInAgeRange(age=age, age_min=terms.age_min, age_max=terms.age_max)
    if wanted := GENDER_OF_MODE.get(terms.gender_mode or ""):
        if person.gender is None:
            raise GenderNeeded
        if person.gender != wanted:
            raise NotForThisGroup(gender_mode=terms.gender_mode)


def ensure_cancellable(state: EnrolmentState, deadline: datetime | None, now: datetime) -> None:
    """:raises NotLive: it has ended. :raises CancellingClosed: the deadline has passed."""
    if state not in LIVE:
        raise NotLive(state=state)
    if deadline is not None and now >= deadline:
        raise CancellingClosed(deadline=deadline)


class IdempotencyKeyUsed(DomainError):
    code = "idempotency_key_used"
    message = _l("This form was already sent for another enrolment. Please begin again.")
    status = 422
