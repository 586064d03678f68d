"""Rows of groups of words by which a sentence tells what it is about, whatever the form and order of its words.

`needs.csv` and `elsewhere.csv` hold the rows, `telling.json` the classes of words in them and what dialects put before
and behind a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from catalogue.search.language_files import read_json, read_rows
from catalogue.search.lexicon.words import is_word
from catalogue.search.stems import key_of, key_of_text
from catalogue.search.text import ARABIC_RUN, normalise

FILES = ("needs.csv", "elsewhere.csv")
VERB = "~"  # before the stem of a verb, which has persons before it and objects behind it
OWN_FORM = "="  # before a word that is meant in just this form (for sale, and not any selling)
CLASS = "@"  # before the name of a class of words
SHORTEST_STEM = 2

Group = frozenset[str]


class Row(NamedTuple):
    """What a row is about, and the groups of which a sentence must have a word each, the rarest group first."""

    about: tuple[str, ...]
    says: tuple[Group, ...]


class Met(NamedTuple):
    """A row that a sentence fulfils, and the places of the words that do."""

    row: Row
    places: tuple[int, ...]


class Heard(NamedTuple):
    """What one word of a sentence may say: its keys as the rows have them, by file the rows that it begins, whether it
    is a word of somebody's story (I, want, never), a verb, a word of learning (course, lessons), one of wanting (like,
    try) that its object follows, and one that joins two objects (and, with)."""

    keys: Group
    begins: Mapping[str, tuple[int, ...]]
    story: bool
    verb: bool
    learning: bool
    wanting: bool
    joining: bool


NOTHING = Heard(frozenset(), {}, story=False, verb=False, learning=False, wanting=False, joining=False)


@cache
def rows(name: str) -> tuple[Row, ...]:
    """Those of a file; what stands first in it comes first. :param name: one of `FILES`."""
    return tuple(
        Row(tuple(row["about"].split("|")), tuple(map(group, row["says"].split("+"))))
        for row in read_rows(f"understanding/{name}")
    )


@cache
def _by_first(name: str) -> Mapping[str, list[int]]:
    """The rows of a file by the keys of their first groups."""
    found: dict[str, list[int]] = {}
    for at, row in enumerate(rows(name)):
        for key in row.says[0]:
            found.setdefault(key, []).append(at)
    return found


def met(name: str, heard: Sequence[Heard]) -> Iterator[Met]:
    """The rows of a file that the words of a text fulfil, in their order."""
    begun = [(at, first) for first, word in enumerate(heard) for at in word.begins.get(name, ())]
    if not begun:
        return
    every: Group = frozenset().union(*[word.keys for word in heard])
    known = rows(name)
    # Most of them have no word of the last group.
    for at, first in sorted([one for one in begun if not every.isdisjoint(known[one[0]].says[-1])]):
        if places := _places(known[at], first, heard):
            yield Met(known[at], places)


def _places(row: Row, first: int, heard: Sequence[Heard]) -> tuple[int, ...]:
    """Where its words stand, each group at a place of its own; none where one is missing."""
    places = [first]
    for wanted in row.says[1:]:
        place = next(
            (at for at, word in enumerate(heard) if at not in places and not wanted.isdisjoint(word.keys)), None
        )
        if place is None:
            return ()
        places.append(place)
    return tuple(places)


@cache
def group(cell: str) -> Group:
    """The keys of words, verbs and classes that stand for each other."""
    return frozenset(key for word in cell.split("|") for key in _keys(word.strip()))


@cache
def _file() -> Mapping[str, Any]:
    found: dict[str, Any] = read_json("understanding/telling.json")
    return found


def _keys(word: str) -> Iterator[str]:
    if word.startswith(CLASS):
        for one in _file()["classes"][word.removeprefix(CLASS)]:
            yield from _keys(one)
    elif word.startswith((VERB, OWN_FORM)):
        yield word[0] + normalise(word[1:])
    else:
        yield key_of_text(word)


@cache
def every_key() -> Group:
    """The keys that any row or class has."""
    of_rows = (key for name in FILES for row in rows(name) for group in row.says for key in group)
    return frozenset((*of_rows, *(key for name in _file()["classes"] for key in _keys(CLASS + name))))


@lru_cache(maxsize=10_000)
def heard(word: str) -> Heard:
    """What a word in normal form may say."""
    keys = every_key().intersection(_readings(word))
    if not keys:
        return NOTHING
    begins = {name: tuple(sorted({at for key in keys for at in _by_first(name).get(key, ())})) for name in FILES}
    return Heard(
        keys,
        {name: begun for name, begun in begins.items() if begun},
        story=not keys.isdisjoint(group(CLASS + "story")),
        verb=any(key.startswith(VERB) for key in keys),
        learning=not keys.isdisjoint(group(CLASS + "learning")),
        wanting=not keys.isdisjoint(group(CLASS + "wanting")),
        joining=not keys.isdisjoint(group(CLASS + "joining")),
    )


def _readings(word: str) -> Iterator[str]:
    yield key_of(word)
    yield OWN_FORM + word
    if not ARABIC_RUN.fullmatch(word):
        return
    for core in _without(word, _file()["before_nouns"]):
        yield key_of(core)
        for stem in _without_last(core, _file()["of_persons"]):
            yield key_of(stem)
            yield key_of(stem.removesuffix(_file()["tied"]))
    if not is_word(word):  # a word of its own is no verb: a course is no turning it
        for core in _without(word, _file()["before_verbs"]):
            yield VERB + core
            for stem in _without_last(core, _file()["behind_verbs"]):
                yield VERB + stem


def _without(word: str, beginnings: Iterable[str]) -> Iterator[str]:
    """The word, and what is left of it after each of these beginnings."""
    yield word
    for one in beginnings:
        if word.startswith(one) and len(word) - len(one) >= SHORTEST_STEM:
            yield word[len(one) :]


def _without_last(word: str, endings: Iterable[str]) -> Iterator[str]:
    for one in endings:
        if word.endswith(one) and len(word) - len(one) >= SHORTEST_STEM:
            yield word[: -len(one)]
