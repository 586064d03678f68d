"""The one verdict: whether a learner may enrol in a run now, and everything that stands in the way, in order.

Pages, API and mails all show what `judge` says (MODEL, "What is always true", 7).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from catalogue.accounts.rules import age_on
from catalogue.enrolment.rules import reasons as why
from catalogue.enrolment.rules.fitting import Person, Terms, why_it_does_not_fit
from catalogue.enrolment.rules.reasons import EVERY_REASON, Reason, Weight
from catalogue.enrolment.rules.states import EnrolmentState
from catalogue.enrolment.rules.waiting import cut_off
from catalogue.offerings.rules import Allocation, Availability, OfferingState, RunFigures, RunState, availability
from catalogue.providers.rules import ProviderState


@dataclass(frozen=True)
class Overlap:
    """Another enrolment that meets at the same time: whose, which, and from when."""

    learner_id: int
    run_id: int
    starts_at: datetime


@dataclass(frozen=True)
class Facts:
    """Everything that the verdict depends on.

    :param today: the date in the run's city.
    :param own_account: whether the learner signs in herself, so that nobody acts for her.
    :param live: the state of the learner's live enrolment in this run, if there is one.
    :param waiting: how many stand on the waiting list.
    :param prerequisites: offering ids that should come first and were not completed here.
    """

    run: RunFigures
    offering_state: str
    provider_state: str
    allocation: str
    person: Person
    terms: Terms
    today: date
    own_account: bool = False
    of_age_at: int = 18
    live: EnrolmentState | None = None
    waiting: int = 0
    own_overlaps: tuple[Overlap, ...] = ()
    household_overlaps: tuple[Overlap, ...] = ()
    prerequisites: tuple[int, ...] = ()
    completed_before: bool = False


@dataclass(frozen=True)
class Verdict:
    """The ordered reasons; empty or only informing means: enrol."""

    reasons: tuple[Reason, ...] = field(default=())

    def of(self, *weights: Weight) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.weight in weights)

    @property
    def refusals(self) -> tuple[Reason, ...]:
        return self.of(Weight.REFUSES)

    @property
    def stopping(self) -> tuple[Reason, ...]:
        """What stands in the way, whatever somebody says yes to."""
        return self.of(Weight.REFUSES, Weight.WAITS, Weight.ASKS)

    def unconfirmed(self, confirmed: Collection[str]) -> tuple[Reason, ...]:
        """The warnings to which nobody has said yes. :param confirmed: the codes of those to which somebody has."""
        return tuple(reason for reason in self.of(Weight.WARNS) if reason.code not in confirmed)

    @property
    def may_enrol(self) -> bool:
        """Whether a seat (or a request) is to be had once what asks and warns is answered."""
        return not self.of(Weight.REFUSES, Weight.WAITS)

    @property
    def may_wait(self) -> bool:
        """Whether there is no seat, but a place on the waiting list."""
        return not self.refusals and bool(self.of(Weight.WAITS))

    @property
    def ready(self) -> bool:
        """Whether nothing has to be asked or confirmed any more."""
        return not self.stopping and not self.of(Weight.WARNS)

    @property
    def waiting(self) -> int:
        """How many would stand in front on the waiting list."""
        found = [reason.about["waiting"] for reason in self.reasons if isinstance(reason, why.WaitingListOpen)]
        return next((count for count in found if isinstance(count, int)), 0)

    @property
    def says_already(self) -> bool:
        """Whether there is an enrolment that counts."""
        return any(type(reason) in ALREADY.values() for reason in self.reasons)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(reason.code for reason in self.reasons)

    def ensure(self, *, confirmed: frozenset[str] = frozenset()) -> None:
        """Refuse with the first reason that stands in the way.

        :param confirmed: codes of warnings to which somebody said yes.
        :raises Reason: the first one that refuses, waits or asks, or warns without a yes.
        """
        for reason in (*self.stopping, *self.unconfirmed(confirmed)):
            raise reason


def judge(facts: Facts, now: datetime) -> Verdict:
    """The verdict. :param now: timezone-aware."""
    found = [*_by_listing(facts), *why_not_available(facts.run, now, facts.waiting), *_by_learner(facts)]
    return Verdict(tuple(sorted(found, key=lambda reason: EVERY_REASON.index(type(reason)))))


def _by_listing(facts: Facts) -> Iterator[Reason]:
    if facts.offering_state != OfferingState.PUBLISHED:
        yield why.OfferingUnavailable(state=facts.offering_state)
    if facts.provider_state != ProviderState.VERIFIED:
        yield why.ProviderSuspended()


def why_not_available(figures: RunFigures, now: datetime, waiting: int = 0) -> Iterator[Reason]:
    """What the run itself says, whoever asks; nothing where a seat can be had."""
    found = availability(figures, now)
    if found == Availability.CLOSED:
        yield why.RunPostponed() if figures.state == RunState.POSTPONED else why.EnrolmentClosed()
    elif found == Availability.OPENS_SOON:
        yield why.EnrolmentNotOpenYet(opens_at=figures.opens_at)
    elif found == Availability.FULL:
        yield why.WaitingListFull() if figures.waiting_places else why.RunFull()
    elif found == Availability.WAITING_LIST:
        last = cut_off(None if figures.flexible else figures.starts_at, figures.closes_at)
        yield why.WaitingListOpen(waiting=waiting) if last is None or now < last else why.RunFull()
    elif found in OVER:
        yield OVER[found]()


OVER: dict[Availability, type[Reason]] = {
    Availability.CANCELLED: why.RunCancelled,
    Availability.ENDED: why.RunEnded,
    Availability.RUNNING: why.RunBegun,
}
ALREADY: dict[EnrolmentState, type[Reason]] = {
    EnrolmentState.CONFIRMED: why.AlreadyEnrolled,
    EnrolmentState.REQUESTED: why.AlreadyRequested,
    EnrolmentState.WAITLISTED: why.AlreadyWaiting,
    EnrolmentState.OFFERED: why.SeatOffered,
}


def _by_learner(facts: Facts) -> Iterator[Reason]:
    if facts.live:
        yield ALREADY[facts.live]()
    born = facts.person.birth_date
    if facts.own_account and born is not None and age_on(born, facts.today) < facts.of_age_at:
        yield why.GuardianNeeded(of_age_at=facts.of_age_at)
    yield from why_it_does_not_fit(facts.person, facts.terms, facts.today)
    if facts.own_overlaps:
        yield why.Clash(overlaps=facts.own_overlaps)
    if facts.prerequisites:
        yield why.PrerequisiteMissing(offerings=facts.prerequisites)
    if facts.household_overlaps:
        yield why.HouseholdClash(overlaps=facts.household_overlaps)
    if facts.allocation == Allocation.APPROVAL:
        yield why.ApprovalNeeded()
    if facts.completed_before:
        yield why.CompletedBefore()
