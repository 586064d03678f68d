"""Which documents the words of a query find, and how well. Knows postings and bitmaps, not where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from catalogue.search.asked import Asked, Unit
from catalogue.search.engines.entries import FIELDS_BY_WEIGHT, title_term
from catalogue.search.engines.segment import Segment
from catalogue.search.port import Match
from catalogue.search.stems import NORMAL, terms_of

EXACT_TITLE = 100.0  # above any sum of words


@dataclass(frozen=True)
class Part:
    """A segment and those of its rows whose documents are still there."""

    segment: Segment
    live: int


class Matching:
    """The text of a query over all parts of an index.

    Every word must be there. Where no document has all of them, those that have the most of them, at least half,
    stand in their place and `fallback` says so. That depends on the words alone, never on the filters.
    """

    def __init__(self, parts: Sequence[Part], asked: Asked) -> None:
        self.asked = asked
        self.parts = parts
        self._allowed = [_allowed(part, asked) for part in parts]
        self.masks = [_with_all(part, asked, allowed) for part, allowed in zip(parts, self._allowed, strict=True)]
        self.fallback = False
        if len(asked.units) > 1 and not any(self.masks):
            self._fall_back()
        self._rarity = [(unit, self._rarity_of(unit)) for unit in asked.units]

    @property
    def scored(self) -> bool:
        return bool(self.asked.units)

    def _fall_back(self) -> None:
        tiers = [
            _tiers(part, self.asked.units, allowed) for part, allowed in zip(self.parts, self._allowed, strict=True)
        ]
        least = (len(self.asked.units) + 1) // 2
        for words in range(
            len(self.asked.units), least - 1, -1
        ):  # all of them, but not as the phrase that was asked for
            found = [of_part[words] for of_part in tiers]
            if any(found):
                self.masks, self.fallback = found, True
                return

    def _rarity_of(self, unit: Unit) -> float:
        """The inverse document frequency of a word, all its terms together."""
        there = sum(part.segment.rows.distinct(part.segment.hits(unit).mask & part.live) for part in self.parts)
        every = sum(part.segment.rows.distinct(part.live) for part in self.parts)
        return log(1 + (every - there + 0.5) / (there + 0.5))

    def scores(self, part: Part, numbers: Sequence[int]) -> list[float]:
        """How well each of these documents of a part matches."""
        scored = [(part.segment.hits(unit).scores, rarity) for unit, rarity in self._rarity]
        exact = part.segment.postings(title_term(self.asked.title)).weights
        found = []
        for number in numbers:
            values = [rarity * hits[number] for hits, rarity in scored if number in hits]
            share = len(values) / len(scored)  # 1 unless this is a fallback
            found.append(round(share * sum(values), 4) + (EXACT_TITLE if number in exact else 0.0))
        return found

    def why(self, part: Part, number: int) -> tuple[Match, ...]:
        """For each word of the query: the weightiest field that it was found in, as it was written or inflected."""
        found = (_why(part.segment, unit, number) for unit in self.asked.units)
        return tuple(match for match in found if match)

    def unknown(self) -> frozenset[str]:
        """The words that no document has."""
        units = self.asked.units
        return frozenset(
            unit.word for unit in units if not any(part.segment.hits(unit).mask & part.live for part in self.parts)
        )


def _allowed(part: Part, asked: Asked) -> int:
    """The rows of a part without what must not be there."""
    found = part.live
    for unit in asked.unwanted:
        found &= ~part.segment.hits(unit).mask
    for phrase in asked.unwanted_phrases:
        found &= ~_phrase(part.segment, phrase)
    return found


def _with_all(part: Part, asked: Asked, allowed: int) -> int:
    found = allowed
    for unit in asked.units:
        found &= part.segment.hits(unit).mask
    for phrase in asked.phrases if found else ():
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
    return _why(segment, unit.parts[0], number) if unit.parts else None
