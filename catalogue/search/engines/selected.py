"""What is selected of a segment, in whichever form it is quickest to count and to order: rows, or offerings alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from catalogue.search.bitmaps import Bits, Flags, Ids, Spread, bits_of, held, positions, size_of, sizes_of
from catalogue.search.engines.offered import LAST_ROW, Offered
from catalogue.search.engines.segment import Segment
from catalogue.search.engines.standing import Standing
from catalogue.search.engines.values import Counts, Table, count_words, parts_of


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

    @property
    def few(self) -> FewRows:
        return self

    @property
    def many(self) -> ManyRows | None:
        """The same as bits, where there are so many that one rather walks through them in order."""
        return None

    def folded(self, values: np.ndarray, spare: int, by: np.ufunc) -> np.ndarray:
        """Of each offering what the values of its selected rows come to."""
        return self.spread.folded(np.where(self.flags, values, spare), by)[self._offered]

    def best_rows(self, standing: Standing) -> NDArray[np.int32]:
        """Of each offering the least key of its selected rows."""
        best: NDArray[np.int32] = self.folded(standing.keys.take(self.spread.rows), LAST_ROW, np.minimum)
        return best

    def counts(self, table: Table, columns: slice) -> Counts:
        """How many of the offerings have each of these values."""
        if table is self.segment.values.offerings:
            return count_words(table.of_row.take(self.offerings, axis=0), columns)
        words = table.of_row.take(self.spread.rows, axis=0)
        words *= self.flags[:, None]
        return count_words(self.spread.folded(words, np.bitwise_or), columns)

    def count(self, counts: Counts) -> None:
        """Note how many of the offerings have each value of a table that is counted unasked."""
        _count_tables(self, counts)


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

    @property
    def many(self) -> ManyRows:
        return self

    def best_rows(self, standing: Standing) -> NDArray[np.int32]:
        return self.few.best_rows(standing)

    def counts(self, table: Table, columns: slice) -> Counts:
        return np.concatenate([*self._counts(table, table.sets[columns])] or [np.zeros(0, np.int64)])

    def _counts(self, table: Table, sets: Bits) -> Iterator[Counts]:
        of_runs = table is self.segment.values.runs
        for part in parts_of(sets):
            found = self.segment.rows.owners(sets[part] & self.rows) if of_runs else sets[part] & self._owners
            yield sizes_of(found)

    def count(self, counts: Counts) -> None:
        _count_tables(self, counts)


class SomeOfferings:
    """Some offerings with all their rows that are offered: what these come to was worked out before."""

    def __init__(self, segment: Segment, offered: Offered, offerings: Ids, *, many: bool) -> None:
        self.segment = segment
        self._many = many
        self.offerings = offerings
        self.total = len(offerings)
        self._offered = offered

    @cached_property
    def few(self) -> FewRows:
        spread = self.segment.rows.spread(self.offerings)
        return FewRows(self.segment, spread, held(self._offered.rows, spread.rows))

    @cached_property
    def many(self) -> ManyRows | None:
        if not self._many:
            return None
        return ManyRows(self.segment, self.segment.rows.of(self._bits) & self._offered.rows)

    @cached_property
    def _bits(self) -> Bits:
        return bits_of(self.offerings, len(self.segment.ids))

    def best_rows(self, standing: Standing) -> NDArray[np.int32]:
        return self._offered.of.best.take(self.offerings)

    @cached_property
    def _seen(self) -> Counts:
        """How many of the offerings have each bit of the words."""
        return count_words(self._offered.of.words.take(self.offerings, axis=0), slice(None))

    def counts(self, table: Table, columns: slice) -> Counts:
        at = slice(table.first + columns.start, table.first + columns.stop)
        return _count_bits(self._offered.sets[at], self._bits) if self._many else self._seen[at]

    def count(self, counts: Counts) -> None:
        if self._many:
            _count_tables(self, counts)
        else:
            columns, numbers = self.segment.values.together
            counts[numbers] = self._seen[columns]


Selected = FewRows | ManyRows | SomeOfferings


def _count_bits(sets: Bits, among: Bits) -> Counts:
    """How many of the ones among which one counts each set has."""
    parts = [sizes_of(sets[part] & among) for part in parts_of(sets)]
    return np.concatenate(parts or [np.zeros(0, np.int64)])


def _count_tables(rows: Selected, counts: Counts) -> None:
    for table in rows.segment.values.tables:
        counts[table.numbers[table.counted]] = rows.counts(table, table.counted)
