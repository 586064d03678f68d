"""The documents that terms and words find, as arrays: numbers in order, how well each is found, and in which fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalogue.search.asked import ANYWHERE, FIELD_BITS, Alternative, Unit
from catalogue.search.bitmaps import Bits, Flags, Ids, Some, bits_of, every, held
from catalogue.search.engines.because import NO_REASON, Fields, Reasons, match, of_other, of_term, of_words
from catalogue.search.engines.kept import Kept
from catalogue.search.engines.postings import Codes, Kinds
from catalogue.search.port import Match
from catalogue.search.stems import NORMAL, WRITTEN_IN, Term

Scores = NDArray[np.float64]
Way = tuple[float, bool]  # how a term finds: its boost, and whether it is another form of the word

LONG_TEXT = FIELD_BITS["body"]
SATURATION = 4.0  # a title alone counts for 0.6, title, summary and description together for 0.71
TRANSLATED_ALONE = 1.4  # where a document is written in the other language alone
DENSE_SHARE = 4  # what more than one in so many documents have is looked up at once, not searched for
SHORT = 1 << 16  # documents whose numbers are short figures
SPREAD_SHARE = 10  # what more than one in so many documents have is laid over all of them, not sorted
SOUGHT = 64  # documents; of more it is quicker to look at bits whether a word finds them than to search for each


class KindsFound:
    """What terms find by each kind of posting that a segment has; there are few kinds, and many postings."""

    def __init__(self, kinds: Kinds) -> None:
        self.fields: Fields = kinds.fields
        weights = kinds.weights.astype(np.float64)
        self._weights, self._saturated = weights, weights + SATURATION
        self._known: dict[tuple[Way, ...], tuple[Scores, Reasons]] = {}

    def by(self, terms: Sequence[Term]) -> tuple[Scores, Reasons]:
        """How well the best of terms that share their postings finds a posting of each kind, and why."""
        ways = tuple((term.boost, term.prefix != NORMAL) for term in terms)
        known = self._known.get(ways)
        if known is None:
            scores = [boost * self._weights / self._saturated for boost, _ in ways]
            reasons = [of_term(self.fields, inflected=inflected) for _, inflected in ways]
            known = self._known[ways] = (np.maximum.reduce(scores), np.minimum.reduce(reasons))
        return known


class Postings:
    """The documents of a segment that hold a term: numbers in order, and codes for weights and fields."""

    def __init__(self, numbers: Ids, codes: Codes, kinds: KindsFound) -> None:
        """:param kinds: what the codes stand for."""
        self.numbers = numbers
        self._codes = codes
        self._kinds = kinds

    @property
    def nbytes(self) -> int:
        return self.numbers.nbytes + self._codes.nbytes

    def found(self, terms: Sequence[Term]) -> Found:
        """What the terms that have these postings find by them."""
        scores, reasons = self._kinds.by(terms)
        codes = self._codes
        return Found(self.numbers, scores.take(codes), self._kinds.fields.take(codes), reasons.take(codes))


class Found(NamedTuple):
    """Documents in order, how well each is found, in which fields, and why. What has no score is told of alone."""

    numbers: Ids
    scores: Scores
    fields: Fields
    reasons: Reasons

    @property
    def nbytes(self) -> int:
        return self.numbers.nbytes + self.scores.nbytes + self.fields.nbytes + self.reasons.nbytes

    def at(self, where: Any) -> Found:
        """Some of them."""
        return Found(self.numbers[where], self.scores[where], self.fields[where], self.reasons[where])


NOTHING = Found(np.zeros(0, np.int32), np.zeros(0), np.zeros(0, np.uint8), np.zeros(0, np.uint16))


def found_at(numbers: Ids, values: NDArray[Some], wanted: Ids) -> NDArray[Some]:
    """The values of the wanted ones; 0 for those that are not there."""
    if not len(numbers):
        return np.zeros(len(wanted), values.dtype)
    at = numbers[:-1].searchsorted(wanted)  # whatever is beyond the last one stands at the last one
    found: NDArray[Some] = values.take(at) * (numbers.take(at) == wanted)
    return found


def standing_in(numbers: Ids, wanted: Ids) -> Flags:
    """Which of the wanted ones are among the numbers."""
    if not len(numbers):
        return np.zeros(len(wanted), np.bool_)
    there: Flags = numbers.take(numbers[:-1].searchsorted(wanted)) == wanted
    return there


class Scored:
    """Documents that have all the words, and how well each word finds them: a row for each word, in their order."""

    def __init__(self, documents: Ids, signed: Scores) -> None:
        self.documents = documents
        self.signed = signed

    @cached_property
    def told(self) -> Scored:
        """Those that say one of the words where they say what they are about."""
        told = np.logical_or.reduce(self.signed > 0)
        return self if every(told) else Scored(self.documents[told], self.signed[:, told])


class Hits:
    """The documents of a segment that one word of a query finds.

    `literal` are those that have the word itself in some form.
    """

    def __init__(self, unit: Unit, found: Found, literal: Ids, size: int) -> None:
        """:param size: how many documents the segment has."""
        self._unit = unit
        self._explained, self._reasons = found.numbers, found.reasons
        there = found.scores > 0
        if not every(there):
            found = found.at(there)
        self.numbers = found.numbers
        self.literal = literal
        self._signed = np.where(found.fields & ~np.uint8(LONG_TEXT), found.scores, -found.scores)
        self._common = len(found.numbers) * DENSE_SHARE > size
        if self._common:
            dense = np.zeros(size)
            dense[found.numbers] = self._signed
            self._signed = dense
        self._bits = bits_of(found.numbers, size)
        self._matches: dict[int, Match] = {}

    @property
    def nbytes(self) -> int:
        explained = 0 if self._explained is self.numbers else self._explained.nbytes
        return self.numbers.nbytes + explained + self._signed.nbytes + self._reasons.nbytes + self._bits.nbytes

    def has(self, numbers: Ids) -> Flags:
        """Which of these documents the word finds."""
        return held(self._bits, numbers) if len(numbers) > SOUGHT else standing_in(self.numbers, numbers)

    def signed(self, numbers: Ids) -> Scores:
        """How well these documents are found: below 0 where only the long text mentions the word, 0 where none does.

        The others say the word where they say what they are about.
        """
        if self._common:
            return self._signed.take(numbers)
        return self._signed if numbers is self.numbers else found_at(self.numbers, self._signed, numbers)

    def signed_among(self, numbers: Ids) -> Scores:
        """The same of documents that the word finds."""
        if self._common or numbers is self.numbers:
            return self.signed(numbers)
        return self._signed.take(self.numbers.searchsorted(numbers))

    @cached_property
    def alone(self) -> Scored:
        """What is found where no other word is asked for."""
        return Scored(self.numbers, self.signed(self.numbers)[np.newaxis])

    def why(self, numbers: Ids) -> Iterator[tuple[Match | None, bool]]:
        """Why each of these documents was found, and whether it was: what stands there apart is told too."""
        if not len(self._explained):
            yield from [(None, False)] * len(numbers)
            return
        at = self._explained[:-1].searchsorted(numbers)
        explained = there = self._explained.take(at) == numbers
        if self._explained is not self.numbers:
            there = standing_in(self.numbers, numbers)
        for reason, told, known in zip(
            self._reasons.take(at).tolist(), explained.tolist(), there.tolist(), strict=True
        ):
            yield (self._match(reason) if told else None), known

    def _match(self, reason: int) -> Match:
        kept = self._matches.get(reason)
        if kept is None:
            kept = self._matches[reason] = match(self._unit, reason)
        return kept


class Finder:
    """Finds words in a segment; what an alternative finds is kept, as the same ones stand for many words."""

    def __init__(self, postings: Callable[[str], Postings], size: int, most_bytes: int) -> None:
        """:param size: how many documents the segment has."""
        self._postings = postings
        self._size = size
        self._of_terms: Kept[tuple[Term, ...], Found] = Kept(most_bytes)
        self._of_others: Kept[Alternative, Found] = Kept(most_bytes)
        self._written_in: dict[str, Bits] = {}

    def find(self, unit: Unit) -> Hits:
        """The documents with a word of a query, the best of its ways counting."""
        literal = self._of_terms.get(unit.terms, self._of_any)
        others = [self._of_others.get(other, self._of_other) for other in unit.others]
        numbered = [one._replace(reasons=of_other(at, one.reasons)) for at, one in enumerate(others)]
        return Hits(unit, self._best([literal, *numbered]), literal.numbers, self._size)

    def _of_any(self, terms: tuple[Term, ...]) -> Found:
        sharing: dict[Postings, list[Term]] = {}
        for term in terms:
            sharing.setdefault(self._postings(term.key), []).append(term)
        return self._best([postings.found(alike) for postings, alike in sharing.items()])

    def _of_other(self, other: Alternative) -> Found:
        """The documents with all words of an alternative, the weakest counting; 0 where no field of its has them all.

        Its reasons are the places alone.
        """
        words = [self._of_terms.get(terms, self._of_any) for terms in other.words]
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


def order_of(numbers: Ids, size: int) -> NDArray[np.intp]:
    """The order that sorts numbers below a size; of short figures it is found in a fifth of the time."""
    return (numbers.astype(np.uint16) if size <= SHORT else numbers).argsort(kind="stable")


def any_of(numbers: Sequence[Ids]) -> Ids:
    """All of these, each once, in order."""
    if len(numbers) == 1:
        return numbers[0]
    every = np.concatenate(numbers)
    every.sort()
    new = np.empty(len(every), np.bool_)
    new[:1] = True
    np.not_equal(every[1:], every[:-1], out=new[1:])
    return every[new]


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
