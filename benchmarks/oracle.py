"""What is right: totals and facets by plain Python sets over the documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain

from benchmarks.corpus import NOW
from benchmarks.rule import Words
from catalogue.search.asked import Asked, asked
from catalogue.search.documents import Document, visible
from catalogue.search.facets import FACETS, SHOWN
from catalogue.search.query import Query

Values = tuple[tuple[str, str], ...]
Selected = Mapping[int, Iterable[tuple[str, str]]]
Facets = dict[str, dict[str, int]]

COUNTED = {facet.name: facet.counted for facet in SHOWN}


@dataclass(frozen=True)
class Right:
    """The right answer. `loose`: documents without all the words belong to it too."""

    total: int
    facets: Facets
    loose: bool = False


class Oracle:
    """Plain sets of the documents, for these queries as our engine understands them."""

    def __init__(self, batches: Iterable[Sequence[Document]], understood: Mapping[str, Asked]) -> None:
        self._understood = understood
        self._literal = {text: asked(text) for text in understood}
        self._words = Words([*self._understood.values(), *self._literal.values()])
        self._rows: dict[int, list[Values]] = {}
        self._together: dict[int, Values] = {}  # over all shown rows: for queries that choose no row
        self._known: dict[Values, Values] = {}
        for document in chain.from_iterable(batches):
            self._words.read(document)
            self._read_rows(document)

    def _read_rows(self, document: Document) -> None:
        runs = [run for run in document.runs if visible(run, NOW)] if document.runs else [None]
        rows = [tuple((facet.name, value) for facet in FACETS for value in facet.read(document, run)) for run in runs]
        if rows:
            self._rows[document.id] = [self._known.setdefault(row, row) for row in rows]
            together = tuple(dict.fromkeys(chain.from_iterable(rows)))
            self._together[document.id] = self._known.setdefault(together, together)

    def ours(self, query: Query) -> Right:
        """What our engine must answer."""
        texts, loose = self._words.belonging(self._understood[query.text])
        return self._answer(texts, query, loose)

    def theirs(self, query: Query) -> Right:
        """What an engine must answer that takes the words as they are and wants all of them."""
        return self._answer(self._words.all_of(self._literal[query.text].units), query)

    def _answer(self, texts: set[int] | None, query: Query, loose: bool = False) -> Right:
        selected = self._selected(texts, query)
        chosen = {name for name, _ in query.chosen}
        facets = self._counts(selected, query, COUNTED.keys() - chosen)
        for name in chosen & COUNTED.keys():  # its own choice left out of it
            facets |= self._counts(self._selected(texts, query.without(name)), query, {name})
        return Right(len(selected), facets, loose)

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
        found: dict[int, Iterable[tuple[str, str]]] = {}
        for number in numbers:
            rows = [row for row in self._rows[number] if not any(values.isdisjoint(row) for values in wanted)]
            if rows:
                found[number] = rows[0] if len(rows) == 1 else set().union(*rows)
        return found
