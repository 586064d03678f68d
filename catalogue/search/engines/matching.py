"""Which documents the words of a query find, and how well. Knows postings and bitmaps, not where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from math import log
from operator import or_

from catalogue.search.asked import Alternative, Asked, Unit
from catalogue.search.engines.entries import FIELDS_BY_WEIGHT
from catalogue.search.engines.segment import Segment
from catalogue.search.port import Match
from catalogue.search.stems import NORMAL, terms_of, title_term

Wishes = tuple[tuple[str, str], ...]

EXACT_TITLE, ALL_WORDS = 2_000.0, 1_000.0  # above any sum of words
ENOUGH = 10  # documents
TELLING = 2 / 3  # of the sum of the words' rarities
MISSED_WISH = 0.35  # SEARCH, 2.5


@dataclass(frozen=True)
class Part:
    """A segment and those of its rows whose documents are still there."""

    segment: Segment
    live: int


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
        self._documents = sum(part.segment.rows.distinct(part.live) for part in parts)
        self._look_for(asked.units)
        every = self._with_all()
        self.full = self.masks = [mask & _told(part, asked.units) for part, mask in zip(parts, every, strict=True)]
        if asked.units and sum(map(_documents_of, parts, self.full)) < ENOUGH:
            self._widen()
        if asked.wishes and not asked.units:
            self._only_wishes()

    def _look_for(self, units: Sequence[Unit]) -> None:
        self._rarity = [(unit, self._rarity_of(unit)) for unit in units]

    def _with_all(self) -> list[int]:
        units = [unit for unit, _ in self._rarity]
        return [
            _with_all(part, units, self.asked.phrases, allowed)
            for part, allowed in zip(self.parts, self._allowed, strict=True)
        ]

    @property
    def scored(self) -> bool:
        return bool(self.asked.units or self.asked.wishes)

    def _widen(self) -> None:
        self.masks = self._with_all()
        if not self.asked.phrases:  # who puts words in quotes wants them so, or else is told
            self._look_for([unit.widened(unit.mentions) for unit in self.asked.units])
            some = [self._telling(part, allowed) for part, allowed in zip(self.parts, self._allowed, strict=True)]
            every = self._with_all()
            self.masks = [full | more | telling for full, more, telling in zip(self.masks, every, some, strict=True)]
        if any(self.full):
            return
        if not any(self.masks):
            self._look_for([unit.widened((*unit.mentions, *unit.related)) for unit in self.asked.units])
            self.masks = self._with_all()
        if not any(self.masks) and len(self.asked.units) > 1:
            self.masks = self._with_most()
        self.fallback = any(self.masks)

    def _telling(self, part: Part, allowed: int) -> int:
        """The rows of the documents that have at least so much of the query's weight, but not only one word of it."""
        weights: dict[int, float] = {}
        words: dict[int, int] = {}
        for unit, rarity in self._rarity:
            for number in part.segment.hits(unit).scores:
                weights[number] = weights.get(number, 0.0) + rarity
                words[number] = words.get(number, 0) + 1
        least = TELLING * sum(rarity for _, rarity in self._rarity)
        fewest = len(self._rarity) / 2
        return part.segment.rows.of(n for n, w in weights.items() if w >= least and words[n] >= fewest) & allowed

    def _with_most(self) -> list[int]:
        units = tuple(unit for unit, _ in self._rarity)
        tiers = [_tiers(part, units, allowed) for part, allowed in zip(self.parts, self._allowed, strict=True)]
        for words in range(len(units), (len(units) + 1) // 2 - 1, -1):
            found = [of_part[words] for of_part in tiers]
            if any(found):
                return found
        return [0] * len(tiers)

    def _only_wishes(self) -> None:
        every = self.masks
        for least in range(len(self.asked.wishes), 0, -1):
            found = [
                _fulfilling(part, self.asked.wishes, mask, least) for part, mask in zip(self.parts, every, strict=True)
            ]
            if any(found):
                self.masks, self.fallback = found, least < len(self.asked.wishes)
                return
        self.masks = [0] * len(self.parts)

    def _rarity_of(self, unit: Unit) -> float:
        """The inverse document frequency of a word: in any of its forms, else by all that stands for it."""
        there = sum(_documents_of(part, part.segment.hits(unit).literal & part.live) for part in self.parts)
        if not there:
            there = sum(_documents_of(part, part.segment.hits(unit).mask & part.live) for part in self.parts)
        return log(1 + (self._documents - there + 0.5) / (there + 0.5))

    def scores(self, part: Part, numbers: Sequence[int], rows: int) -> list[float]:
        """How well each of these documents of a part matches. :param rows: the selected ones, which wishes ask for."""
        scored = [(part.segment.hits(unit).scores, rarity) for unit, rarity in self._rarity]
        exact = part.segment.postings(title_term(self.asked.title)).weights
        fulfilled = _fulfilled(part, self.asked.wishes, rows)
        first = set(part.segment.rows.offerings(self.full[self.parts.index(part)]))
        found = []
        for number in numbers:
            values = [rarity * hits[number] for hits, rarity in scored if number in hits]
            share = len(values) / len(scored) if scored else 1.0
            score = share * sum(values) if scored else 1.0
            score *= MISSED_WISH ** (len(self.asked.wishes) - fulfilled.get(number, 0))
            tier = (EXACT_TITLE if number in exact else 0.0) + (ALL_WORDS if number in first else 0.0)
            found.append(round(score, 4) + tier)
        return found

    def why(self, part: Part, number: int) -> tuple[Match, ...]:
        """For each word of the query: the weightiest field that it was found in, and what it was found by."""
        found = (_why(part.segment, unit, number) for unit, _ in self._rarity)
        return tuple(match for match in found if match)

    def missing(self, part: Part, number: int) -> tuple[str, ...]:
        """The words of the query that a document has in no form."""
        return tuple(unit.word for unit, _ in self._rarity if number not in part.segment.hits(unit).scores)


def _told(part: Part, units: Sequence[Unit]) -> int:
    """The rows of the documents that say one of the words where they say what they are about."""
    return reduce(or_, (part.segment.hits(unit).told for unit in units)) if units else part.segment.rows.all


def _documents_of(part: Part, mask: int) -> int:
    return part.segment.rows.distinct(mask) if mask else 0


def _fulfilling(part: Part, wishes: Wishes, among: int, least: int) -> int:
    """The rows that fulfil at least so many of the wishes."""
    tiers = [among] + [0] * len(wishes)
    for wish in wishes:
        mask = part.segment.wished(wish)
        for number in range(len(wishes), 0, -1):
            tiers[number] |= tiers[number - 1] & mask
    return tiers[least]


def _fulfilled(part: Part, wishes: Wishes, rows: int) -> dict[int, int]:
    """Document → how many of the wishes its best row fulfils."""
    found: dict[int, int] = {}
    for least in range(1, len(wishes) + 1):
        for number in part.segment.rows.offerings(_fulfilling(part, wishes, rows, least)):
            found[number] = least
    return found


def _allowed(part: Part, asked: Asked) -> int:
    """The rows of a part without what must not be there."""
    found = part.live
    for unit in asked.unwanted:
        found &= ~part.segment.hits(unit).mask
    for phrase in asked.unwanted_phrases:
        found &= ~_phrase(part.segment, phrase)
    return found


def _with_all(part: Part, units: Sequence[Unit], phrases: Sequence[str], allowed: int) -> int:
    found = allowed
    for unit in units:
        found &= part.segment.hits(unit).mask
    for phrase in phrases if found else ():
        found &= _phrase(part.segment, phrase)
    return found


def _phrase(segment: Segment, phrase: str) -> int:
    among = segment.rows.all
    for word in phrase.split():
        among &= segment.hits(Unit(word, terms_of(word))).mask
    return segment.phrase(phrase, among)


def _tiers(part: Part, units: tuple[Unit, ...], allowed: int) -> list[int]:
    """At [n], the rows of the documents that have at least n of the words."""
    tiers = [allowed] + [0] * len(units)
    for unit in units:
        mask = part.segment.hits(unit).mask
        for words in range(len(units), 0, -1):
            tiers[words] |= tiers[words - 1] & mask
    return tiers


def _why(segment: Segment, unit: Unit, number: int) -> Match | None:
    found = []
    for term in unit.terms:
        fields = segment.postings(term.key).fields.get(number, 0)
        if fields:
            found.append(((fields & -fields).bit_length() - 1, term.prefix != NORMAL))
    if found:
        field, inflected = min(found)
        return Match(FIELDS_BY_WEIGHT[field], unit.word, "inflection" if inflected else "exact")
    others = (_why_other(segment, unit, other, number) for other in unit.others)
    return next((match for match in others if match), None)


def _why_other(segment: Segment, unit: Unit, other: Alternative, number: int) -> Match | None:
    """Where the first word of what stands for the unit was found, if all of its words were."""
    fields = []
    for terms in other.words:
        found = [segment.postings(term.key).fields.get(number, 0) for term in terms]
        if not any(found):
            return None
        fields.append(min((field & -field).bit_length() - 1 for field in found if field))
    return Match(FIELDS_BY_WEIGHT[min(fields)], unit.word, other.because, other.text)
