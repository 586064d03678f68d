"""The questions that a run asks at enrolment, in its form: a label in two languages, and options for a choice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalogue.accounts.forms import Answers
from catalogue.core.reader import LANGUAGES
from catalogue.offerings.exchange.structures import QUESTIONS_MAX
from catalogue.offerings.rules import QuestionKind

Question = dict[str, Any]
BETWEEN = "|"
"""Between the two languages of an option."""


def typed_questions(questions: Iterable[Question]) -> dict[str, str]:
    typed: dict[str, str] = {}
    for number, one in enumerate(questions):
        name = f"questions_{number}"
        typed[f"{name}_key"] = one["key"]
        typed |= {f"{name}_label_{lang}": one["label"].get(lang, "") for lang in LANGUAGES}
        typed[f"{name}_required"] = "1" if one.get("required") else ""
        lines = [
            f" {BETWEEN} ".join(option["label"].get(lang, "") for lang in LANGUAGES)
            for option in one.get("options", ())
        ]
        typed[f"{name}_options"] = "\n".join(lines)
    return typed


def rows_of(form: Answers) -> int:
    """Those filled, and one to write in."""
    filled = max((n + 1 for n in range(QUESTIONS_MAX) if _label(form, n)), default=0)
    return min(filled + 1, QUESTIONS_MAX)


def read_questions(form: Answers, before: list[Question]) -> list[Question]:
    """Questions with a label; one that stood there keeps its key, so that answers given to it stay its answers.

    The form says which one it was: somebody else may have taken one out meanwhile.
    """
    found = []
    known = {question["key"]: question for question in before}
    keys = set(known)
    for number in range(QUESTIONS_MAX):
        label = _label(form, number)
        if not label:
            continue
        old = known.pop(form.text(f"questions_{number}_key"), {})
        key = old.get("key") or _new_key(keys)
        keys.add(key)
        required = bool(form.text(f"questions_{number}_required"))
        options = _options(form.raw_text(f"questions_{number}_options"), old.get("options", []))
        kind = QuestionKind.CHOICE if options else QuestionKind.TEXT
        question: Question = {"key": key, "label": label, "kind": kind.value, "required": required}
        found.append({**question, "options": options} if options else question)
    return found


def _label(form: Answers, number: int) -> dict[str, str]:
    texts = {lang: form.text(f"questions_{number}_label_{lang}") for lang in LANGUAGES}
    return {lang: text for lang, text in texts.items() if text}


def _options(typed: str, before: list[Question]) -> list[Question]:
    """One a line, in the first language or in both; one that stood there keeps its value."""
    known = {tuple(sorted(option["label"].items())): option["value"] for option in before}
    taken = set(known.values())
    found = []
    for line in filter(str.strip, typed.splitlines()):
        parts = [part.strip() for part in line.split(BETWEEN)][: len(LANGUAGES)]
        label = {lang: part for lang, part in zip(LANGUAGES, parts, strict=False) if part}
        if not label:
            continue
        value = known.get(tuple(sorted(label.items())))
        if value is None:
            value = next(f"o{n}" for n in range(1, len(taken) + 2) if f"o{n}" not in taken)
            taken.add(value)
        found.append({"value": value, "label": label})
    return found


def _new_key(taken: set[str]) -> str:
    return next(f"q{n}" for n in range(1, len(taken) + 2) if f"q{n}" not in taken)
