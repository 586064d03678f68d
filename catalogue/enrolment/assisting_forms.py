"""What is typed at a counter about the person who stands there: only her name and what the run needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.accounts.models import Learner
from catalogue.accounts.rules import AdultsOnly, age_on
from catalogue.accounts.services import Particulars
from catalogue.core.formats import at_zone
from catalogue.enrolment import forms
from catalogue.enrolment.eligibility import as_typed
from catalogue.enrolment.rules import Person, Verdict
from catalogue.offerings.models import Run

NAMES = ("full_name_ar", "full_name_en")


@dataclass(frozen=True)
class Asked:
    """One filled-in form: who, what the verdict on it is, and the answers to the run's questions."""

    learner: Learner
    about: Particulars
    verdict: Verdict
    answers: dict[str, Any]
    confirmed: frozenset[str]

    @property
    def known(self) -> bool:
        return bool(self.learner.id)

    @property
    def called(self) -> Learner:
        """The person as typed, for showing the name; in no session."""
        return Learner(full_name_ar=self.about.full_name_ar, full_name_en=self.about.full_name_en)


def somebody_new() -> Learner:
    """Nobody whom the database knows: what a verdict is asked about before anything is kept."""
    return Learner(id=0)


def read(
    form: Answers, run: Run, learner: Learner, confirmed: frozenset[str], *, of_age_at: int, now: datetime
) -> Asked:
    """Read and check the whole form; what is wrong stands in `form.errors`."""
    today = at_zone(now, run.time_zone).date()
    about = forms.read_particulars(form, run, learner, today)
    if not learner.id:
        in_arabic, in_latin = _names(form)
        about = replace(about, full_name_ar=in_arabic, full_name_en=in_latin)
    _ensure_adult(form, about, of_age_at, today)
    verdict = as_typed(learner, run, Person(about.birth_date, about.gender), now)
    for refused in verdict.stopping[:1]:
        if "birth_date" not in form.errors:
            forms.say_what_does_not_fit(form, run, refused)
        if not form.errors:
            form.errors["who"] = refused.message
    for warning in verdict.unconfirmed(confirmed):
        form.errors[f"confirm-{warning.code}"] = _l("Please say whether you want to go on all the same")
    answers = forms.read_answers(form, forms.questions_of(run))
    return Asked(learner, about, verdict, answers, confirmed)


def _names(form: Answers) -> list[str | None]:
    names = [form.name(key, required=False) for key in NAMES]
    if not any(names) and not set(NAMES) & form.errors.keys():
        form.errors[NAMES[0]] = _l("Enter the full name, in one of the two scripts.")
    return names


def _ensure_adult(form: Answers, about: Particulars, of_age_at: int, today: date) -> None:
    if about.birth_date is not None and age_on(about.birth_date, today) < of_age_at:
        form.errors["birth_date"] = AdultsOnly.message


def run_number(typed: str) -> str:
    """The number of a run out of what was typed or pasted: the number itself, or an address that ends with it."""
    words = "".join(sign if sign.isalnum() and sign.isascii() else " " for sign in typed).split()
    return words[-1][:12] if words else ""
