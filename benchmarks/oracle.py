"""What is right: totals and facets by plain Python sets over the documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain

from benchmarks.corpus import NOW
from benchmarks.rule import Words
from catalogue.search.asked import Asked, asked
from catalogue.search.documents import Document, RunFacts, visible
from catalogue.search.facets import BOUNDS, BY_NAME, FACETS, SHOWN
from catalogue.search.query import Query, bounds_of

Values = tuple[tuple[str, str], ...]
Rows = Mapping[int, Sequence[Values]]  # document → the facet values of each of its rows
Selected = Mapping[int, Iterable[tuple[str, str]]]
Facets = dict[str, dict[str, int]]
Wishes = tuple[tuple[str, str], ...]

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
        self._rows: dict[int, list[Values]] = {}  # the shown ones
        self._together: dict[int, Values] = {}  # over all shown rows: for queries that choose no row
        self._known: dict[Values, Values] = {}
        self._wished = {one.wishes: _Wished(one.wishes) for one in understood.values() if one.wishes and not one.units}
        for document in chain.from_iterable(batches):
            self._words.read(document)
            self._read_rows(document)

    def _read_rows(self, document: Document) -> None:
        rows = []
        for run in document.runs or (None,):
            shown = run is None or visible(run, NOW)
            values = tuple((facet.name, value) for facet in FACETS for value in facet.read(document, run))
            for wished in self._wished.values():
                wished.read(document, run, values if shown else None)
            rows += [self._known.setdefault(values, values)] if shown else []
        if rows:
            self._rows[document.id] = rows
            together = tuple(dict.fromkeys(chain.from_iterable(rows)))
            self._together[document.id] = self._known.setdefault(together, together)

    def ours(self, query: Query) -> Right:
        """What our engine must answer."""
        one = self._understood[query.text]
        if one.units:
            texts, loose = self._words.belonging(one.units)
            return self._answer(self._of(texts), query, loose)
        if one.wishes:
            wished = self._wished[one.wishes]
            return self._answer(wished.rows, query, wished.most < len(one.wishes))
        return self._answer(self._rows, query)

    def theirs(self, query: Query) -> Right:
        """What an engine must answer that takes the words as they are and wants all of them."""
        units = self._literal[query.text].units
        return self._answer(self._of(self._words.anywhere(units)) if units else self._rows, query)

    def _of(self, texts: set[int]) -> Rows:
        return {number: self._rows[number] for number in self._rows.keys() & texts}

    def _answer(self, rows: Rows, query: Query, loose: bool = False) -> Right:
        selected = self._selected(rows, query)
        chosen = {name for name, _ in query.chosen}
        facets = self._counts(selected, query, COUNTED.keys() - chosen)
        for name in chosen & COUNTED.keys():  # its own choice left out of it
            facets |= self._counts(self._selected(rows, query.without(name)), query, {name})
        return Right(len(selected), facets, loose)

    def _counts(self, selected: Selected, query: Query, names: Set[str]) -> Facets:
        found: Facets = {name: dict.fromkeys(query.values(name), 0) for name in names}
        for (name, value), count in Counter(chain.from_iterable(selected.values())).items():
            if name in names and (COUNTED[name](value) or value in found[name]):
                found[name][value] = count
        return found

    def _selected(self, rows: Rows, query: Query) -> Selected:
        """Document → the values of those of its rows that all filters select."""
        wanted = [{(name, value) for value in values} for name, values in query.chosen]
        found: dict[int, Iterable[tuple[str, str]]] = {}
        for number, of_document in rows.items():
            if not wanted and of_document is self._rows[number]:
                found[number] = self._together[number]
                continue
            kept = [row for row in of_document if not any(values.isdisjoint(row) for values in wanted)]
            if kept:
                found[number] = kept[0] if len(kept) == 1 else set().union(*kept)
        return found


class _Wished:
    """The rows that fulfil most of some filters in words, where there are no other words."""

    def __init__(self, wishes: Wishes) -> None:
        self._wishes = wishes
        self.most = 1
        self.rows: dict[int, list[Values]] = {}

    def read(self, document: Document, run: RunFacts | None, shown: Values | None) -> None:
        """A row that is not shown counts for how many can be fulfilled, and is not found."""
        fulfilled = sum(_fulfils(wish, document, run) for wish in self._wishes)
        if fulfilled > self.most:
            self.most, self.rows = fulfilled, {}
        if fulfilled == self.most and shown is not None:
            self.rows.setdefault(document.id, []).append(shown)


def _fulfils(wish: tuple[str, str], document: Document, run: RunFacts | None) -> bool:
    name, value = wish
    if name in BY_NAME:
        return not set(value.split("|")).isdisjoint(BY_NAME[name].read(document, run))
    for bound in BOUNDS:
        if bound.name == name:
            figure, asked_for = bound.figure(document, run), bounds_of(name, value)[name]
            if figure is None or (figure > asked_for if bound.at_most else figure < asked_for):
                return False
    return True
