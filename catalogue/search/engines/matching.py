"""Which documents the words of a query find, and how well. Knows postings as arrays, not where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from math import log

import numpy as np
from numpy.typing import NDArray

from catalogue.search.asked import Asked, Unit
from catalogue.search.bitmaps import Bits, Ids, bits_of, held, positions, size_of
from catalogue.search.engines.hits import Hits, standing_in
from catalogue.search.engines.segment import Segment
from catalogue.search.stems import title_term

Wishes = tuple[tuple[str, str], ...]

# Scores are whole ten-thousandths.
SCALE = 10_000
EXACT_TITLE, ALL_WORDS = 2_000 * SCALE, 1_000 * SCALE  # above any sum of words
ENOUGH = 10  # documents
TELLING = 2 / 3  # of the sum of the words' rarities
PLAIN = 0.2  # from this score on a word is there; what hardly stands for it counts in part
MISSED_WISH = 0.35  # SEARCH, 2.5


@dataclass(frozen=True, eq=False)
class Part:
    """A segment and those of its documents that are still there."""

    segment: Segment
    live: Bits
    documents: int = field(init=False)
    rows: Bits = field(init=False)
    whole: bool = field(init=False)

    def __post_init__(self) -> None:
        documents = size_of(self.live)
        object.__setattr__(self, "documents", documents)
        object.__setattr__(self, "rows", self.segment.rows.of(self.live))
        object.__setattr__(self, "whole", documents == len(self.segment.ids))

    def living(self, numbers: Ids) -> Ids:
        return numbers if self.whole else numbers[held(self.live, numbers)]


@dataclass(frozen=True, eq=False)
class Text:
    """What the words of a query leave of a part: these documents (None: all), and of these only such rows."""

    documents: Ids | None
    rows: Bits | None = None

    def __bool__(self) -> bool:
        if self.rows is not None:
            return bool(self.rows.any())
        return self.documents is None or len(self.documents) > 0


class Matching:
    """The text of a query over all parts of an index. What belongs to the result depends on the words alone.

    1. What has all the words, each by any of its ways, and not all of them in the long text only, belongs to it.
    2. Where that is less than `ENOUGH`, so does, after it, what only mentions them or what stands for them, and what
       has the most telling of them (at least `TELLING` of the query's weight, a rare word weighing more).
    3. Where there is nothing of the first kind, that alone stands there, or else what is related, or has most of the
       words, at least half of them: a `fallback`.
    4. Filters in words decide the order; where there is nothing but them, what fulfils all is the result.
    """

    def __init__(self, parts: Sequence[Part], asked: Asked) -> None:
        self.asked = asked
        self.parts = parts
        self.fallback = False
        self._allowed = [_allowed(part, asked) for part in parts]
        self._look_for(asked.units)
        every = self._with_all()
        self._full = [_told(hits, documents) for hits, documents in zip(self._hits, every, strict=True)]
        self.texts = [Text(documents) for documents in self._full]
        if asked.units and _size(self._full) < ENOUGH:
            self._widen(every)
        if asked.wishes and not asked.units:
            self._only_wishes()

    def _look_for(self, units: Sequence[Unit]) -> None:
        self.units = units
        self._hits = [[part.segment.hits(unit) for unit in units] for part in self.parts]
        self._rarities = [self._rarity_of(at) for at in range(len(units))]

    def _with_all(self) -> list[Ids | None]:
        return [
            _with_all(part, hits, allowed, self.asked)
            for part, hits, allowed in zip(self.parts, self._hits, self._allowed, strict=True)
        ]

    @property
    def scored(self) -> bool:
        return bool(self.asked.units or self.asked.wishes)

    def _widen(self, found: list[Ids | None]) -> None:
        units = self.asked.units
        if not self.asked.phrases:  # who puts words in quotes wants them so, or else is told
            self._look_for([unit.widened(unit.mentions) for unit in units])
            some = [self._telling(*of) for of in zip(self.parts, self._hits, self._allowed, strict=True)]
            found = [_any_of(of) for of in zip(found, self._with_all(), some, strict=True)]
        if not _size(self._full):
            if not _size(found):
                self._look_for([unit.widened((*unit.mentions, *unit.related)) for unit in units])
                found = self._with_all()
            if not _size(found) and len(units) > 1:
                found = self._with_most()
            self.fallback = _size(found) > 0
        self.texts = [Text(documents) for documents in found]

    def _telling(self, part: Part, hits: Sequence[Hits], allowed: Bits | None) -> Ids:
        """The documents that have at least so much of the query's weight, but not only one word of it."""
        weights = np.zeros(len(part.segment.ids))
        for of_word, rarity in zip(hits, self._rarities, strict=True):
            weights[of_word.numbers] += rarity
        least, fewest = TELLING * sum(self._rarities), len(hits) / 2
        found = (weights >= least) & (_words_of(part, hits) >= fewest)
        return _of(allowed, np.flatnonzero(found).astype(np.int32))

    def _with_most(self) -> list[Ids | None]:
        words = [_words_of(part, hits) for part, hits in zip(self.parts, self._hits, strict=True)]
        for least in range(len(self.units), (len(self.units) + 1) // 2 - 1, -1):
            found: list[Ids | None] = [
                _of(allowed, np.flatnonzero(of_part >= least).astype(np.int32))
                for of_part, allowed in zip(words, self._allowed, strict=True)
            ]
            if _size(found):
                return found
        return [np.zeros(0, np.int32) for _ in self.parts]

    def _only_wishes(self) -> None:
        wishes = self.asked.wishes
        among = [_rows_of(part, text) for part, text in zip(self.parts, self.texts, strict=True)]
        for least in range(len(wishes), 0, -1):
            found = [
                Text(None, _fulfilling(part, wishes, rows, least)) for part, rows in zip(self.parts, among, strict=True)
            ]
            if any(found):
                self.texts, self.fallback = found, least < len(wishes)
                return
        self.texts = [Text(np.zeros(0, np.int32))] * len(self.parts)

    def _rarity_of(self, at: int) -> float:
        """The inverse document frequency of a word: in any of its forms, else by all that stands for it."""
        hits = [(part, of_part[at]) for part, of_part in zip(self.parts, self._hits, strict=True)]
        there = sum(len(part.living(of_word.literal)) for part, of_word in hits)
        if not there:
            there = sum(len(part.living(of_word.numbers)) for part, of_word in hits)
        documents = sum(part.documents for part in self.parts)
        return log(1 + (documents - there + 0.5) / (there + 0.5))

    def scores(self, part: Part, documents: Ids, fulfilled: NDArray[np.uint8] | None) -> NDArray[np.int64]:
        """How well each of these documents of a part matches.

        :param fulfilled: how many of the wishes the best selected row of each fulfils.
        """
        at = self.parts.index(part)
        hits = self._hits[at]
        total, words = np.zeros(len(documents)), np.zeros(len(documents))
        for of_word, rarity in zip(hits, self._rarities, strict=True):
            scores = of_word.of(documents)
            total += rarity * scores
            words += np.minimum(scores / PLAIN, 1.0)
        score = words / len(hits) * total if hits else np.ones(len(documents))
        if fulfilled is not None:
            missed = len(self.asked.wishes)
            score *= np.array([MISSED_WISH ** (missed - number) for number in range(missed + 1)])[fulfilled]
        found = np.rint(score * SCALE).astype(np.int64)
        full = self._full[at]
        found += ALL_WORDS * (standing_in(full, documents) if full is not None else 1)
        exact = part.segment.postings(title_term(self.asked.title)).numbers
        if len(exact):
            found += EXACT_TITLE * standing_in(exact, documents)
        return found

    def missing(self, part: Part, documents: Ids) -> Mapping[int, tuple[str, ...]]:
        """The words of the query that each of these documents has in no form."""
        hits = self._hits[self.parts.index(part)]
        there = [of_word.of(documents) > 0 for of_word in hits]
        return {
            number: tuple(unit.word for unit, of_word in zip(self.units, there, strict=True) if not of_word[at])
            for at, number in enumerate(documents.tolist())
        }


def _size(found: Iterable[Ids | None]) -> int:
    return sum(len(documents) for documents in found if documents is not None)


def _any_of(found: Iterable[Ids | None]) -> Ids:
    return reduce(np.union1d, [documents for documents in found if documents is not None])


def _told(hits: Sequence[Hits], documents: Ids | None) -> Ids | None:
    """Those of the documents that say one of the words where they say what they are about."""
    if documents is None or not hits:
        return documents
    if any(of_word.told is of_word.numbers or len(of_word.told) == len(of_word.numbers) for of_word in hits):
        return documents  # each of them has this word
    return documents[np.logical_or.reduce([standing_in(of_word.told, documents) for of_word in hits])]


def _allowed(part: Part, asked: Asked) -> Bits | None:
    """The documents of a part without what must not be there; None where that is all."""
    unwanted = [part.segment.hits(unit).numbers for unit in asked.unwanted]
    unwanted += [part.segment.phrase(phrase) for phrase in asked.unwanted_phrases]
    if not unwanted:
        return None if part.whole else part.live
    return part.live & ~bits_of(np.concatenate(unwanted), len(part.segment.ids))


def _of(allowed: Bits | None, documents: Ids) -> Ids:
    return documents if allowed is None else documents[held(allowed, documents)]


def _with_all(part: Part, hits: Sequence[Hits], allowed: Bits | None, asked: Asked) -> Ids | None:
    """The documents with all words and phrases; None for all of a part."""
    if not hits:
        unwanted = asked.unwanted or asked.unwanted_phrases
        return positions(allowed) if allowed is not None and unwanted else None
    rarest, *others = sorted(hits, key=lambda of_word: len(of_word.numbers))
    found = rarest.numbers
    for of_word in others:
        if len(found):
            found = found[of_word.of(found) > 0]
    found = _of(allowed, found)
    for phrase in asked.phrases if len(found) else ():
        found = found[standing_in(part.segment.phrase(phrase), found)]
    return found


def _words_of(part: Part, hits: Iterable[Hits]) -> NDArray[np.uint8]:
    """How many of the words each document has."""
    words = np.zeros(len(part.segment.ids), np.uint8)
    for of_word in hits:
        words[of_word.numbers] += 1
    return words


def _rows_of(part: Part, text: Text) -> Bits:
    if text.documents is None:
        return part.rows
    return part.segment.rows.of(bits_of(text.documents, len(part.segment.ids)))


def _fulfilling(part: Part, wishes: Wishes, among: Bits, least: int) -> Bits:
    """The rows that fulfil at least so many of the wishes."""
    tiers = [among] + [np.zeros_like(among)] * len(wishes)
    for wish in wishes:
        rows = part.segment.wished(wish)
        for number in range(len(wishes), 0, -1):
            tiers[number] = tiers[number] | tiers[number - 1] & rows
    return tiers[least]


def fulfilled(part: Part, wishes: Wishes, rows: Ids) -> NDArray[np.uint8]:
    """How many of the wishes each of these rows fulfils."""
    found = np.zeros(len(rows), np.uint8)
    for wish in wishes:
        found += held(part.segment.wished(wish), rows)
    return found
