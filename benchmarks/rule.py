"""Which documents belong to a result by their words: the rule that `Matching` states, written with plain sets.

It shares with the engine how a document becomes terms (`entry_of`) and how a query is understood (`Asked`), and
nothing of how it is searched. Quotes and a minus are not in it: no question of the benchmark has them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from math import log

from catalogue.search.asked import FIELD_BITS, Alternative, Asked, Unit
from catalogue.search.documents import Document
from catalogue.search.engines.entries import entry_of
from catalogue.search.engines.matching import ENOUGH, SURELY, least_telling
from catalogue.search.stems import Term

LONG_TEXT = FIELD_BITS["body"]
Fields = dict[int, int]  # document → the fields in which it is, as bits


class Words:
    """The documents by their terms, as far as these queries ask for them."""

    def __init__(self, queries: Iterable[Asked]) -> None:
        units = [_suggesting(unit) for one in queries for unit in one.units]
        ways = [(unit.terms, *chain.from_iterable(other.words for other in unit.others)) for unit in units]
        self._wanted = {term.key for every in ways for terms in every for term in terms}
        self._holding: defaultdict[str, Fields] = defaultdict(dict)
        self._documents = 0

    def read(self, document: Document) -> None:
        self._documents += 1
        found = entry_of(document).terms
        for key in found.keys() & self._wanted:
            self._holding[key][document.id] = found[key][1]

    def all_of(self, units: Sequence[Unit]) -> set[int]:
        """The documents with all of the words, each by any of its ways, anywhere."""
        return set.intersection(*map(self._found, units))

    def anywhere(self, units: Sequence[Unit]) -> set[int]:
        """The same without asking in which field words stand together: what an engine of one field finds."""
        others = [
            [set.intersection(*(set(self._any(word)) for word in other.words)) for other in unit.others]
            for unit in units
        ]
        return set.intersection(*(set(self._any(u.terms)).union(*o) for u, o in zip(units, others, strict=True)))

    def belonging(self, units: Sequence[Unit]) -> tuple[set[int], bool]:
        """The documents that belong to the result, and whether some of them are there for less than all words."""
        full = self.all_of(units) & set().union(*map(self._told, units))
        if len(full) >= ENOUGH:
            return full, False
        wider = [unit.widened(unit.mentions) for unit in units]
        telling = self._telling(wider)
        found = self.all_of(units) | self.all_of(wider)
        if full:
            return found | telling, found | telling != full
        found |= telling & set().union(*map(self._told, wider))
        if not found:
            wider = list(map(_suggesting, units))
            found = self._closest(wider)
        return found, True

    def _telling(self, units: Sequence[Unit]) -> set[int]:
        ways = list(map(self._found, units))
        rarities = [self._rarity(len(self._any(unit.terms) or way)) for unit, way in zip(units, ways, strict=True)]
        has = Counter(chain.from_iterable(ways))
        weights: defaultdict[int, float] = defaultdict(float)
        for way, rarity in zip(ways, rarities, strict=True):
            for number in way:
                weights[number] += rarity
        least = least_telling(rarities) - SURELY
        return {number for number, weight in weights.items() if weight >= least and has[number] >= len(units) / 2}

    def _closest(self, units: Sequence[Unit]) -> set[int]:
        ways = list(map(self._found, units))
        has, known = Counter(chain.from_iterable(ways)), sum(map(bool, ways))
        found, least = self.all_of(units), known
        while len(found) < ENOUGH and least and 2 * least >= known:
            found = found | {number for number, words in has.items() if words >= least}
            least -= 1
        return found

    def _rarity(self, there: int) -> float:
        return log(1 + (self._documents - there + 0.5) / (there + 0.5))

    def _found(self, unit: Unit) -> set[int]:
        return set(self._any(unit.terms)).union(*(self._by(other, other.fields) for other in unit.others))

    def _told(self, unit: Unit) -> set[int]:
        """The documents that say the word where they say what they are about."""
        literal = {number for number, fields in self._any(unit.terms).items() if fields & ~LONG_TEXT}
        return literal.union(*(self._by(other, other.fields & ~LONG_TEXT) for other in unit.others))

    def _by(self, other: Alternative, among: int) -> set[int]:
        """The documents in which all words of an alternative stand together in one of these fields."""
        words = list(map(self._any, other.words))
        found = set()
        for number in set.intersection(*map(set, words)):
            fields = among
            for word in words:
                fields &= word[number]
            if fields:
                found.add(number)
        return found

    def _any(self, ways: Sequence[Term]) -> Fields:
        found: Fields = {}
        for term in ways:
            for number, fields in self._holding[term.key].items():
                found[number] = found.get(number, 0) | fields
        return found


def _suggesting(unit: Unit) -> Unit:
    """A word with everything that may stand for it, the faintest too."""
    return unit.widened((*unit.mentions, *unit.related))
