"""The documents that terms and words find, as arrays: numbers in order, and how well each is found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from catalogue.search.asked import Unit
from catalogue.search.bitmaps import Flags, Ids, Some
from catalogue.search.stems import Term

Scores = NDArray[np.float64]
SATURATION = 4.0  # a title alone counts for 0.6, title, summary and description together for 0.71
DENSE_SHARE = 16  # what more than one in so many documents have is looked up at once, not searched for


class Postings:
    """The documents of a segment that hold a term: numbers in order, weights, and fields as bits."""

    def __init__(self, numbers: Ids, weights: NDArray[np.float32], fields: NDArray[np.uint8]) -> None:
        self.numbers = numbers
        self.weights = weights
        self.fields = fields

    @property
    def nbytes(self) -> int:
        return self.numbers.nbytes + self.weights.nbytes + self.fields.nbytes

    def fields_of(self, numbers: Ids) -> NDArray[np.uint8]:
        """In which fields these documents hold the term."""
        return found_at(self.numbers, self.fields, numbers)

    def scores(self, boost: float) -> Scores:
        weights = self.weights.astype(np.float64)
        return boost * weights / (weights + SATURATION)


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
    """The documents of a segment that one word of a query finds. `literal` are those that have it in some form."""

    def __init__(self, numbers: Ids, scores: Scores, literal: Ids, size: int) -> None:
        """:param size: how many documents the segment has."""
        self.numbers = numbers
        self.literal = literal
        self._scores = scores
        self._size = size

    @property
    def nbytes(self) -> int:
        dense = self._scores.itemsize * self._size if self._common else 0
        return self.numbers.nbytes + self._scores.nbytes + self.literal.nbytes + dense

    @property
    def _common(self) -> bool:
        return len(self.numbers) * DENSE_SHARE > self._size

    @cached_property
    def _dense(self) -> Scores:
        return _spread_out(self.numbers, self._scores, self._size)

    def of(self, numbers: Ids) -> Scores:
        """How well these documents are found; 0 where they are not."""
        if numbers is self.numbers:
            return self._scores
        if self._common:
            return self._dense.take(numbers)
        return found_at(self.numbers, self._scores, numbers)


def _spread_out(numbers: Ids, scores: Scores, size: int) -> Scores:
    dense = np.zeros(size)
    dense[numbers] = scores
    return dense


def find(unit: Unit, postings: Callable[[str], Postings], size: int) -> Hits:
    """The documents with a word of a query, the best of its ways counting."""
    literal, scores = _of_terms(unit.terms, postings, size)
    numbers = literal
    if unit.others:
        best = _spread_out(numbers, scores, size)
        for other in unit.others:
            words = [_spread_out(*_of_terms(terms, postings, size), size) for terms in other.words]
            np.maximum(best, other.boost * np.minimum.reduce(words), out=best)
        numbers = np.flatnonzero(best).astype(np.int32)
        scores = best[numbers]
    return Hits(numbers, scores, literal, size)


def _of_terms(terms: Sequence[Term], postings: Callable[[str], Postings], size: int) -> tuple[Ids, Scores]:
    found = [(term, postings(term.key)) for term in terms]
    found = [(term, of) for term, of in found if len(of.numbers)]
    if len(found) <= 1:
        return next(((of.numbers, of.scores(term.boost)) for term, of in found), (np.zeros(0, np.int32), np.zeros(0)))
    best = np.zeros(size)
    for term, of in found:
        best[of.numbers] = np.maximum(best[of.numbers], of.scores(term.boost))
    numbers = np.flatnonzero(best).astype(np.int32)
    return numbers, best[numbers]
