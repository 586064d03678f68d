"""The documents that terms and words find, as arrays: numbers in order, how well each is found, and in which fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalogue.search.asked import FIELD_BITS, Alternative, Unit
from catalogue.search.bitmaps import Flags, Ids, Some
from catalogue.search.stems import Term

Scores = NDArray[np.float64]
Fields = NDArray[np.uint8]  # as bits

LONG_TEXT = FIELD_BITS["body"]
SATURATION = 4.0  # a title alone counts for 0.6, title, summary and description together for 0.71
DENSE_SHARE = 16  # what more than one in so many documents have is looked up at once, not searched for


class Postings:
    """The documents of a segment that hold a term: numbers in order, weights, and fields."""

    def __init__(self, numbers: Ids, weights: NDArray[np.float32], fields: Fields) -> None:
        self.numbers = numbers
        self.weights = weights
        self.fields = fields

    @property
    def nbytes(self) -> int:
        return self.numbers.nbytes + self.weights.nbytes + self.fields.nbytes

    def fields_of(self, numbers: Ids) -> Fields:
        """In which fields these documents hold the term."""
        return found_at(self.numbers, self.fields, numbers)

    def scored(self, boost: float) -> Found:
        weights = self.weights.astype(np.float64)
        return Found(self.numbers, boost * weights / (weights + SATURATION), self.fields)


class Found(NamedTuple):
    """Documents in order, how well each is found, and in which fields."""

    numbers: Ids
    scores: Scores
    fields: Fields


NOTHING = Found(np.zeros(0, np.int32), np.zeros(0), np.zeros(0, np.uint8))
PostingsOf = Callable[[str], Postings]


def found_at(numbers: Ids, values: NDArray[Some], wanted: Ids) -> NDArray[Some]:
    """The values of the wanted ones; 0 for those that are not there."""
    if not len(numbers):
        return np.zeros(len(wanted), values.dtype)
    at = numbers.searchsorted(wanted)
    at[at == len(numbers)] = 0
    found = values.take(at)
    found[numbers.take(at) != wanted] = values.dtype.type(0)
    return found


def standing_in(numbers: Ids, wanted: Ids) -> Flags:
    """Which of the wanted ones are among the numbers."""
    return found_at(numbers, np.ones(len(numbers), np.bool_), wanted)


class Hits:
    """The documents of a segment that one word of a query finds.

    `literal` are those that have the word itself in some form, `told` those that have it elsewhere than in the long
    text: they are about it, the others only mention it.
    """

    def __init__(self, found: Found, literal: Ids, size: int) -> None:
        """:param size: how many documents the segment has."""
        self.numbers = found.numbers
        self.literal = literal
        self.told: Ids = found.numbers[(found.fields & ~np.uint8(LONG_TEXT)) > 0]
        self._scores = found.scores
        self._size = size

    @property
    def nbytes(self) -> int:
        dense = self._scores.itemsize * self._size if self._common else 0
        return self.numbers.nbytes + self._scores.nbytes + self.literal.nbytes + self.told.nbytes + dense

    @property
    def _common(self) -> bool:
        return len(self.numbers) * DENSE_SHARE > self._size

    @cached_property
    def _dense(self) -> Scores:
        dense = np.zeros(self._size)
        dense[self.numbers] = self._scores
        return dense

    def of(self, numbers: Ids) -> Scores:
        """How well these documents are found; 0 where they are not."""
        if numbers is self.numbers:
            return self._scores
        if self._common:
            return self._dense.take(numbers)
        return found_at(self.numbers, self._scores, numbers)


def find(unit: Unit, postings: PostingsOf, size: int) -> Hits:
    """The documents with a word of a query, the best of its ways counting."""
    literal = _of_terms(unit.terms, postings)
    found = _best([literal, *(_of_other(other, postings) for other in unit.others)])
    return Hits(found, literal.numbers, size)


def _of_terms(terms: Sequence[Term], postings: PostingsOf) -> Found:
    return _best([postings(term.key).scored(term.boost) for term in terms])


def _of_other(other: Alternative, postings: PostingsOf) -> Found:
    """The documents in which all words of an alternative stand together in one of its fields; the weakest counts."""
    words = [_of_terms(terms, postings) for terms in other.words]
    numbers = reduce(_among, sorted((word.numbers for word in words), key=len))
    fields = np.full(len(numbers), other.fields, np.uint8)
    scores = np.full(len(numbers), np.inf)
    for word in words:
        fields &= found_at(word.numbers, word.fields, numbers)
        np.minimum(scores, found_at(word.numbers, word.scores, numbers), out=scores)
    there = fields > 0
    return Found(numbers[there], other.boost * scores[there], fields[there])


def _among(numbers: Ids, others: Ids) -> Ids:
    return numbers[standing_in(others, numbers)]


def _best(ways: Sequence[Found]) -> Found:
    """What is found in any of the ways: the best score, and all fields."""
    ways = sorted((way for way in ways if len(way.numbers)), key=lambda way: -len(way.numbers))
    if len(ways) <= 1:
        return ways[0] if ways else NOTHING
    numbers = ways[0].numbers
    for way in ways[1:]:
        if not standing_in(numbers, way.numbers).all():  # most stand in the longest one
            numbers = np.union1d(numbers, way.numbers)
    scores, fields = np.zeros(len(numbers)), np.zeros(len(numbers), np.uint8)
    for way in ways:
        at = numbers.searchsorted(way.numbers)
        scores[at] = np.maximum(scores[at], way.scores)
        fields[at] |= way.fields
    return Found(numbers, scores, fields)
