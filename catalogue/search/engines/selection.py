"""Filters and facets of one part of an index: a set of rows for each filter, and what is left when one is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_

from catalogue.search.engines.matching import Part
from catalogue.search.engines.segment import Point
from catalogue.search.engines.standing import Standing
from catalogue.search.facets import SHOWN, Facet
from catalogue.search.port import FacetCount
from catalogue.search.query import Query


class Selection:
    """The rows of a part that a query selects."""

    def __init__(self, part: Part, text: int, standing: Standing, query: Query, point: Point | None) -> None:
        self.part = part
        self.standing = standing
        segment = part.segment
        self._rest = text & segment.bounded(query.bounds())
        if query.open != "all":
            self._rest &= standing.enrollable if query.open else standing.shown
        if query.km is not None:
            # A place whose coordinates are unknown is near to nothing but itself.
            self._rest &= segment.near(point, query.km) if point else segment.having("district", (query.near,))
        self._chosen = {name: segment.having(name, values) for name, values in query.chosen}
        self.mask = self._rest & reduce(and_, self._chosen.values(), -1)

    @property
    def total(self) -> int:
        return self.part.segment.rows.distinct(self.mask)

    def leaving_out(self, name: str) -> int:
        """The rows that all filters but this one select."""
        if name not in self._chosen:
            return self.mask
        return self._rest & reduce(and_, (mask for other, mask in self._chosen.items() if other != name), -1)

    def count(self, facet: Facet, counts: Counter[str]) -> None:
        """Add how many offerings each value would select, alone chosen in its facet."""
        mask = self.leaving_out(facet.name)
        if not mask:
            return
        rows = self.part.segment.rows
        every, guards = rows.all, rows.guards
        for value, having in self.part.segment.values[facet.name].items():
            found = mask & having
            if found and facet.counted(value):
                counts[value] += (found + every & guards).bit_count()


def facet_counts(selections: Sequence[Selection], query: Query) -> Mapping[str, tuple[FacetCount, ...]]:
    """The shown facets in their order; in each the values in theirs, or those with most offerings first."""
    found = {}
    for facet in SHOWN:
        counts: Counter[str] = Counter()
        for selection in selections:
            selection.count(facet, counts)
        for value in query.values(facet.name):
            if value not in counts:
                counts[value] = sum(_alone(selection, facet, value) for selection in selections)
        found[facet.name] = _in_order(facet, counts)
    return found


def _alone(selection: Selection, facet: Facet, value: str) -> int:
    """For a chosen value that is not counted by itself (a narrow topic), or that finds nothing."""
    mask = selection.leaving_out(facet.name) & selection.part.segment.having(facet.name, (value,))
    return selection.part.segment.rows.distinct(mask)


def _in_order(facet: Facet, counts: Counter[str]) -> tuple[FacetCount, ...]:
    place = {value: at for at, value in enumerate(facet.values)}
    ordered = sorted(counts.items(), key=lambda item: (place.get(item[0], len(place)), -item[1], item[0]))
    return tuple(FacetCount(value, count) for value, count in ordered)
