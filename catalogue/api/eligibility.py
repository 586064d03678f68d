"""Whether a learner may enrol in a run now, and why not: the same verdict that the pages show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from catalogue.accounts.household import members, named
from catalogue.accounts.models import GENDERS, Learner
from catalogue.accounts.rules import ensure_possible_birth_date
from catalogue.core.errors import DomainError
from catalogue.core.formats import at_zone
from catalogue.enrolment.eligibility import eligibility
from catalogue.enrolment.explaining import explain, nearest_run
from catalogue.offerings.models import Run

SOMEBODY = 0
"""The id of a learner who is only described, and stands nowhere in the database."""


@dataclass(frozen=True)
class Wrong(Exception):
    """A field of the question that cannot be used. `code` is one of the parameter problems."""

    field: str
    code: str


def learner_asked_about(body: Any, now: datetime) -> Learner:
    """Who is asked about: one of the visitor's household by public id, or somebody by birth date and gender.

    :raises Wrong: a field cannot be read.
    :raises NotFound: the learner is nobody of the visitor's household.
    """
    key = body.get("learner")
    if key is not None:
        return named([str(key)])[0]
    gender = body.get("gender")
    if gender is not None and (not isinstance(gender, str) or gender not in GENDERS):
        raise Wrong("gender", "unknown_value")
    return Learner(id=SOMEBODY, birth_date=_birth_date(body.get("birth_date"), at_zone(now).date()), gender=gender)


def _birth_date(typed: Any, today: date) -> date | None:
    if typed is None:
        return None
    try:
        born = date.fromisoformat(typed)
        ensure_possible_birth_date(born, today)
    except (TypeError, ValueError, DomainError) as trouble:
        raise Wrong("birth_date", "not_a_date") from trouble
    return born


def answer(run: Run, learner: Learner, now: datetime) -> dict[str, Any]:
    """The verdict as JSON: every reason in its order, with its words in the reader's language."""
    household = [one.id for one in members()] if learner.id != SOMEBODY else []
    verdict = eligibility(learner, run, now, household=household)
    other = None if verdict.may_enrol else nearest_run(run, learner, now, household=household)
    return {
        "run": run.public_id,
        "may_enrol": verdict.may_enrol,
        "may_wait": verdict.may_wait,
        "ready": verdict.ready,
        "reasons": [
            {
                "code": told.code,
                "weight": told.weight.value,
                "message": told.message,
                "details": list(told.details),
                "remedy": told.remedy,
            }
            for told in explain(verdict.reasons, run)
        ],
        "nearest_run": other.public_id if other else None,
    }
