"""Filters and facets of one part of an index: the rows that a query selects, and what is left when a filter is not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, reduce
from operator import and_

import numpy as np

from catalogue.search.bitmaps import Bits, Flags, Ids, Spread, bits_of, held, positions, size_of
from catalogue.search.engines.part import Part, Text
from catalogue.search.engines.segment import Point, Segment
from catalogue.search.engines.standing import Standing
from catalogue.search.engines.values import Coded, Counts, Table, count_words, parts_of
from catalogue.search.query import Query

FEW_SHARE = 16  # fewer than one row in so many are looked at each, more as bits


class FewRows:
    """Some rows of some offerings, each looked at."""

    def __init__(self, segment: Segment, spread: Spread, flags: Flags) -> None:
        self.segment = segment
        self.spread = spread
        self.flags = flags
        self._offered = spread.folded(flags, np.logical_or)
        self.total = int(np.count_nonzero(self._offered))

    @cached_property
    def offerings(self) -> Ids:
        """Those that have a selected row; the very same array where that is all."""
        offered = self.spread.offerings
        return offered if self.total == len(offered) else offered[self._offered]

    def folded(self, values: np.ndarray, spare: int, by: np.ufunc) -> np.ndarray:
        """Of each offering what the values of its selected rows come to."""
        return self.spread.folded(np.where(self.flags, values, spare), by)[self._offered]

    def counts(self, table: Table, columns: slice) -> Counts:
        """How many of the offerings have each of these values."""
        if table is self.segment.values.offerings:
            return count_words(table.of_row.take(self.offerings, axis=0), columns)
        words = table.of_row.take(self.spread.rows, axis=0)
        words *= self.flags[:, None]
        return count_words(self.spread.folded(words, np.bitwise_or), columns)

    def coded(self, coded: Coded) -> Counts:
        return coded.counts(self.offerings)


class ManyRows:
    """Rows as bits."""

    def __init__(self, segment: Segment, rows: Bits) -> None:
        self.segment = segment
        self.rows = rows
        self._owners = segment.rows.owners(rows)
        self.total = size_of(self._owners)

    @cached_property
    def offerings(self) -> Ids:
        return positions(self._owners)

    @cached_property
    def few(self) -> FewRows:
        spread = self.segment.rows.spread(self.offerings)
        return FewRows(self.segment, spread, held(self.rows, spread.rows))

    def counts(self, table: Table, columns: slice) -> Counts:
        return np.concatenate([*self._counts(table, table.sets[columns])] or [np.zeros(0, np.int64)])

    def _counts(self, table: Table, sets: Bits) -> Iterator[Counts]:
        of_runs = table is self.segment.values.runs
        for part in parts_of(sets):
            found = self.segment.rows.owners(sets[part] & self.rows) if of_runs else sets[part] & self._owners
            yield np.bitwise_count(found).sum(axis=1, dtype=np.int64)

    def coded(self, coded: Coded) -> Counts:
        return coded.counts(self.offerings)


class Selection:
    """The rows of a part that a query selects."""

    def __init__(self, part: Part, text: Text, standing: Standing, query: Query, point: Point | None) -> None:
        self.part = part
        self.segment = segment = part.segment
        self.standing = standing
        rest = segment.bounded(query.bounds())
        if query.open != "all":
            rest = rest & (standing.enrollable if query.open else standing.shown)
        if query.km is not None:
            # A place whose coordinates are unknown is near to nothing but itself.
            rest = rest & (segment.near(point, query.km) if point else segment.having("district", (query.near,)))
        if text.rows is not None:
            rest = rest & text.rows
        self._documents = text.documents
        self._rest = rest if text.documents is not None else rest & part.rows
        self._chosen = {name: segment.having(name, values) for name, values in query.chosen}
        self.mask = reduce(and_, self._chosen.values(), self._rest)  # of the filters alone
        self.rows = self._among(self.mask)

    @property
    def total(self) -> int:
        return self.rows.total

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

    def _among(self, mask: Bits) -> FewRows | ManyRows:
        """What the filters of the mask and the words select."""
        if self._spread is not None:
            return FewRows(self.segment, self._spread, held(mask, self._spread.rows))
        many = ManyRows(self.segment, mask if self._found is None else mask & self._found)
        return many.few if many.total * FEW_SHARE < len(self.segment.ids) else many

    def leaving_out(self, name: str) -> FewRows | ManyRows:
        """What all filters but this one select."""
        return self._among(reduce(and_, (mask for other, mask in self._chosen.items() if other != name), self._rest))

    def counts(self, size: int) -> Counts:
        """How many offerings each value would select, alone chosen in its facet, by the vocabulary's numbers."""
        counts = np.zeros(size, np.int64)
        values = self.segment.values
        for table in values.tables:
            counts[table.numbers[table.counted]] = self.rows.counts(table, table.counted)
        for coded in values.coded.values():
            counts[coded.numbers] = self.rows.coded(coded)
        for name in self._chosen:
            self._count_alone(name, counts)
        return counts

    def _count_alone(self, name: str, counts: Counts) -> None:
        """Of a chosen facet all values, also those that are not counted unasked (narrow topics)."""
        values, rows = self.segment.values, self.leaving_out(name)
        if coded := values.coded.get(name):
            counts[coded.numbers] = rows.coded(coded)
        for table in values.tables:
            for columns in table.of_facet(name):
                counts[table.numbers[columns]] = rows.counts(table, columns)
