"""What is right: totals and facets by plain Python sets over the documents, after the rule that `Matching` states.

It shares with the engine how a text becomes terms and how a query is understood, and nothing of how it is searched.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import chain
from math import log

from benchmarks.corpus import NOW
from catalogue.search.asked import Asked, Unit, asked
from catalogue.search.documents import Document, visible
from catalogue.search.engines.matching import ENOUGH, TELLING
from catalogue.search.facets import FACETS, SHOWN
from catalogue.search.query import Query
from catalogue.search.stems import Term, terms
from catalogue.search.text import tokens

Values = tuple[tuple[str, str], ...]
Selected = Mapping[int, Iterable[tuple[str, str]]]
Facets = dict[str, dict[str, int]]

COUNTED = {facet.name: facet.counted for facet in SHOWN}


class Oracle:
    """Plain sets of the documents, for the words of these questions."""

    def __init__(self, batches: Iterable[Sequence[Document]], queries: Sequence[Query]) -> None:
        self._asked = {query.text: asked(query.text) for query in queries}
        wanted = {key for one in self._asked.values() for unit in one.units for key in unit.keys}
        self._holding: defaultdict[str, set[int]] = defaultdict(set)
        self._rows: dict[int, list[Values]] = {}
        self._together: dict[int, Values] = {}  # over all shown rows: for questions that choose no row
        self._known: dict[Values, Values] = {}
        self.documents = 0
        for document in chain.from_iterable(batches):
            self.documents += 1
            self._read(document)
            found = {term.key for text in document.texts for token in tokens(text.text) for term in terms(token)}
            for key in found & wanted:
                self._holding[key].add(document.id)

    def _read(self, document: Document) -> None:
        runs = [run for run in document.runs if visible(run, NOW)] if document.runs else [None]
        rows = [tuple((facet.name, value) for facet in FACETS for value in facet.read(document, run)) for run in runs]
        if rows:
            self._rows[document.id] = [self._known.setdefault(row, row) for row in rows]
            together = tuple(dict.fromkeys(chain.from_iterable(rows)))
            self._together[document.id] = self._known.setdefault(together, together)

    def answer(self, query: Query) -> tuple[int, Facets, bool]:
        """Total, the shown facets, and whether offerings without all the words belong to the result."""
        texts, loose = self._matching(self._asked[query.text])
        selected = self._selected(texts, query)
        chosen = {name for name, _ in query.chosen}
        facets = self._counts(selected, query, COUNTED.keys() - chosen)
        for name in chosen & COUNTED.keys():  # its own choice left out of it
            facets |= self._counts(self._selected(texts, query.without(name)), query, {name})
        return len(selected), facets, loose

    def _counts(self, selected: Selected, query: Query, names: Set[str]) -> Facets:
        found: Facets = {name: dict.fromkeys(query.values(name), 0) for name in names}
        for (name, value), count in Counter(chain.from_iterable(selected.values())).items():
            if name in names and (COUNTED[name](value) or value in found[name]):
                found[name][value] = count
        return found

    def _selected(self, texts: set[int] | None, query: Query) -> Selected:
        """Document → the values of those of its rows that all filters select."""
        numbers = self._rows.keys() if texts is None else self._rows.keys() & texts
        if not query.chosen:
            return {number: self._together[number] for number in numbers}
        wanted = [{(name, value) for value in values} for name, values in query.chosen]
        found = {}
        for number in numbers:
            rows = [row for row in self._rows[number] if not any(values.isdisjoint(row) for values in wanted)]
            if rows:
                found[number] = rows[0] if len(rows) == 1 else set().union(*rows)
        return found

    def _matching(self, one: Asked) -> tuple[set[int] | None, bool]:
        """The documents by their words alone; None where every one is meant."""
        if not one.units:
            return None, False
        ways = [self._found(unit) for unit in one.units]
        full = set.intersection(*ways)
        if len(full) >= ENOUGH or len(one.units) == 1:
            return full, False
        telling = self._telling(one.units, ways)
        if full or telling:
            return full | telling, True
        has = Counter(chain.from_iterable(ways))
        for words in range(len(ways), (len(ways) + 1) // 2 - 1, -1):
            if found := {number for number, count in has.items() if count >= words}:
                return found, True
        return set(), True

    def _telling(self, units: Sequence[Unit], ways: Sequence[set[int]]) -> set[int]:
        rarities = [self._rarity(len(self._literal(unit)) or len(way)) for unit, way in zip(units, ways, strict=True)]
        has = Counter(chain.from_iterable(ways))
        weights: defaultdict[int, float] = defaultdict(float)
        for way, rarity in zip(ways, rarities, strict=True):
            for number in way:
                weights[number] += rarity
        least = TELLING * sum(rarities)
        return {number for number, weight in weights.items() if weight >= least and has[number] >= len(units) / 2}

    def _rarity(self, there: int) -> float:
        return log(1 + (self.documents - there + 0.5) / (there + 0.5))

    def _found(self, unit: Unit) -> set[int]:
        others = [set.intersection(*map(self._any, other.words)) for other in unit.others]
        return self._literal(unit).union(*others)

    def _literal(self, unit: Unit) -> set[int]:
        return self._any(unit.terms)

    def _any(self, ways: Sequence[Term]) -> set[int]:
        return set().union(*(self._holding[term.key] for term in ways))
