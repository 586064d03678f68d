"""What the enrolment asks: what is still unknown of the learner and this run needs, and the run's own questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.accounts.models import Learner
from catalogue.core.reader import reader
from catalogue.enrolment.rules import GENDER_OF_MODE
from catalogue.offerings.models import Run

ANSWER_MAX = 1000


@dataclass(frozen=True)
class Question:
    """One question of a run: `text` (free words) or `choice` (one of the options)."""

    key: str
    label: str
    kind: str
    required: bool
    options: tuple[tuple[str, str], ...] = ()

    @property
    def field(self) -> str:
        return f"q_{self.key}"


def questions_of(run: Run) -> list[Question]:
    """The run's questions in the reader's language, or in the other one where that is missing."""
    return [
        Question(
            key=str(asked["key"]),
            label=_worded(asked["label"]),
            kind=asked.get("kind", "text"),
            required=bool(asked.get("required", False)),
            options=tuple((str(option["value"]), _worded(option["label"])) for option in asked.get("options", [])),
        )
        for asked in run.questions
    ]


def _worded(label: Mapping[str, str]) -> str:
    return label.get(reader().lang) or next(iter(label.values()), "")


def needs_birth_date(run: Run, learner: Learner) -> bool:
    bounded = run.offering.age_min is not None or run.offering.age_max is not None
    return bounded and learner.birth_date is None


def needs_gender(run: Run, learner: Learner) -> bool:
    return run.gender_mode in GENDER_OF_MODE and learner.gender is None


def read_answers(form: Answers, questions: list[Question]) -> dict[str, Any]:
    """The answers by the questions' keys; what is missing or not among the options is an error at its field."""
    found: dict[str, Any] = {}
    for question in questions:
        typed = form.text(question.field, ANSWER_MAX)
        if question.kind == "choice" and typed not in {value for value, _words in question.options}:
            typed = ""
        if question.required and not typed:
            form.errors[question.field] = _l("Please answer this question")
        if typed:
            found[question.key] = typed
    return found
