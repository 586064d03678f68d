"""The household before a run: each member with the verdict, in words, for the first page of enrolling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalogue.accounts.models import Learner
from catalogue.enrolment.eligibility import verdicts
from catalogue.enrolment.explaining import Told, explain, nearest_run
from catalogue.enrolment.forms import needs_birth_date, prefix_of
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.queries import live_enrolment
from catalogue.enrolment.rules import Clash, Verdict, Weight
from catalogue.offerings.models import Run

MENDABLE = {"too_young", "too_old", "not_for_this_group", "guardian_needed"}
"""A slip in the record may be behind these: the page offers to correct it."""


@dataclass(frozen=True)
class Candidate:
    """One member of the household and what speaks for or against this run.

    `nearest` is another date at which it would go; `prefix` begins the names of this person's fields; `asks_age` says
    whether the page has a field for the date of birth.
    """

    learner: Learner
    verdict: Verdict
    told: list[Told]
    enrolled: Enrolment | None
    nearest: Run | None
    asks_age: bool

    @property
    def own(self) -> bool:
        return self.learner.account_id is not None

    @property
    def prefix(self) -> str:
        return prefix_of(self.learner)

    @property
    def mendable(self) -> bool:
        """Whether every refusal may rest on a slip that can be mended on this page."""
        here = MENDABLE if self.asks_age else MENDABLE - {"guardian_needed"}
        return all(reason.code in here for reason in self.verdict.refusals)

    @property
    def fits(self) -> bool:
        """Whether this person can be chosen as things are known."""
        return self.enrolled is None and self.verdict.may_enrol

    @property
    def can_go_on(self) -> bool:
        """Whether the way on is open at least after a correction."""
        return self.enrolled is None and not self.verdict.of(Weight.WAITS) and self.mendable

    @property
    def asks_again(self) -> set[str]:
        """The fields whose value stands in the way."""
        codes = set(self.verdict.codes)
        born = {"birth_date"} if codes & {"too_young", "too_old", "guardian_needed", "birth_date_needed"} else set()
        return born | ({"gender"} if codes & {"not_for_this_group", "gender_needed"} else set())


def candidates_of(run: Run, household: Sequence[Learner], now: datetime) -> list[Candidate]:
    """Every member of the household, those who can be chosen first."""
    ids = [one.id for one in household]
    judged = verdicts(household, [run], now, household=ids)
    found = []
    for learner in household:
        verdict = judged[learner.id, run.id]
        hindered = bool(verdict.of(Weight.REFUSES, Weight.WAITS)) or Clash.code in verdict.codes
        found.append(
            Candidate(
                learner=learner,
                verdict=verdict,
                told=explain(verdict.of(*_worth_saying(verdict)), run),
                enrolled=live_enrolment(run.id, learner.id) if verdict.says_already else None,
                nearest=nearest_run(run, learner, now, household=ids) if hindered else None,
                asks_age=needs_birth_date(run),
            )
        )
    return sorted(found, key=lambda one: not one.fits)


def _worth_saying(verdict: Verdict) -> tuple[Weight, ...]:
    """Whom a run is not for need not hear how long its waiting list is; what is asked stands at its field."""
    if verdict.refusals:
        return (Weight.REFUSES,)
    return Weight.WAITS, Weight.WARNS, Weight.INFORMS
