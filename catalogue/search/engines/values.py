"""The values of facets in one segment: for each value the set of rows, for each row its values, both as bits.

Of few rows the values are gathered and counted; of many the sets are laid over the selection and their bits counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from catalogue.search.bitmaps import WORD, Bits, Ids, bits_of, packed, padded
from catalogue.search.engines.columns import Columns, counts_of, values_of
from catalogue.search.engines.numbering import Numbering
from catalogue.search.facets import FACETS, SHOWN, Facet

Counts = NDArray[np.int64]

AT_ONCE = 1 << 16  # words of sets that are counted in one go: they should stay near the processor
ROWS_AT_ONCE = 255  # whose bits are counted in one go: no count is beyond an octet
MANY_VALUES = 128  # a facet with more of them, one to an offering, is counted by their numbers


class Table:
    """The values of some facets as sets of rows (or of offerings); those that are counted unasked stand first."""

    def __init__(
        self, facets: Sequence[Facet], columns: Columns, place: Ids, size: int, known: Numbering, first: int = 0
    ) -> None:
        """:param place: where each row of the columns stands among so many. :param first: bit where it begins."""
        self.first = first
        pairs = [(facet, value) for facet in facets for value in columns.values[facet.name]]
        pairs.sort(key=lambda pair: not pair[0].counted(pair[1]))
        self.counted = slice(0, sum(facet.counted(value) for facet, value in pairs))
        self._at = {(facet.name, value): at for at, (facet, value) in enumerate(pairs)}
        self._parts = _parts(self._at, self.counted.stop)
        self.numbers = known.numbers([(facet.name, value) for facet, value in pairs])
        self.sets: Bits = np.zeros((len(pairs), padded(size) // WORD), np.uint64)
        self.of_row: Bits = np.zeros((padded(size), -(-len(pairs) // WORD)), np.uint64)
        at, rows = self._standing(facets, columns, place)
        for word in range(self.of_row.shape[1]):
            flags = np.zeros((WORD, padded(size)), np.bool_)
            here = at // WORD == word
            flags[at[here] % WORD, rows[here]] = True
            self.sets[word * WORD : (word + 1) * WORD] = packed(flags)[: len(pairs) - word * WORD]
            octets = np.packbits(flags, axis=0, bitorder="little")
            self.of_row[:, word] = np.ascontiguousarray(octets.T).view(np.uint64)[:, 0]

    def _standing(self, facets: Sequence[Facet], columns: Columns, place: Ids) -> tuple[Ids, Ids]:
        """Each value that a row has: where the value stands, and the row."""
        found = [(np.zeros(0, np.int64), np.zeros(0, np.int32))]
        for facet in facets:
            of_value = np.array([self._at[facet.name, value] for value in columns.values[facet.name]], np.int64)
            found.append((of_value[columns[values_of(facet.name)]], np.repeat(place, columns[counts_of(facet.name)])))
        return np.concatenate([at for at, _ in found]), np.concatenate([rows for _, rows in found])

    def set_of(self, name: str, value: str) -> Bits | None:
        at = self._at.get((name, value))
        return None if at is None else self.sets[at]

    def of_facet(self, name: str) -> tuple[slice, ...]:
        """Where the values of a facet stand."""
        return self._parts.get(name, ())


def _parts(at: Mapping[tuple[str, str], int], counted: int) -> dict[str, tuple[slice, ...]]:
    """Where the values of each facet stand: those that are counted unasked, and the others."""
    parts: dict[tuple[str, bool], slice] = {}
    for (name, _), place in sorted(at.items(), key=itemgetter(1)):
        start = parts.get((name, place < counted), slice(place, place)).start
        parts[name, place < counted] = slice(start, place + 1)
    return {name: tuple(part for (of, _), part in parts.items() if of == name) for name, _ in parts}


def count_words(words: Bits, columns: slice) -> Counts:
    """How often each of these bits stands in the words of some rows."""
    seen: Counts = _count_few(words[:ROWS_AT_ONCE]).astype(np.int64)
    for start in range(ROWS_AT_ONCE, len(words), ROWS_AT_ONCE):
        seen += _count_few(words[start : start + ROWS_AT_ONCE])
    return seen[columns]


def _count_few(words: Bits) -> NDArray[np.uint8]:
    seen: NDArray[np.uint8] = np.add.reduce(
        np.unpackbits(words.view(np.uint8), axis=1, bitorder="little"), axis=0, dtype=np.uint8
    )
    return seen


def parts_of(sets: Bits) -> Iterator[slice]:
    """So many of the sets as are counted in one go."""
    step = max(1, AT_ONCE // max(1, sets.shape[1]))
    for start in range(0, len(sets), step):
        yield slice(start, start + step)


class Coded:
    """A facet with many values, one to an offering at most: its number for each offering."""

    def __init__(self, facet: str, columns: Columns, place: Ids, known: Numbering) -> None:
        values = columns.values[facet]
        self.numbers = known.numbers([(facet, value) for value in values])
        self.of_row = np.full(len(place), len(values), np.int32)  # one more: those without
        self.of_row[np.repeat(place, columns[counts_of(facet)])] = columns[values_of(facet)]

    def counts(self, offerings: Ids | slice) -> Counts:
        return np.bincount(self.of_row[offerings], minlength=len(self.numbers))[: len(self.numbers)]


class Lists:
    """A facet that is not counted, or by number only: the offerings with each value."""

    def __init__(self, facet: str, columns: Columns, place: Ids) -> None:
        offerings = np.repeat(place, columns[counts_of(facet)])
        values = columns[values_of(facet)]
        order = np.argsort(values, kind="stable")
        ends = np.cumsum(np.bincount(values, minlength=len(columns.values[facet])))
        parts = np.split(offerings[order], ends[:-1])
        self._of = dict(zip(columns.values[facet], parts, strict=False))
        self._size = len(place)

    def set_of(self, value: str) -> Bits | None:
        found = self._of.get(value)
        return None if found is None else bits_of(found, self._size)


class Values:
    """All facets of a segment, each where it is quickest."""

    def __init__(self, columns: Columns, place: Ids, row_place: Ids, size: int, known: Numbering) -> None:
        """:param place: of each offering. :param row_place: of each row, among so many."""
        of_offerings = [facet for facet in SHOWN if not facet.of_run]
        coded = [facet for facet in of_offerings if _is_coded(facet, columns)]
        self.coded = {facet.name: Coded(facet.name, columns, place, known) for facet in coded}
        self.runs = Table([facet for facet in FACETS if facet.of_run], columns, row_place, size, known)
        tabled = [facet for facet in of_offerings if facet not in coded]
        beside = WORD * self.runs.of_row.shape[1]
        self.offerings = Table(tabled, columns, place, len(place), known, beside)
        listed = [facet.name for facet in FACETS if not facet.of_run and facet not in tabled]
        self._lists = {name: Lists(name, columns, place) for name in listed}

        self.tables = (self.runs, self.offerings)
        # What is counted unasked where the words of both stand beside each other: the bits, and the values' numbers.
        self.together = (
            np.concatenate([table.first + np.arange(table.counted.stop) for table in self.tables]),
            np.concatenate([table.numbers[table.counted] for table in self.tables]),
        )

    def of_runs(self, name: str, value: str) -> Bits | None:
        """The rows with a value; None where there is none, or where it is one of offerings."""
        return self.runs.set_of(name, value)

    def of_offerings(self, name: str, value: str) -> Bits | None:
        """The offerings with a value; None where there is none, or where it is one of runs."""
        return self._lists[name].set_of(value) if name in self._lists else self.offerings.set_of(name, value)


def _is_coded(facet: Facet, columns: Columns) -> bool:
    single = int(columns[counts_of(facet.name)].max(initial=0)) <= 1
    return single and len(columns.values[facet.name]) > MANY_VALUES
