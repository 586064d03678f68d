"""What the enrolment asks: what is still unknown of the learner and this run needs, and the run's own questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.accounts.models import Learner
from catalogue.accounts.services import Particulars
from catalogue.core.errors import DomainError
from catalogue.core.logs import log
from catalogue.core.reader import reader
from catalogue.enrolment.rules import (
    GENDER_OF_MODE,
    BirthDateNeeded,
    GenderNeeded,
    GuardianNeeded,
    NotForThisGroup,
    NotInAgeRange,
)
from catalogue.enrolment.sections import section_modes
from catalogue.offerings.models import Run
from catalogue.offerings.rules import QuestionKind
from catalogue.offerings.wording import age_words
from catalogue.taxonomy.vocabularies import label

ANSWER_MAX = 1000
KEY_MAX = 100


@dataclass(frozen=True)
class Question:
    """One question of a run: `text` (free words) or `choice` (one of the options)."""

    key: str
    label: str
    kind: QuestionKind
    required: bool
    options: tuple[tuple[str, str], ...] = ()

    @property
    def field(self) -> str:
        return f"q_{self.key}"


def questions_of(run: Run) -> list[Question]:
    """The run's questions in the reader's language, or in the other one where that is missing.

    What is stored in another shape than the import takes today is left out and logged: nobody is kept from enrolling.
    """
    found: dict[str, Question] = {}
    for number, asked in enumerate(run.questions if isinstance(run.questions, list) else [run.questions]):
        try:
            question = _question(asked)
        except (AttributeError, KeyError, TypeError, ValueError):
            log.warning("a question cannot be asked", extra={"about": {"run": run.public_id, "number": number}})
            continue
        found.setdefault(question.key, question)
    return list(found.values())


def _question(asked: Mapping[str, Any]) -> Question:
    """:raises ValueError: (or another of its kind) something is missing or of another shape."""
    question = Question(
        key=_filled(asked["key"]),
        label=_worded(asked["label"]),
        kind=QuestionKind(asked.get("kind", QuestionKind.TEXT)),
        required=asked.get("required") is True,
        options=tuple((_filled(one["value"]), _worded(one["label"])) for one in asked.get("options", ())),
    )
    if question.kind is QuestionKind.CHOICE and not question.options:
        raise ValueError("nothing to choose from")
    return question


def _filled(written: object) -> str:
    text = str(written) if isinstance(written, str | int) and not isinstance(written, bool) else ""
    if not 0 < len(text) <= KEY_MAX:
        raise ValueError("not a short text")
    return text


def _worded(label: Mapping[str, str]) -> str:
    words = label.get(reader().lang) or next(filter(None, label.values()), None)
    if not isinstance(words, str):
        raise TypeError("no words")
    return words


def prefix_of(learner: Learner) -> str:
    """What the names of a learner's fields begin with: nothing for the visitor's own."""
    return "" if learner.account_id is not None else f"{learner.public_id}_"


def part_of(form: Answers, learner: Learner) -> Answers:
    """The fields of one learner, under their plain names."""
    start = prefix_of(learner)
    return Answers({key[len(start) :]: value for key, value in form.typed.items() if key.startswith(start)})


def take_errors(form: Answers, part: Answers, learner: Learner) -> None:
    """Put what is wrong in one learner's part at the fields of the whole form."""
    form.errors.update({f"{prefix_of(learner)}{key}": words for key, words in part.errors.items()})


def needs_birth_date(run: Run) -> bool:
    return run.offering.age_min is not None or run.offering.age_max is not None


def needs_gender(run: Run) -> bool:
    return run.gender_mode in GENDER_OF_MODE or any(mode in GENDER_OF_MODE for mode in section_modes(run))


def read_particulars(form: Answers, run: Run, learner: Learner, today: date) -> Particulars:
    """What is known of the learner with what was typed instead; only what this run needs can be changed here."""
    born = form.day("birth_date", today) if needs_birth_date(run) else None
    gender = form.gender() if needs_gender(run) else None
    return Particulars(
        full_name_ar=learner.full_name_ar,
        full_name_en=learner.full_name_en,
        birth_date=born or learner.birth_date,
        gender=gender or learner.gender,
        district_id=learner.district_id,
    )


def say_what_does_not_fit(form: Answers, run: Run, refused: DomainError) -> None:
    """Put the reason why a run is not for somebody at the field that it is about, with what the run asks for."""
    if isinstance(refused, BirthDateNeeded):
        form.errors.setdefault("birth_date", refused.message)
    elif isinstance(refused, GenderNeeded):
        form.errors.setdefault("gender", refused.message)
    elif isinstance(refused, NotInAgeRange):
        ages = age_words(run.offering.age_min, run.offering.age_max)
        form.errors["birth_date"] = _(
            "This course is for another age: %(ages)s. Is the date of birth right?", ages=ages
        )
    elif isinstance(refused, GuardianNeeded):
        form.errors.setdefault("birth_date", refused.message)
    elif isinstance(refused, NotForThisGroup):
        group = label("attendance_groups", run.gender_mode)
        form.errors["gender"] = _("This date is for another group: %(group)s.", group=group)


def read_answers(form: Answers, questions: list[Question]) -> dict[str, Any]:
    """The answers by the questions' keys; what is missing or not among the options is an error at its field."""
    found: dict[str, Any] = {}
    for question in questions:
        typed = form.text(question.field, ANSWER_MAX)
        if question.kind is QuestionKind.CHOICE and typed not in {value for value, _words in question.options}:
            typed = ""
        if question.required and not typed:
            form.errors[question.field] = _l("Please answer this question")
        if typed:
            found[question.key] = typed
    return found
