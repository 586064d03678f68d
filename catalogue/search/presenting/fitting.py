"""For whom of the household a card is: one line for each learner whom the visitor is choosing for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalogue.accounts.household import called, choosing_for, members
from catalogue.accounts.models import Learner
from catalogue.core.messages import gettext as _
from catalogue.enrolment.eligibility import Verdicts, verdicts
from catalogue.enrolment.rules import Verdict, Weight
from catalogue.offerings.models import Run
from catalogue.search.presenting.cards import CardView

FITS, WAITS, NOT = "ok", "sun", "danger"


@dataclass(frozen=True)
class Fit:
    """Whether something on the card is for this learner; `words` is the reason where not."""

    name: str
    words: str
    tone: str


def fits(views: Iterable[CardView], now: datetime) -> dict[int, list[Fit]]:
    """Offering id → a line for each learner of the visitor's choice; nothing for who has nobody to choose for."""
    household = members()
    if len(household) < 2:
        return {}
    learners = choosing_for().learners
    shown = {view.offering.id: [one.run for one in view.card.runs] for view in views}
    runs = [run for some in shown.values() for run in some]
    judged = verdicts(learners, runs, now, household=[one.id for one in household])
    return {key: [_fit(one, some, judged) for one in learners] for key, some in shown.items() if some}


def _fit(learner: Learner, runs: Sequence[Run], judged: Verdicts) -> Fit:
    """By the best of the runs: one that takes the learner, else one that has to ask something first, else one with a
    waiting list, else the first reason.
    """
    found = [judged[learner.id, run.id] for run in runs]
    name = str(_("Me")) if learner.account_id is not None else called(learner)
    best = min(found, key=_rank)
    if best.may_enrol:
        asked = best.of(Weight.ASKS)  # nobody knows yet whether it fits
        return Fit(name, str(asked[0].message), WAITS) if asked else Fit(name, str(_("fits")), FITS)
    if best.may_wait:
        return Fit(name, str(_("waiting list")), WAITS)
    reason = best.of(Weight.REFUSES)[0]
    return Fit(name, str(reason.message), NOT)


def _rank(verdict: Verdict) -> int:
    if verdict.may_enrol:
        return 1 if verdict.of(Weight.ASKS) else 0
    return 2 if verdict.may_wait else 3
