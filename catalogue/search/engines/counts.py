"""The facets of an answer: counted at once, put into words when somebody looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from catalogue.search.engines.reading import Generation
from catalogue.search.engines.selection import Selection
from catalogue.search.engines.values import Counts, Numbering
from catalogue.search.facets import BY_NAME, SHOWN, Facet
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
        chosen = self._chosen.get(facet.name, ())
        known = [pair for pair in self._known.of_facet[facet.name] if pair[0] < len(self._counts)]
        figures = self._counts[[number for number, _ in known]].tolist() if known else []
        found = {value: figure for (_, value), figure in zip(known, figures, strict=True) if figure}
        found = {value: figure for value, figure in found.items() if facet.counted(value) or value in chosen}
        found |= {value: 0 for value in chosen if value not in found}
        place = {value: at for at, value in enumerate(facet.values)}
        ordered = sorted(found.items(), key=lambda item: (place.get(item[0], len(place)), -item[1], item[0]))
        return tuple(FacetCount(value, figure) for value, figure in ordered)


_SHOWN = {facet.name: BY_NAME[facet.name] for facet in SHOWN}
