"""The documents that terms and words find, as arrays: numbers in order, how well each is found, and in which fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalogue.search.asked import FIELD_BITS, Alternative, Unit
from catalogue.search.bitmaps import Flags, Ids, Some
from catalogue.search.engines.kept import Kept
from catalogue.search.stems import WRITTEN_IN, Term

Scores = NDArray[np.float64]
Fields = NDArray[np.uint8]  # as bits

LONG_TEXT = FIELD_BITS["body"]
SATURATION = 4.0  # a title alone counts for 0.6, title, summary and description together for 0.71
TRANSLATED_ALONE = 1.4  # where a document is written in the other language alone
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

    @property
    def nbytes(self) -> int:
        return self.numbers.nbytes + self.scores.nbytes + self.fields.nbytes


NOTHING = Found(np.zeros(0, np.int32), np.zeros(0), np.zeros(0, np.uint8))


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


class Finder:
    """Finds words in a segment; what an alternative finds is kept, as the same ones stand for many words."""

    def __init__(self, postings: Callable[[str], Postings], size: int, most_bytes: int) -> None:
        """:param size: how many documents the segment has."""
        self._postings = postings
        self._size = size
        self._of_terms: Kept[tuple[Term, ...], Found] = Kept(most_bytes)
        self._of_others: Kept[Alternative, Found] = Kept(most_bytes)

    def find(self, unit: Unit) -> Hits:
        """The documents with a word of a query, the best of its ways counting."""
        literal = self.of_terms(unit.terms)
        found = self._best([literal, *(self._of_others.get(other, self._of_other) for other in unit.others)])
        return Hits(found, literal.numbers, self._size)

    def of_terms(self, terms: tuple[Term, ...]) -> Found:
        """The documents with any of the terms."""
        return self._of_terms.get(terms, self._of_any)

    def _of_any(self, terms: tuple[Term, ...]) -> Found:
        return self._best([self._postings(term.key).scored(term.boost) for term in terms])

    def _of_other(self, other: Alternative) -> Found:
        """The documents in which all words of an alternative stand together in a field of its; the weakest counts."""
        words = [self.of_terms(terms) for terms in other.words]
        numbers = reduce(_among, sorted((word.numbers for word in words), key=len))
        fields = np.full(len(numbers), other.fields, np.uint8)
        scores = np.full(len(numbers), np.inf)
        for word in words:
            fields &= found_at(word.numbers, word.fields, numbers)
            np.minimum(scores, found_at(word.numbers, word.scores, numbers), out=scores)
        if other.lang:  # only translations find it there, so they count almost as its own words do
            alone = self._postings(WRITTEN_IN + other.lang).numbers
            scores[standing_in(alone, numbers)] *= TRANSLATED_ALONE
        there = fields > 0
        return Found(numbers[there], other.boost * scores[there], fields[there])

    def _best(self, ways: Sequence[Found]) -> Found:
        """What is found in any of the ways: the best score, and all fields."""
        ways = [way for way in ways if len(way.numbers)]
        if len(ways) <= 1:
            return ways[0] if ways else NOTHING
        numbers = self._any(ways)
        scores, fields = np.zeros(len(numbers)), np.zeros(len(numbers), np.uint8)
        for way in ways:
            at = numbers.searchsorted(way.numbers) if len(numbers) < self._size else way.numbers
            scores[at] = np.maximum(scores[at], way.scores)
            fields[at] |= way.fields
        if len(numbers) < self._size:
            return Found(numbers, scores, fields)
        there = np.flatnonzero(scores).astype(np.int32)
        return Found(there, scores[there], fields[there])

    def _any(self, ways: Sequence[Found]) -> Ids:
        """The documents of all ways; simply all that there are where these are many."""
        if sum(len(way.numbers) for way in ways) * DENSE_SHARE > self._size:
            return np.arange(self._size, dtype=np.int32)
        every = np.sort(np.concatenate([way.numbers for way in ways]))
        return every[np.diff(every, prepend=-1) > 0]


def _among(numbers: Ids, others: Ids) -> Ids:
    return numbers[standing_in(others, numbers)]
