"""The documents that a word of a query finds, as arrays: numbers in order, how well each is found, and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalogue.search.asked import FIELD_BITS, Unit
from catalogue.search.bitmaps import Bits, Flags, Ids, Some, bits_of, every, held
from catalogue.search.engines.because import OTHERS_FROM, Fields, Reasons, match, of_term
from catalogue.search.engines.postings import Codes, Kinds
from catalogue.search.port import Match
from catalogue.search.stems import NORMAL, Term

Scores = NDArray[np.float64]
# As they are kept, since there are so many: seven digits tell well enough how well a word is found.
ShortScores = NDArray[np.float32]
Way = tuple[float, bool]  # how a term finds: its boost, and whether it is another form of the word

LONG_TEXT = FIELD_BITS["body"]
SATURATION = 4.0  # a title alone counts for 0.6, title, summary and description together for 0.71
DENSE_SHARE = 4  # what more than one in so many documents have is looked up at once, not searched for
_SHORT = np.arange(1 << 8, dtype=np.uint16)  # reasons that are octets as they are
_NONE = np.zeros(0, np.int32)
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

    def __init__(self, documents: Ids, signed: ShortScores) -> None:
        self.documents = documents
        self.signed = signed

    @cached_property
    def told(self) -> Scored:
        """Those that say one of the words where they say what they are about."""
        told = np.logical_or.reduce(self.signed > 0)
        return self if every(told) else Scored(self.documents[told], self.signed[:, told])


class Hits:
    """The documents of a segment that one word of a query finds.

    There are so many of them that they are kept in few octets: why they were found, and how well the documents of a
    common word, are codes of the figures that occur.
    """

    def __init__(self, unit: Unit, found: Found, size: int) -> None:
        """:param size: how many documents the segment has."""
        self._unit = unit
        self._size = size
        self._told, self._why = _coded(found.reasons)
        self.numbers, scores, fields, _ = found
        self._apart, self._why_apart = _NONE, self._why[:0]  # what has no score is told of alone
        there = scores > 0
        if not every(there):
            at, apart = there.nonzero()[0], (~there).nonzero()[0]
            self._apart, self._why_apart = self.numbers.take(apart), self._why.take(apart)
            self.numbers, scores, fields = self.numbers.take(at), scores.take(at), fields.take(at)
            self._why = self._why.take(at)
        short = scores.astype(np.float32)
        self._signed = np.where(fields & ~np.uint8(LONG_TEXT), short, -short)
        self._dense: Codes | None = None
        if len(self.numbers) * DENSE_SHARE > size:
            self._signed, self._dense = _spread(self.numbers, self._signed, size)
        self._living: tuple[Bits | None, int] | None = None
        self._matches: dict[int, Match] = {}

    @property
    def nbytes(self) -> int:
        dense = 0 if self._dense is None else self._dense.nbytes
        why = self._why.nbytes + self._apart.nbytes + self._why_apart.nbytes
        return self.numbers.nbytes + self._signed.nbytes + dense + why + self._size // 8

    @cached_property
    def _bits(self) -> Bits:
        return bits_of(self.numbers, self._size)

    def literal(self, live: Bits | None) -> int:
        """How many documents have the word itself in some form, of those that are still there (None: all)."""
        known = self._living
        if known is None or known[0] is not live:
            literal = (self._told < OTHERS_FROM).take(self._why)
            if live is not None:
                literal &= held(live, self.numbers)
            known = self._living = (live, int(np.count_nonzero(literal)))
        return known[1]

    def has(self, numbers: Ids) -> Flags:
        """Which of these documents the word finds."""
        return held(self._bits, numbers) if len(numbers) > SOUGHT else standing_in(self.numbers, numbers)

    def signed(self, numbers: Ids) -> ShortScores:
        """How well these documents are found: below 0 where only the long text mentions the word, 0 where none does.

        The others say the word where they say what they are about.
        """
        if self._dense is not None:
            return self._signed.take(self._dense.take(numbers))
        return self._signed if numbers is self.numbers else found_at(self.numbers, self._signed, numbers)

    def signed_among(self, numbers: Ids) -> ShortScores:
        """The same of documents that the word finds."""
        if self._dense is not None or numbers is self.numbers:
            return self.signed(numbers)
        return self._signed.take(self.numbers.searchsorted(numbers))

    @cached_property
    def alone(self) -> Scored:
        """What is found where no other word is asked for."""
        return Scored(self.numbers, self.signed(self.numbers)[np.newaxis])

    def why(self, numbers: Ids) -> Iterator[tuple[Match | None, bool]]:
        """Why each of these documents was found, and whether it was: what stands there apart is told too."""
        there, apart = standing_in(self.numbers, numbers), standing_in(self._apart, numbers)
        codes = found_at(self.numbers, self._why, numbers) + found_at(self._apart, self._why_apart, numbers)
        for code, known, told in zip(codes.tolist(), there.tolist(), (there | apart).tolist(), strict=True):
            yield (self._match(code) if told else None), known

    def _match(self, code: int) -> Match:
        kept = self._matches.get(code)
        if kept is None:
            kept = self._matches[code] = match(self._unit, int(self._told[code]))
        return kept


def _coded(reasons: Reasons) -> tuple[Reasons, Codes]:
    """Reasons in order, and for each of all its place among them: one octet where few of them occur."""
    most = int(reasons.max(initial=0))
    if most < len(_SHORT):
        return _SHORT, reasons.astype(np.uint8)
    seen = np.zeros(most + 1, np.bool_)
    seen[reasons] = True
    told = seen.nonzero()[0].astype(np.uint16)
    return told, (seen.cumsum() - 1).astype(np.min_scalar_type(len(told) - 1)).take(reasons)


def _spread(numbers: Ids, signed: ShortScores, size: int) -> tuple[ShortScores, Codes]:
    """The scores that occur, 0 before them, and for each of so many documents the place of its own."""
    occurring, places = np.unique(signed, return_inverse=True)
    dense = np.zeros(size, np.min_scalar_type(len(occurring)))
    dense[numbers] = places + 1
    return np.concatenate([np.zeros(1, np.float32), occurring]), dense


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
