"""The lexicon's files are in order."""

from __future__ import annotations

import csv
import json
from collections import Counter
from importlib.resources import files

from catalogue.search.lexicon.rules import lexicon
from catalogue.search.text import ARABIC_RUN, normalise

FOLDER = files("catalogue.search.lexicon")
PLURALS = list(csv.DictReader(FOLDER.joinpath("plurals.csv").read_text("utf-8").splitlines()))
LEMMAS = [line for line in FOLDER.joinpath("lemmas.txt").read_text("utf-8").splitlines() if line and line[0] != "#"]
FEWEST_PLURALS, FEWEST_LEMMAS = 600, 2_500


def plurals_of(row: dict[str, str]) -> list[str]:
    return row["plural"].split("|")


def twice(words: list[str]) -> list[str]:
    """Those that stand there more than once, in their normal form."""
    return [word for word, count in Counter(map(normalise, words)).items() if count > 1]


def no_single_word(words: list[str]) -> list[str]:
    return [word for word in words if not ARABIC_RUN.fullmatch(normalise(word))]


def test_there_are_as_many_as_the_issue_asks_for() -> None:
    assert len(PLURALS) >= FEWEST_PLURALS
    assert len(LEMMAS) >= FEWEST_LEMMAS


def test_every_line_of_plurals_is_complete() -> None:
    assert PLURALS[0].keys() == {"lemma", "plural", "note"}
    assert [row for row in PLURALS if None in row.values() or not (row["lemma"] and all(plurals_of(row)))] == []


def test_every_plural_and_lemma_is_one_arabic_word() -> None:
    plurals = [word for row in PLURALS for word in (row["lemma"], *plurals_of(row))]
    assert no_single_word(plurals) == []
    assert no_single_word([word for line in LEMMAS for word in line.split("=")]) == []


def test_nothing_stands_there_twice() -> None:
    assert twice([row["lemma"] for row in PLURALS]) == []
    assert twice([plural for row in PLURALS for plural in plurals_of(row)]) == []
    assert twice([line.partition("=")[0] for line in LEMMAS]) == []


def test_no_plural_is_its_own_singular() -> None:
    assert [row for row in PLURALS if normalise(row["lemma"]) in map(normalise, plurals_of(row))] == []


def test_a_variant_is_of_a_word_that_is_there_and_no_variant_itself() -> None:
    variants = dict(line.split("=") for line in LEMMAS if "=" in line)
    own = {normalise(line) for line in LEMMAS if "=" not in line}
    assert len(variants) > 20, "too few: check this test"
    assert [one for one in variants.values() if normalise(one) not in own] == []


def test_patterns_speak_of_letters_that_their_plural_has() -> None:
    rules = json.loads(FOLDER.joinpath("patterns.json").read_text("utf-8"))
    for plural, singulars in (*rules["strong"], *rules["weak"]):
        for singular in singulars:
            assert {letter for letter in singular if letter.isdigit()} <= set(plural), (plural, singular)
            assert normalise(plural) == plural


def test_a_longer_ending_is_tried_before_a_shorter_one_that_it_ends_in() -> None:
    kinds = (*lexicon().endings, *lexicon().loose)
    late = [
        (one, other)
        for kind in kinds
        for at, one in enumerate(kind.endings)
        for other in kind.endings[at + 1 :]
        if other.endswith(one)
    ]
    assert late == []
    assert len(kinds) > 5, "too few: check this test"
