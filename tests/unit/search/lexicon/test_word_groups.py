"""How many words of each kind find each other, and how many that must not are one. Source: SEARCH, 6."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from catalogue.search.stems import key_of, keys_of
from catalogue.search.text import tokens

FILE: Mapping[str, Any] = json.loads((Path(__file__).parent / "word_groups.json").read_text("utf-8"))
GROUPS: Mapping[str, Mapping[str, Any]] = FILE["found"]
FEWEST_PAIRS, FEWEST_PLURALS, MOST_MERGED = 25, 60, 3


def finds(query: str, text: str) -> bool:
    return bool(keys_of(query).words & keys_of(text).words)


def the_key(word: str) -> str:
    return key_of(tokens(word)[0].text)


@pytest.mark.parametrize("group", GROUPS)
def test_words_of_a_group_find_each_other(group: str) -> None:
    pairs = GROUPS[group]["pairs"]
    lost = [" ".join(pair) for pair in pairs if not finds(*pair)]
    share = 1 - len(lost) / len(pairs)
    assert share >= GROUPS[group]["least"], f"{share:.3f}: {lost}"


def test_words_of_different_meaning_keep_different_dictionary_forms() -> None:
    merged = [pair for pair in FILE["apart"] if the_key(pair[0]) == the_key(pair[1])]
    assert len(merged) <= MOST_MERGED, merged


@pytest.mark.parametrize(
    "words",
    ["معلم تعليم معلومات علم", "سياحة سباحة", "آلي آلة", "نجارة تجارة", "مكتب مكتبة كتاب كتابة كاتب", "فن فني فندق"],
)
def test_what_the_specification_names_is_never_one(words: str) -> None:
    keys = [the_key(word) for word in words.split()]
    assert len(set(keys)) == len(keys), keys


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_large_enough_to_say_something(group: str) -> None:
    pairs = GROUPS[group]["pairs"]
    assert len(pairs) >= (FEWEST_PLURALS if group == "broken plurals" else FEWEST_PAIRS)
    assert len({tuple(pair) for pair in pairs}) == len(pairs)
    assert [pair for pair in pairs if pair[0] == pair[1]] == []
