"""The files that sentences are understood by: needs, and what is asked for elsewhere."""

from __future__ import annotations

import csv
import json
from importlib.resources import files

import pytest

from catalogue.search.text import words_in
from catalogue.search.understanding.concepts import concepts
from catalogue.search.understanding.telling import CLASS, FILES, OWN_FORM, VERB, Row, rows

UNDERSTANDING = files("catalogue.search.understanding")
CLASSES: dict[str, list[str]] = json.loads(UNDERSTANDING.joinpath("telling.json").read_text("utf-8"))["classes"]
FEWEST = {"needs.csv": 200, "elsewhere.csv": 60}


def lines(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(UNDERSTANDING.joinpath(name).read_text("utf-8").splitlines()))


def cells(name: str) -> list[str]:
    return [word.strip() for line in lines(name) for group in line["says"].split("+") for word in group.split("|")]


@pytest.mark.parametrize("name", FILES)
def test_there_is_enough_of_it_and_nothing_twice(name: str) -> None:
    found = [(line["about"], line["says"]) for line in lines(name)]
    assert len(rows(name)) == len(found) >= FEWEST[name]
    assert len(set(found)) == len(found)


def test_a_need_is_about_known_concepts() -> None:
    assert {one for row in rows("needs.csv") for one in row.about} - concepts().by_id.keys() == set()


@pytest.mark.parametrize("name", FILES)
def test_a_cell_is_one_word_or_a_class(name: str) -> None:
    found = cells(name)
    assert {cell for cell in found if cell.startswith(CLASS) and cell.removeprefix(CLASS) not in CLASSES} == set()
    words = [cell.lstrip(VERB + OWN_FORM) for cell in found if not cell.startswith(CLASS)]
    assert [word for word in words if len(words_in(word)) != 1] == []


def test_every_class_has_words_and_is_used() -> None:
    used = {cell.removeprefix(CLASS) for name in FILES for cell in cells(name) if cell.startswith(CLASS)}
    assert set(CLASSES) - used == {"joining", "learning", "story", "wanting"}, "those are asked for by the code"
    assert [
        word for words in CLASSES.values() for word in words if len(words_in(word.lstrip(VERB + OWN_FORM))) != 1
    ] == []


@pytest.mark.parametrize("name", FILES)
def test_no_row_is_hidden_behind_one_that_asks_for_less_of_the_same(name: str) -> None:
    def hides(earlier: Row, later: Row) -> bool:
        return earlier.says[0] >= later.says[0] and len(earlier.says) == 1 and earlier.about != later.about

    hidden = [
        (earlier.about, later.about)
        for at, later in enumerate(rows(name))
        for earlier in rows(name)[:at]
        if hides(earlier, later)
    ]
    assert hidden == []
