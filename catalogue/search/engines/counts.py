"""The facets of an answer: counted at once, put into words when somebody looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from catalogue.search.engines.reading import Generation
from catalogue.search.engines.selection import Selection
from catalogue.search.engines.values import Counts, Number, Numbering
from catalogue.search.facets import SHOWN, Facet
from catalogue.search.port import FacetCount
from catalogue.search.query import Query


def facets(generation: Generation, selections: Sequence[Selection], query: Query) -> FacetCounts:
    """The facets of what is selected of all parts of a generation."""
    size = len(generation.known)
    counts = sum((selection.counts(size) for selection in selections), start=np.zeros(size, np.int64))
    return FacetCounts(counts, generation.known, query)


class FacetCounts(Mapping[str, tuple[FacetCount, ...]]):
    """The shown facets in their order; in each the values in theirs, or those with most offerings first."""

    def __init__(self, counts: Counts, known: Numbering, query: Query) -> None:
        self._counts = counts
        self._known = known
        self._chosen = dict(query.chosen)
        self._made: dict[str, tuple[FacetCount, ...]] = {}

    def __getitem__(self, name: str) -> tuple[FacetCount, ...]:
        if name not in self._made:
            self._made[name] = self._in_order(_SHOWN[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_SHOWN)

    def __len__(self) -> int:
        return len(_SHOWN)

    def _in_order(self, facet: Facet) -> tuple[FacetCount, ...]:
        numbers, values, asked = self._known.in_order(facet)
        counts = self._of(numbers)
        at = np.flatnonzero((counts > 0) & asked)
        at = at[np.argsort(-counts[at], kind="stable")]
        found = [(values[place], count) for place, count in zip(at.tolist(), counts[at].tolist(), strict=True)]
        chosen = {*self._chosen.get(facet.name, ())} - {value for value, _ in found}
        if chosen:
            known = dict(zip(values, counts.tolist(), strict=True))
            found += [(value, known.get(value, 0)) for value in chosen]
        if chosen or facet.values:
            place = {value: at for at, value in enumerate(facet.values)}
            found.sort(key=lambda pair: (place.get(pair[0], len(place)), -pair[1], pair[0]))
        return tuple(map(FacetCount._make, found))

    def _of(self, numbers: Number) -> Counts:
        """The counts of these values; 0 of those that the index knows only since these were counted."""
        known = numbers < len(self._counts)
        return (
            np.where(known, self._counts[np.where(known, numbers, 0)], 0) if not known.all() else self._counts[numbers]
        )


_SHOWN = {facet.name: facet for facet in SHOWN}
