"""The files that queries are understood by: concepts, glossary, everyday words, filters in words."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from datetime import date
from importlib.resources import files

import pytest
from flask import Flask

from catalogue.search.facets import FACETS
from catalogue.search.query import bounds_of
from catalogue.search.text import ARABIC_RUN, normalise, tokens
from catalogue.search.understanding import wishes
from catalogue.search.understanding.completions import bare_words
from catalogue.search.understanding.concepts import LONGEST_LABEL, SURE, concepts
from catalogue.search.understanding.periods import PERIOD, days_of
from catalogue.search.vocabulary import vocabulary

ARABIZI = re.compile(r"[a-z0-9' -]+")
FEWEST_CONCEPTS, FEWEST_LABELS = 600, 5_000
COLUMNS = [
    *("id", "broader", "iscedf", "esco_uri", "label_ar", "label_en", "alt_ar", "alt_en", "jobs_ar", "jobs_en"),
    *("colloquial_ar", "arabizi", "related", "not"),
]


def rows(folder: str, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(files(folder).joinpath(name).read_text("utf-8").splitlines()))


CONCEPTS = rows("catalogue.search", "concepts.csv")
PAIRS = {
    "glossary.csv": ("ar", "en"),
    "colloquial.csv": ("colloquial", "standard"),
}


def cells(text: str) -> list[str]:
    return text.split("|") if text else []


def all_labels(row: dict[str, str]) -> list[str]:
    return [cell for name in COLUMNS[4:12] for cell in cells(row[name])]


def test_there_are_as_many_concepts_as_the_issue_asks_for() -> None:
    assert len(CONCEPTS) == len(concepts().by_id) >= FEWEST_CONCEPTS
    assert sum(len(all_labels(row)) for row in CONCEPTS) >= FEWEST_LABELS


def test_every_concept_is_complete() -> None:
    assert list(CONCEPTS[0]) == COLUMNS
    assert [row["id"] for row in CONCEPTS if None in row.values() or None in row] == []
    assert [row["id"] for row in CONCEPTS if len(cells(row["label_ar"])) != 1 or len(cells(row["label_en"])) != 1] == []
    assert [one for row in CONCEPTS for one in all_labels(row) if not one or one != one.strip()] == []
    assert [row["id"] for row in CONCEPTS if not re.fullmatch(r"[a-z0-9-]+", row["id"])] == []


def test_labels_stand_in_the_script_of_their_column() -> None:
    wrong = [
        one
        for row in CONCEPTS
        for name in COLUMNS[4:11]
        for one in cells(row[name])
        if (ARABIC_RUN.search(normalise(one)) is not None) != name.endswith("_ar")
    ]
    assert wrong == []
    assert [one for row in CONCEPTS for one in cells(row["arabizi"]) if not ARABIZI.fullmatch(one)] == []


def test_no_label_is_so_long_that_no_query_can_name_it() -> None:
    kept = {label.text for concept in concepts().by_id.values() for label in concept.labels}
    names = [row[name] for row in CONCEPTS for name in ("label_ar", "label_en")]
    assert [name for name in names if name not in kept] == [], f"more than {LONGEST_LABEL} words that say something"


def test_broader_and_related_concepts_are_known_and_not_the_concept_itself() -> None:
    known = {row["id"] for row in CONCEPTS}
    assert [row["id"] for row in CONCEPTS if row["broader"] and row["broader"] not in known] == []
    assert [row["id"] for row in CONCEPTS for one in cells(row["related"]) if one not in known] == []
    assert [row["id"] for row in CONCEPTS if row["id"] in {row["broader"], *cells(row["related"])}] == []


def test_no_concept_is_broader_than_itself() -> None:
    broader = {row["id"]: row["broader"] for row in CONCEPTS}
    for start in broader:
        passed: set[str] = set()
        at = start
        while at:
            assert at not in passed, f"{start} leads in a circle over {at}"
            passed.add(at)
            at = broader[at]


def test_no_label_belongs_to_two_concepts() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in CONCEPTS:
        for label in all_labels(row):
            owners[normalise(label)].add(row["id"])
    assert {label: ids for label, ids in owners.items() if len(ids) > 1} == {}


def test_what_must_not_trigger_a_concept_is_none_of_its_labels() -> None:
    silent = [
        (concept.id, label.text)
        for concept in concepts().by_id.values()
        for label in concept.labels
        if bare_words(label.text) in concept.look_alikes
    ]
    assert silent == []
    assert sum(len(concept.look_alikes) for concept in concepts().by_id.values()) > 20


def test_concepts_have_labels_of_every_kind() -> None:
    found = {label.column for concept in concepts().by_id.values() for label in concept.labels}
    assert found == set(SURE)


@pytest.mark.parametrize("name", PAIRS)
def test_a_line_of_a_word_list_has_both_sides_in_their_scripts(name: str) -> None:
    one, other = PAIRS[name]
    found = rows("catalogue.search.understanding", name)
    assert len(found) > 500, "too few: check this test"
    assert [row for row in found if None in row.values() or not (cells(row[one]) and cells(row[other]))] == []
    for row in found:
        for column in (one, other):
            assert all(cell == cell.strip() != "" for cell in cells(row[column])), row
            scripts = {ARABIC_RUN.search(normalise(cell)) is not None for cell in cells(row[column])}
            assert scripts == {column != "en"}, row


@pytest.mark.parametrize("name", PAIRS)
def test_a_line_of_a_word_list_says_nothing_twice(name: str) -> None:
    for row in rows("catalogue.search.understanding", name):
        for column in PAIRS[name]:
            words = [normalise(cell) for cell in cells(row[column])]
            assert len(words) == len(set(words)), row


def test_filters_in_words_ask_for_values_that_exist(bare_app: Flask) -> None:
    with bare_app.app_context():
        known = {facet.name: facet.values or vocabulary().get(facet.name) for facet in FACETS}
    for meaning in wishes.phrases().values():
        if not meaning.name:  # no filter, though one of its words is
            assert not meaning.value, meaning
            continue
        if meaning.name == PERIOD:
            first, last = days_of(meaning.value, date(2027, 1, 10))
            assert date(2027, 1, 10) <= first <= last, meaning
            continue
        if meaning.name not in known:
            assert bounds_of(meaning.name, meaning.value), meaning
            continue
        values = known[meaning.name]
        assert values is not None, meaning
        assert set(meaning.value.split("|")) <= set(values), meaning


def test_no_phrase_asks_for_two_things() -> None:
    read = json.loads(files("catalogue.search.understanding").joinpath("wishes.json").read_text("utf-8"))
    meanings: dict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
    for wish in read["wishes"]:
        for text in (*wish["ar"], *wish["en"]):
            assert 0 < len(tokens(text)) <= wishes.LONGEST_PHRASE, text
            meanings[wishes.words_of_phrase(text)].add((wish["name"], wish["value"]))
    assert {words: found for words, found in meanings.items() if len(found) > 1} == {}
