"""What the enrolment asks: what is still unknown of the learner and this run needs, and the run's own questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.accounts.models import Learner
from catalogue.core.logs import log
from catalogue.core.reader import reader
from catalogue.enrolment.rules import GENDER_OF_MODE
from catalogue.offerings.models import Run
from catalogue.offerings.rules import QuestionKind

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
        if question.kind is QuestionKind.CHOICE and typed not in {value for value, _words in question.options}:
            typed = ""
        if question.required and not typed:
            form.errors[question.field] = _l("Please answer this question")
        if typed:
            found[question.key] = typed
    return found
