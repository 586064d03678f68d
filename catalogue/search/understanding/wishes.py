"""Filters that people put into words: free, in the evening, for women, in Jubail, for my son of ten."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from catalogue.search.stems import key_of
from catalogue.search.text import Token, words_in

LONGEST_PHRASE = 5  # words
OWN_FORM = "="
OLDEST = 120
CLITICS = ("\u0644", "\u0628")  # «for», «in»: written as one with its word; such a phrase means just that form


@dataclass(frozen=True)
class Meaning:
    """What a phrase asks for: a facet or a bound, and its value, or several of which any serves (`a|b`)."""

    name: str
    value: str
    weak: bool = False


@dataclass(frozen=True)
class Span:
    """Words of the query, by their places among its tokens, that put a filter into words."""

    first: int
    last: int
    meaning: Meaning


Phrases = Mapping[tuple[str, ...], Meaning]


@cache
def _file() -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads(
        files("catalogue.search.understanding").joinpath("wishes.json").read_text("utf-8")
    )
    return found


@cache
def phrases() -> Phrases:
    """Those of the project's file, by their words."""
    found: dict[tuple[str, ...], Meaning] = {}
    for wish in _file()["wishes"]:
        meaning = Meaning(wish["name"], wish["value"], wish.get("weak", False))
        for text in (*wish["ar"], *wish["en"]):
            found.setdefault(words_of_phrase(text), meaning)
    return found


@cache
def words() -> frozenset[str]:
    """The keys of all words that put filters into words."""
    return frozenset(word.removeprefix(OWN_FORM) for phrase in phrases() for word in phrase)


def words_of_phrase(text: str) -> tuple[str, ...]:
    """A phrase as it is looked up: keys of words; a first word that says `for` in its own form."""
    found = words_in(text)
    first = own_form(found[0]) if found[0].startswith(CLITICS) else key_of(found[0])
    return (first, *map(key_of, found[1:]))


def own_form(word: str) -> str:
    """A word as a phrase has it that means just this form."""
    return OWN_FORM + word


def spans(found: Sequence[Token], known: Sequence[Phrases], begin: Sequence[int] | None = None) -> list[Span]:
    """Where filters stand in the words of a query, the longest phrase first; they do not overlap.

    :param begin: the places of words that a phrase may begin with, where these are known.
    """
    keys = [key_of(token.text) for token in found]
    spans: list[Span] = list(_ages(found, keys))
    taken = {at for span in spans for at in range(span.first, span.last + 1)}
    for length in range(min(LONGEST_PHRASE, len(found)), 0, -1):
        for first in range(len(found)) if begin is None else begin:
            places = range(first, first + length)
            if places.stop > len(found) or taken.intersection(places):
                continue
            rest = keys[first + 1 : first + length]
            meaning = _looked_up(((own_form(found[first].text), *rest), (keys[first], *rest)), known)
            if meaning:
                spans.append(Span(first, first + length - 1, meaning))
                taken.update(places)
    return sorted(spans, key=lambda span: span.first)


def _looked_up(ways: Iterable[tuple[str, ...]], known: Sequence[Phrases]) -> Meaning | None:
    return next((phrases[way] for way in ways for phrases in known if way in phrases), None)


@cache
def _age_words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    age = _file()["age"]
    before, years = (age["ar"] + age["en"]), (age["years_ar"] + age["years_en"])
    return (
        frozenset(map(key_of_text, before)),
        frozenset(map(key_of_text, years)),
        frozenset(map(key_of_text, age["old"])),
    )


def key_of_text(word: str) -> str:
    """The key of a word as it is written."""
    return key_of(words_in(word)[0])


def _ages(found: Sequence[Token], keys: Sequence[str]) -> Iterator[Span]:
    """«aged 10», «10 years old», «10-year-olds»: a number with a word of age on at least one side."""
    before, years, old = _age_words()
    for at, token in enumerate(found):
        if not token.text.isdigit() or len(token.text) > 3 or int(token.text) > OLDEST:
            continue
        first, last = at, at
        if at and keys[at - 1] in before:
            first = at - 1
        if at + 1 < len(keys) and keys[at + 1] in years:
            last = at + 1
            if last + 1 < len(keys) and keys[last + 1] in old:
                last += 1
        # A number of years alone is as likely a length of time: it needs «aged» before or «old» after.
        if first < at or (last > at and keys[last] in old):
            yield Span(first, last, Meaning("age", token.text))
