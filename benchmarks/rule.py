"""Which documents belong to a result by their words: the rule that `Matching` states, written with plain sets.

It shares with the engine how a document becomes terms (`entry_of`) and how a query is understood (`Asked`), and
nothing of how it is searched.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from math import log

from catalogue.search.asked import Asked, Unit
from catalogue.search.documents import Document
from catalogue.search.engines.entries import entry_of
from catalogue.search.engines.matching import ENOUGH, TELLING
from catalogue.search.stems import Term


class Words:
    """The documents by their terms, as far as these queries ask for them. Queries with phrases or a minus: none."""

    def __init__(self, queries: Iterable[Asked]) -> None:
        self._wanted = {key for one in queries for unit in one.units for key in unit.keys}
        self._holding: defaultdict[str, set[int]] = defaultdict(set)
        self._documents = 0

    def read(self, document: Document) -> None:
        self._documents += 1
        for key in entry_of(document).terms.keys() & self._wanted:
            self._holding[key].add(document.id)

    def all_of(self, units: Sequence[Unit]) -> set[int] | None:
        """The documents with all of the words, anywhere: what a peer finds. None where there are no words."""
        return set.intersection(*map(self._found, units)) if units else None

    def belonging(self, asked: Asked) -> tuple[set[int] | None, bool]:
        """The documents that belong to the result, and whether some of them lack words; None: all documents."""
        full = self.all_of(asked.units)
        if full is None or len(full) >= ENOUGH or len(asked.units) == 1:
            return full, False
        ways = [self._found(unit) for unit in asked.units]
        has = Counter(chain.from_iterable(ways))
        telling = self._telling(asked.units, ways, has)
        if full or telling:
            return full | telling, True
        for least in range(len(ways), (len(ways) + 1) // 2 - 1, -1):
            if found := {number for number, words in has.items() if words >= least}:
                return found, True
        return set(), True

    def _telling(self, units: Sequence[Unit], ways: Sequence[set[int]], has: Counter[int]) -> set[int]:
        rarities = [self._rarity(len(self._any(unit.terms) or way)) for unit, way in zip(units, ways, strict=True)]
        weights: defaultdict[int, float] = defaultdict(float)
        for way, rarity in zip(ways, rarities, strict=True):
            for number in way:
                weights[number] += rarity
        least = TELLING * sum(rarities)
        return {number for number, weight in weights.items() if weight >= least and has[number] >= len(units) / 2}

    def _rarity(self, there: int) -> float:
        return log(1 + (self._documents - there + 0.5) / (there + 0.5))

    def _found(self, unit: Unit) -> set[int]:
        others = [set.intersection(*map(self._any, other.words)) for other in unit.others]
        return self._any(unit.terms).union(*others)

    def _any(self, ways: Sequence[Term]) -> set[int]:
        return set().union(*(self._holding[term.key] for term in ways))
