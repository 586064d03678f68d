"""Finding the words of queries: postings of terms scored, joined and kept, as arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalogue.search.asked import ANYWHERE, Alternative, Unit
from catalogue.search.bitmaps import Bits, Ids, bits_of, held
from catalogue.search.engines.because import NO_REASON, of_other, of_words
from catalogue.search.engines.hits import NOTHING, Found, Hits, Postings, Scores, found_at
from catalogue.search.engines.kept import Kept
from catalogue.search.stems import WRITTEN_IN, Term

TRANSLATED_ALONE = 1.5  # where a document is written in the other language alone
CONFIRMED = 0.1  # of its weaker way, where a document has the word and what stands for it: it is about it in both
SHORT = 1 << 16  # documents whose numbers are short figures
SPREAD_SHARE = 10  # what more than one in so many documents have is laid over all of them, not sorted


class Alike(NamedTuple):
    """Terms that share their postings: what they find is soon told by these, and would take three times as much."""

    postings: Postings
    terms: Sequence[Term]

    @property
    def nbytes(self) -> int:
        return self.postings.nbytes


class Finder:
    """Finds words in a segment; what an alternative finds is kept, as the same ones stand for many words."""

    def __init__(self, postings: Callable[[str], Postings], size: int, of_terms: int, of_others: int) -> None:
        """:param size: how many documents the segment has.

        :param of_terms: bytes to keep of what terms find.
        :param of_others: bytes to keep of what alternatives find.
        """
        self._postings = postings
        self._size = size
        self._of_terms: Kept[tuple[Term, ...], Found | Alike] = Kept(of_terms)
        self._of_others: Kept[Alternative, Found] = Kept(of_others)
        self._written_in: dict[str, Bits] = {}

    def find(self, unit: Unit) -> Hits:
        """The documents with a word of a query, the best of its ways counting, and a little of what confirms it."""
        literal = self._of_any(unit.terms)
        others = [self._of_others.get(other, self._of_other) for other in unit.others]
        other = self._best([one._replace(reasons=of_other(at, one.reasons)) for at, one in enumerate(others)])
        return Hits(unit, _confirmed(self._best([literal, other]), literal, other), self._size)

    def find_by(self, other: Alternative) -> Ids:
        """The documents that another way of finding a word finds by itself."""
        found = self._of_others.get(other, self._of_other)
        return found.numbers[found.scores > 0]

    def _of_any(self, terms: tuple[Term, ...]) -> Found:
        """What any of these terms finds."""
        found = self._of_terms.get(terms, self._looked_up)
        return found.postings.found(found.terms) if isinstance(found, Alike) else found

    def _looked_up(self, terms: tuple[Term, ...]) -> Found | Alike:
        sharing: dict[Postings, list[Term]] = {}
        for term in terms:
            sharing.setdefault(self._postings(term.key), []).append(term)
        every = [(postings, alike) for postings, alike in sharing.items() if len(postings.numbers)]
        if len(every) == 1:
            return Alike(*every[0])
        return self._best([postings.found(alike) for postings, alike in every])

    def _of_other(self, other: Alternative) -> Found:
        """The documents with all words of an alternative, the weakest counting; 0 where no field of its has them all.

        Its reasons are the places alone.
        """
        words = []
        for terms in other.words:
            words.append(self._of_any(terms))
            if not len(words[-1].numbers):  # the others need not be looked up
                return NOTHING
        if len(words) == 1:
            (word,) = words
            numbers, scores, reasons = word.numbers, word.scores, [word.reasons]
            fields = word.fields if other.fields == ANYWHERE else word.fields & np.uint8(other.fields)
        else:
            numbers, places = _in_all([word.numbers for word in words])
            if not len(numbers):
                return NOTHING
            fields, scores = np.full(len(numbers), other.fields, np.uint8), np.full(len(numbers), np.inf)
            reasons = []
            for word, at in zip(words, places, strict=True):
                reasons.append(word.reasons.take(at))
                fields &= word.fields.take(at)
                np.minimum(scores, word.scores.take(at), out=scores)
        scores = other.boost * self._apart(other.lang, numbers, scores)
        return Found(numbers, scores * (fields > 0), fields, of_words(reasons))

    def _apart(self, lang: str, numbers: Ids, scores: Scores) -> Scores:
        """What is written in a language alone only translations into it find: they count almost as its own words do."""
        if not lang:
            return scores
        alone = self._written_in.get(lang)
        if alone is None:
            alone = self._written_in[lang] = bits_of(self._postings(WRITTEN_IN + lang).numbers, self._size)
        return np.where(held(alone, numbers), scores * TRANSLATED_ALONE, scores)

    def _best(self, ways: Sequence[Found]) -> Found:
        """What is found in any of the ways: the best score, all fields, and the first reason."""
        ways = [way for way in ways if len(way.numbers)]
        if len(ways) <= 1:
            return ways[0] if ways else NOTHING
        if sum(len(way.numbers) for way in ways) * SPREAD_SHARE > self._size:
            return self._spread(ways)
        numbers, scores, fields, reasons = map(np.concatenate, zip(*ways, strict=True))
        order = order_of(numbers, self._size)
        numbers = numbers.take(order)
        starts = np.flatnonzero(np.concatenate([[True], numbers[1:] != numbers[:-1]]))
        return Found(
            numbers.take(starts),
            np.maximum.reduceat(scores.take(order), starts),
            np.bitwise_or.reduceat(fields.take(order), starts),
            np.minimum.reduceat(reasons.take(order), starts),
        )

    def _spread(self, ways: Sequence[Found]) -> Found:
        """The same over all documents: where there are many it is quicker than to sort them."""
        size = self._size
        there, scores = np.zeros(size, np.bool_), np.zeros(size)
        fields, reasons = np.zeros(size, np.uint8), np.full(size, NO_REASON, np.uint16)
        for way in ways:
            at = way.numbers
            there[at] = True
            scores[at] = np.maximum(scores.take(at), way.scores)
            fields[at] |= way.fields
            reasons[at] = np.minimum(reasons.take(at), way.reasons)
        numbers = np.flatnonzero(there).astype(np.int32)
        return Found(numbers, scores.take(numbers), fields.take(numbers), reasons.take(numbers))


def _confirmed(best: Found, literal: Found, other: Found) -> Found:
    """A word of two meanings (Chinese, a tray) is meant as it is where what stands for it is there too."""
    if not (len(literal.numbers) and len(other.numbers)):
        return best
    weaker = np.minimum(*(found_at(way.numbers, way.scores, best.numbers) for way in (literal, other)))
    return best._replace(scores=best.scores + CONFIRMED * weaker)


def order_of(numbers: Ids, size: int) -> NDArray[np.intp]:
    """The order that sorts numbers below a size; of short figures it is found in a fifth of the time."""
    return (numbers.astype(np.uint16) if size <= SHORT else numbers).argsort(kind="stable")


def _in_all(every: Sequence[Ids]) -> tuple[Ids, list[NDArray[np.intp]]]:
    """The documents that stand in all of these, and where they stand in each; the shortest is looked through first."""
    places: dict[int, NDArray[np.intp]] = {}
    found = min(every, key=len)
    for which in sorted(range(len(every)), key=lambda which: len(every[which])):
        numbers = every[which]
        if not len(numbers):
            return numbers, []
        at = numbers[:-1].searchsorted(found)
        there = numbers.take(at) == found
        if not np.logical_and.reduce(there):
            found, at = found[there], at[there]
            places = {before: where[there] for before, where in places.items()}
        places[which] = at
    return found, [places[which] for which in range(len(every))]
