"""Filters and facets of one part of an index: the rows that a query selects, and what is left when a filter is not."""

from __future__ import annotations

from functools import cached_property, reduce
from operator import and_

import numpy as np

from catalogue.search.bitmaps import Bits, Ids, Spread, bits_of, every, held
from catalogue.search.engines.offered import Offered, offered
from catalogue.search.engines.part import Part, Text
from catalogue.search.engines.segment import Point
from catalogue.search.engines.selected import FewRows, ManyRows, Selected, SomeOfferings
from catalogue.search.engines.standing import Standing
from catalogue.search.engines.values import Counts
from catalogue.search.facets import BY_NAME
from catalogue.search.query import Query

FEW_SHARE = 16  # fewer than one row in so many are looked at each, more as bits


class Selection:
    """The rows of a part that a query selects."""

    def __init__(self, part: Part, text: Text, standing: Standing, query: Query, point: Point | None) -> None:
        self.part = part
        self.segment = part.segment
        self.standing = standing
        self._text = text
        self._query = query
        self._point = point
        self._documents = text.documents
        self.rows = self._among()

    @property
    def total(self) -> int:
        return self.rows.total

    @cached_property
    def _rest(self) -> Bits:
        """The rows that all but chosen values leave; of those that the words find, if they find some."""
        segment, query, text = self.segment, self._query, self._text
        rest = segment.bounded(query.bounds())
        if query.open != "all":
            rest = rest & (self.standing.enrollable if query.open else self.standing.shown)
        if query.km is not None:
            # A place whose coordinates are unknown is near to nothing but itself.
            near = segment.near(self._point, query.km) if self._point else segment.having("district", (query.near,))
            rest = rest & near
        if text.rows is not None:
            rest = rest & text.rows
        return rest if text.documents is not None else rest & self.part.rows

    @cached_property
    def _chosen(self) -> dict[str, Bits]:
        return {name: self.segment.having(name, values) for name, values in self._query.chosen}

    @cached_property
    def mask(self) -> Bits:
        """The rows that the filters alone select."""
        return self._mask("")

    def _mask(self, left_out: str) -> Bits:
        return reduce(and_, (mask for name, mask in self._chosen.items() if name != left_out), self._rest)

    @cached_property
    def _of_runs(self) -> frozenset[str]:
        """The filters that look at runs."""
        query = self._query
        bounded = query.km is not None or self._text.rows is not None or query.bounds()
        found = frozenset(name for name, _ in query.chosen if BY_NAME[name].of_run)
        return found | {"bounds"} if bounded else found

    @cached_property
    def _offered(self) -> Offered:
        return offered(self.segment, self.standing, self._query.open)

    @cached_property
    def _offerings(self) -> Ids:
        """What is offered of the documents that the words find."""
        assert self._documents is not None
        there = self._offered.of.there.take(self._documents)
        return self._documents if every(there) else self._documents[there]

    @cached_property
    def _spread(self) -> Spread | None:
        """The rows of what the words find, where these are few."""
        documents = self._documents
        if documents is None or len(documents) * FEW_SHARE > len(self.segment.ids):
            return None
        return self.segment.rows.spread(documents)

    @cached_property
    def _found(self) -> Bits | None:
        """The rows of what the words find, where these are many."""
        if self._documents is None:
            return None
        return self.segment.rows.of(bits_of(self._documents, len(self.segment.ids)))

    def _among(self, left_out: str = "") -> Selected:
        """What the words and the filters select, but for the one left out."""
        if self._documents is not None and self._of_runs <= {left_out}:
            offerings = self._offerings
            for name, values in self._query.chosen:
                if name != left_out:
                    offerings = offerings[held(self.segment.offering(name, values), offerings)]
            many = len(offerings) * FEW_SHARE > len(self.segment.ids)
            return SomeOfferings(self.segment, self._offered, offerings, many=many)
        mask = self._mask(left_out) if left_out else self.mask
        if self._spread is not None:
            return FewRows(self.segment, self._spread, held(mask, self._spread.rows))
        rows = ManyRows(self.segment, mask if self._found is None else mask & self._found)
        return rows.few if rows.total * FEW_SHARE < len(self.segment.ids) else rows

    def counts(self, size: int) -> Counts:
        """How many offerings each value would select, alone chosen in its facet, by the numbers of `Numbering`."""
        counts = np.zeros(size, np.int64)
        self.rows.count(counts)
        for coded in self.segment.values.coded.values():
            counts[coded.numbers] = coded.counts(self.rows.offerings)
        for name, _ in self._query.chosen:
            self._count_alone(name, counts)
        return counts

    def _count_alone(self, name: str, counts: Counts) -> None:
        """Of a chosen facet all values, also those that are not counted unasked (narrow topics)."""
        values, rows = self.segment.values, self._among(name)
        if coded := values.coded.get(name):
            counts[coded.numbers] = coded.counts(rows.offerings)
        for table in values.tables:
            for columns in table.of_facet(name):
                counts[table.numbers[columns]] = rows.counts(table, columns)
