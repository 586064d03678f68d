"""Figures that people put into words: for ten-year-olds, ages 6 to 9, under 300 riyals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from catalogue.search.language_files import read_json
from catalogue.search.stems import key_of, key_of_text
from catalogue.search.text import Token, words_in
from catalogue.search.understanding.meanings import Meaning, Span

OLDEST, DEAREST = 120, 99_999
DIGITS = 5


@dataclass(frozen=True)
class _Said:
    """The keys of the words that stand around figures."""

    age: frozenset[str]
    years: frozenset[str]
    old: frozenset[str]
    young: frozenset[str]
    below: frozenset[tuple[str, ...]]
    to: frozenset[str]
    money: frozenset[str]
    price: frozenset[str]
    numbers: Mapping[str, int]


@cache
def _said() -> _Said:
    known: dict[str, Any] = read_json("understanding/figures.json")
    sets = {
        name: frozenset(map(key_of_text, known[name]))
        for name in ("age", "years", "old", "young", "to", "money", "price")
    }
    below = frozenset(tuple(map(key_of, words_in(phrase))) for phrase in known["below"])
    numbers = {key_of_text(word): number for word, number in known["numbers"].items()}
    return _Said(**sets, below=below, numbers=numbers)


def figures(found: Sequence[Token], keys: Sequence[str]) -> Iterator[Span]:
    """Where ages and prices stand among the words of a query, given with their keys."""
    said = _said()
    young = not said.young.isdisjoint(keys)
    at = 0
    while at < len(found):
        span = _figure(found, keys, at, young=young)
        if span:
            yield span
        at = span.last + 1 if span else at + 1


def may_be(word: str, key: str) -> bool:
    """Whether a word may be (a part of) a figure."""
    return word.isdecimal() or key in _said().numbers


def _figure(found: Sequence[Token], keys: Sequence[str], at: int, *, young: bool) -> Span | None:
    number = _number(found, keys, at)
    if number is None:
        return None
    said = _said()
    first, last = _before(keys, at), at
    below = first < at
    number, last = _up_to(found, keys, number, last)
    after = keys[last + 1] if last + 1 < len(keys) else ""
    before = keys[first - 1] if first else ""
    if after in said.money or (below and before in said.price):
        last += after in said.money
        first -= before in said.price
        return Span(first, last, Meaning("price_max", str(number))) if 0 < number <= DEAREST else None
    told = before in said.age
    if after in said.years:
        last += 1
        if last + 1 < len(keys) and keys[last + 1] in said.old:
            told, last = True, last + 1
        told = told or young or below  # a number of years alone is as likely a length of time
    if not told or number > OLDEST:
        return None
    first -= before in said.age
    return Span(first, last, Meaning("age", str(max(0, number - below))))


def _number(found: Sequence[Token], keys: Sequence[str], at: int) -> int | None:
    text = found[at].text
    if text.isdecimal():
        return int(text) if len(text) <= DIGITS else None
    return _said().numbers.get(keys[at])


def _before(keys: Sequence[str], at: int) -> int:
    """Where the words begin that say `less than` before a number; its own place where there are none."""
    for length in (3, 2, 1):
        if at >= length and tuple(keys[at - length : at]) in _said().below:
            return at - length
    return at


def _up_to(found: Sequence[Token], keys: Sequence[str], number: int, last: int) -> tuple[int, int]:
    """The middle of two figures (6 to 9), and where they end."""
    second = last + 2 if last + 1 < len(keys) and keys[last + 1] in _said().to else last + 1
    other = _number(found, keys, second) if second < len(found) and found[second].text.isdecimal() else None
    return ((number + other) // 2, second) if other and other > number else (number, last)
