"""Every reason that can stand between a learner and a run: its code, its words, and what can be done about it.

The order of `EVERY_REASON` is the order in which a verdict tells them: what nobody can change first.
"""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError


class Weight(Enum):
    """What a reason does: it refuses, leaves the waiting list, asks for a fact, wants a yes, or only informs."""

    REFUSES = "refuses"
    WAITS = "waits"
    ASKS = "asks"
    WARNS = "warns"
    INFORMS = "informs"


class Reason(DomainError):
    """One reason. `about` holds the values that its words need; the page adds the nearest other run."""

    weight: ClassVar[Weight] = Weight.REFUSES
    remedy: ClassVar[LazyString | None] = None


class OfferingUnavailable(Reason):
    code = "offering_unavailable"
    message = _l("This course takes nobody at present.")
    remedy = _l("The provider has paused or ended it. Similar courses stand on its page.")


class ProviderSuspended(Reason):
    code = "provider_suspended"
    message = _l("The provider may not take anybody at present.")
    remedy = _l("The learning-city office can tell you more. Similar courses stand on the course’s page.")


class RunCancelled(Reason):
    code = "run_cancelled"
    message = _l("This date was cancelled by the provider.")
    remedy = _l("Please choose another date.")


class RunEnded(Reason):
    code = "run_ended"
    message = _l("This date is over.")
    remedy = _l("Please choose another date.")


class RunPostponed(Reason):
    code = "run_postponed"
    message = _l("This date is postponed; the new one is not known yet.")
    remedy = _l("Please look here again later, or choose another date.")


class RunBegun(Reason):
    code = "run_begun"
    message = _l("This date has begun already.")
    remedy = _l("Please choose a date that is still ahead.")


class EnrolmentClosed(Reason):
    code = "enrolment_closed"
    message = _l("Enrolment for this date has ended.")
    remedy = _l("Please choose another date.")


class EnrolmentNotOpenYet(Reason):
    code = "enrolment_not_open_yet"
    message = _l("Enrolment for this date has not opened yet.")
    remedy = _l("Please come back when it opens.")


class AlreadyEnrolled(Reason):
    code = "already_enrolled"
    message = _l("This learner is enrolled here already.")


class AlreadyRequested(Reason):
    code = "already_requested"
    message = _l("A place here has been asked for already; the provider has not decided yet.")


class AlreadyWaiting(Reason):
    code = "already_waiting"
    message = _l("This learner is on the waiting list for this date already.")


class SeatOffered(Reason):
    code = "seat_offered"
    message = _l("A seat here is offered to this learner and waits for an answer.")
    remedy = _l("Please accept or decline it under “My learning”.")


class BirthDateNeeded(Reason):
    code = "birth_date_needed"
    weight = Weight.ASKS
    message = _l("This course is for a certain age, so we need the date of birth.")


class NotInAgeRange(Reason):
    code = "not_in_age_range"
    message = _l("This course is for another age.")
    remedy = _l("If the date of birth is not right, please correct it.")


class TooYoung(NotInAgeRange):
    code = "too_young"
    message = _l("This course is for older learners.")


class TooOld(NotInAgeRange):
    code = "too_old"
    message = _l("This course is for younger learners.")


class GuardianNeeded(Reason):
    code = "guardian_needed"
    message = _l("Somebody who is not of age is enrolled by a parent or guardian.")
    remedy = _l("A parent or guardian can add you to his or her own account and enrol you from there.")


class GenderNeeded(Reason):
    code = "gender_needed"
    weight = Weight.ASKS
    message = _l("This date is for women or for men only, or has a group for each, so we need to know which applies.")


class NotForThisGroup(Reason):
    code = "not_for_this_group"
    message = _l("This date is for another group.")
    remedy = _l("Please choose a date for everybody or for your group.")


class PrerequisiteMissing(Reason):
    code = "prerequisite_missing"
    weight = Weight.WARNS
    message = _l("Another course should come first.")
    remedy = _l("If the same was learned elsewhere, say so and go on.")


class Clash(Reason):
    code = "clash"
    weight = Weight.WARNS
    message = _l("Another enrolment of this learner is at the same time.")
    remedy = _l("Please choose another date, or cancel the other enrolment.")


class HouseholdClash(Reason):
    code = "household_clash"
    weight = Weight.INFORMS
    message = _l("Somebody else of your family has a course at the same time.")


class RunFull(Reason):
    code = "run_full"
    message = _l("All seats on this date are taken.")
    remedy = _l("Please choose another date.")


class WaitingListFull(RunFull):
    code = "waiting_list_full"
    message = _l("All seats on this date are taken, and the waiting list is full.")


class WaitingListOpen(RunFull):
    code = "waiting_list_open"
    weight = Weight.WAITS
    message = _l("All seats on this date are taken; there is a waiting list.")
    remedy = _l("You can join the waiting list: a seat that becomes free is offered in its order.")


class ApprovalNeeded(Reason):
    code = "approval_needed"
    weight = Weight.INFORMS
    message = _l("The provider decides on each request; until then there is no seat.")


class CompletedBefore(Reason):
    code = "completed_before"
    weight = Weight.INFORMS
    message = _l("This learner has completed this course before.")


EVERY_REASON: tuple[type[Reason], ...] = (
    OfferingUnavailable,
    ProviderSuspended,
    RunCancelled,
    RunEnded,
    RunPostponed,
    RunBegun,
    EnrolmentClosed,
    EnrolmentNotOpenYet,
    AlreadyEnrolled,
    AlreadyRequested,
    AlreadyWaiting,
    SeatOffered,
    BirthDateNeeded,
    TooYoung,
    TooOld,
    GuardianNeeded,
    GenderNeeded,
    NotForThisGroup,
    RunFull,
    WaitingListFull,
    WaitingListOpen,
    Clash,
    PrerequisiteMissing,
    HouseholdClash,
    ApprovalNeeded,
    CompletedBefore,
)
