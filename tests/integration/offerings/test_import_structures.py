"""Questions, sections and images: their shape is settled when they come in, with row and field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.db import db
from catalogue.offerings.models import Offering, Run
from tests.builders_offerings import a_file, a_line, a_run_line, counts, taken, told

ASKED: dict[str, Any] = {"key": "why", "label": {"en": "Why this course?"}}
CHOICE: dict[str, Any] = {
    "key": "size",
    "label": {"ar": "\u0645\u0642\u0627\u0633", "en": "Size"},
    "kind": "choice",
    "required": True,
    "options": [{"value": "s", "label": {"en": "Small"}}, {"value": "l", "label": {"en": "Large"}}],
}


def without(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}


QUESTIONS: dict[str, tuple[Any, str]] = {
    "no list": ({"key": "why"}, "questions"),
    "texts": (["shoe size?"], "questions[0]"),
    "a label alone": ([without(ASKED, "key")], "questions[0].key"),
    "a key alone": ([without(ASKED, "label")], "questions[0].label"),
    "a label that is not bilingual": ([{**ASKED, "label": "Why?"}], "questions[0].label"),
    "a label without words": ([{**ASKED, "label": {"en": " "}}], "questions[0].label"),
    "a label in a third language": ([{**ASKED, "label": {"fr": "Pourquoi"}}], "questions[0].label.fr"),
    "a label that is a number": ([{**ASKED, "label": {"en": 0.5}}], "questions[0].label.en"),
    "a label without end": ([{**ASKED, "label": {"en": "x" * 301}}], "questions[0].label.en"),
    "an unknown kind": ([{**ASKED, "kind": "oracle"}], "questions[0].kind"),
    "a huge key": ([{**ASKED, "key": "k" * 41}], "questions[0].key"),
    "a key of other signs": ([{**ASKED, "key": 'a" b'}], "questions[0].key"),
    "a key that is a number": ([{**ASKED, "key": 5}], "questions[0].key"),
    "a key twice": ([ASKED, CHOICE, ASKED], "questions[2].key"),
    "required in words": ([{**ASKED, "required": "no"}], "questions[0].required"),
    "required as a number": ([{**ASKED, "required": 1}], "questions[0].required"),
    "a choice of nothing": ([without(CHOICE, "options")], "questions[0].options"),
    "options of a text": ([{**CHOICE, "kind": "text"}], "questions[0].options"),
    "options that are texts": ([{**CHOICE, "options": ["s"]}], "questions[0].options[0]"),
    "options that are no list": ([{**CHOICE, "options": {"s": "Small"}}], "questions[0].options"),
    "an option without label": ([{**CHOICE, "options": [{"value": "s"}]}], "questions[0].options[0].label"),
    "an option without value": ([{**CHOICE, "options": [{"label": {"en": "S"}}]}], "questions[0].options[0].value"),
    "an option twice": ([{**CHOICE, "options": CHOICE["options"][:1] * 2}], "questions[0].options[1].value"),
    "too many": ([{**ASKED, "key": f"k{n}"} for n in range(31)], "questions"),
}
SECTIONS: dict[str, tuple[Any, str]] = {
    "no list": ("women", "sections"),
    "texts": (["women"], "sections[0]"),
    "for nobody": ([{"capacity": 5}], "sections[0].gender_mode"),
    "for robots": ([{"gender_mode": "robots"}], "sections[0].gender_mode"),
    "without seats": ([{"gender_mode": "women", "capacity": 0}], "sections[0].capacity"),
    "a label that is not bilingual": ([{"gender_mode": "women", "label": "Upstairs"}], "sections[0].label"),
    "too many": ([{"gender_mode": "women"}] * 11, "sections"),
}
IMAGES: dict[str, tuple[Any, str]] = {
    "a text": ("x.jpg", "image"),
    "no address": ({"alt": {"en": "A welder"}}, "image.url"),
    "a script": ({"url": "javascript:alert(1)"}, "image.url"),
    "an alternative that is not bilingual": ({"url": "https://example.org/w.jpg", "alt": "A welder"}, "image.alt"),
    "a credit that is a list": ({"url": "https://example.org/w.jpg", "credit": ["x"]}, "image.credit"),
}
OF_RUNS = [
    *((f"questions: {what}", "questions", *case) for what, case in QUESTIONS.items()),
    *((f"sections: {what}", "sections", *case) for what, case in SECTIONS.items()),
]
CASES = {
    **{what: ({"runs": [a_run_line(**{name: value})]}, f"runs[0].{field}") for what, name, value, field in OF_RUNS},
    **{f"image: {what}": ({"image": value}, field) for what, (value, field) in IMAGES.items()},
}


@pytest.mark.parametrize("what", CASES)
def test_a_structure_of_another_shape_is_refused_with_row_and_field(app: Flask, tmp_path: Path, what: str) -> None:
    change, field = CASES[what]
    report = taken(a_file(tmp_path, a_line(), a_line(reference="bad", **change)), publish=True)
    assert counts(report) == (1, 0, 0, 1)
    assert told(report) == [(2, field, True)]


def test_what_has_the_right_shape_is_stored_as_it_is_written(app: Flask, tmp_path: Path) -> None:
    sections = [{"gender_mode": "women", "capacity": 8}, {"key": "m", "label": {"en": "Men"}, "gender_mode": "men"}]
    image = {"url": "https://example.org/w.jpg", "alt": {"en": "A welder"}, "credit": "The institute"}
    line = a_line(image=image, runs=[a_run_line(questions=[ASKED, CHOICE], sections=sections)])
    assert told(taken(a_file(tmp_path, line))) == []
    assert db.session.scalars(select(Offering.image)).one() == image
    assert db.session.execute(select(Run.questions, Run.sections)).one() == ([ASKED, CHOICE], sections)
    assert counts(taken(a_file(tmp_path, line))) == (0, 0, 1, 0)


@pytest.mark.parametrize("empty", [None, [], {}, ""])
def test_empty_structures_are_emptied(app: Flask, tmp_path: Path, empty: Any) -> None:
    taken(a_file(tmp_path, a_line(image={"url": "https://example.org/w.jpg"}, runs=[a_run_line(questions=[ASKED])])))
    taken(a_file(tmp_path, a_line(image=empty, runs=[a_run_line(questions=empty)])))
    assert db.session.scalars(select(Offering.image)).one() == {}
    assert db.session.scalars(select(Run.questions)).one() == []


def test_what_a_structure_says_beyond_its_shape_is_noted(app: Flask, tmp_path: Path) -> None:
    asked = {**ASKED, "colour": "red"}
    report = taken(a_file(tmp_path, a_line(runs=[a_run_line(questions=[asked])])))
    assert (counts(report), told(report)) == ((1, 0, 0, 0), [(1, "runs[0].questions[0].colour", False)])
