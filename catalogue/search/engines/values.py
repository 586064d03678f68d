"""The values of facets in one segment: for each value the set of rows, for each row its values, both as bits.

Of few rows the values are gathered and counted; of many the sets are laid over the selection and their bits counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalogue.search.bitmaps import WORD, Bits, Ids, bits_of, packed, padded
from catalogue.search.engines.columns import Columns, counts_of, values_of
from catalogue.search.facets import FACETS, SHOWN, Facet

Counts = NDArray[np.int64]
Number = NDArray[np.int64]

AT_ONCE = 1 << 16  # words of sets that are counted in one go: they should stay near the processor
ROWS_AT_ONCE = 4_096
OCTETS = np.arange(256)
BITS_OF_OCTET = np.unpackbits(OCTETS.astype(np.uint8)[:, None], axis=1, bitorder="little").astype(np.float64)
MANY_VALUES = 128  # a facet with more of them, one to an offering, is counted by their numbers


class Numbered(NamedTuple):
    """The values of a facet: all with their numbers, and those that are counted unasked by the alphabet."""

    numbers: dict[str, int]
    counted: list[tuple[int, str]]


class Numbering:
    """The values of all facets, each with a number that it keeps: segments count by these numbers."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._of_facet: dict[str, list[tuple[int, str]]] = {facet.name: [] for facet in FACETS}
        self._in_order: dict[str, Numbered] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def numbers(self, pairs: Sequence[tuple[str, str]]) -> Number:
        return np.array([self._number(*pair) for pair in pairs], np.int64)

    def _number(self, facet: str, value: str) -> int:
        known = self._numbers.get((facet, value))
        if known is None:
            known = self._numbers[facet, value] = len(self._numbers)
            self._of_facet[facet].append((known, value))
        return known

    def in_order(self, facet: Facet) -> Numbered:
        """The values of a facet with their numbers."""
        known = self._of_facet[facet.name]
        kept = self._in_order.get(facet.name)
        if kept is None or len(kept.numbers) != len(known):
            counted = sorted((pair for pair in known if facet.counted(pair[1])), key=itemgetter(1))
            kept = self._in_order[facet.name] = Numbered({value: number for number, value in known}, counted)
        return kept


class Table:
    """The values of some facets as sets of rows (or of offerings); those that are counted unasked stand first."""

    def __init__(self, facets: Sequence[Facet], columns: Columns, place: Ids, size: int, known: Numbering) -> None:
        """:param place: where each row of the columns stands among so many."""
        pairs = [(facet, value) for facet in facets for value in columns.values[facet.name]]
        pairs.sort(key=lambda pair: not pair[0].counted(pair[1]))
        self.counted = slice(0, sum(facet.counted(value) for facet, value in pairs))
        self._at = {(facet.name, value): at for at, (facet, value) in enumerate(pairs)}
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

    def of_facet(self, name: str) -> list[slice]:
        """Where the values of a facet stand."""
        found = [at for (facet, _), at in self._at.items() if facet == name]
        first = [at for at in found if at < self.counted.stop]
        rest = found[len(first) :]
        return [slice(part[0], part[-1] + 1) for part in (first, rest) if part]


def count_words(words: Bits, columns: slice) -> Counts:
    """How often each of these bits stands in the words of some rows."""
    octets = words.view(np.uint8)[:, columns.start // 8 : -(-columns.stop // 8)]
    offsets = np.arange(octets.shape[1]) * len(OCTETS)
    seen = np.zeros(len(offsets) * len(OCTETS), np.int64)
    for start in range(0, len(octets), ROWS_AT_ONCE):
        flat = (octets[start : start + ROWS_AT_ONCE] + offsets).ravel()
        seen += np.bincount(flat, minlength=len(seen))
    counts = (seen.reshape(len(offsets), len(OCTETS)) @ BITS_OF_OCTET).ravel()
    first = columns.start % 8
    return counts[first : first + columns.stop - columns.start].astype(np.int64)


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
        self.offerings = Table(tabled, columns, place, len(place), known)
        listed = [facet.name for facet in FACETS if not facet.of_run and facet not in tabled]
        self._lists = {name: Lists(name, columns, place) for name in listed}

        self.tables = (self.runs, self.offerings)

    def of_runs(self, name: str, value: str) -> Bits | None:
        """The rows with a value; None where there is none, or where it is one of offerings."""
        return self.runs.set_of(name, value)

    def of_offerings(self, name: str, value: str) -> Bits | None:
        """The offerings with a value; None where there is none, or where it is one of runs."""
        return self._lists[name].set_of(value) if name in self._lists else self.offerings.set_of(name, value)


def _is_coded(facet: Facet, columns: Columns) -> bool:
    single = int(columns[counts_of(facet.name)].max(initial=0)) <= 1
    return single and len(columns.values[facet.name]) > MANY_VALUES
