"""Sets of rows as packed bits: exact counts of offerings for any combination of filters.

A row is a run; an offering without runs has one row. Offerings stand by falling number of rows, and rows plane by
plane: first the first row of every offering, then the second row of those that have one, and so on, each plane from
the beginning of a word. So a filter is an AND of ORs, and laying the planes over each other with OR gives the
offerings that have any row in a set, each once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
Flags = NDArray[np.bool_]
Ids = NDArray[np.int32]
Some = TypeVar("Some", bound=np.generic)

WORD = 64


def padded(size: int) -> int:
    """The next multiple of a word's bits."""
    return -(-size // WORD) * WORD


def packed(flags: NDArray[Any]) -> Bits:
    """The set of the positions that are flagged; the last axis is a multiple of `WORD` long."""
    return np.packbits(flags, axis=-1, bitorder="little").view(np.uint64)


def bits_of(positions: Ids | Sequence[int] | slice, size: int) -> Bits:
    """The set of these positions among so many."""
    flags = np.zeros(padded(size), np.bool_)
    flags[positions] = True
    return packed(flags)


def positions(bits: Bits) -> Ids:
    """The positions that are set, in order."""
    octets = np.unpackbits(bits.view(np.uint8), bitorder="little")
    return np.flatnonzero(octets.view(np.bool_)).astype(np.int32)  # among octets it would take five times as long


def held(bits: Bits, at: Ids) -> Flags:
    """Which of these positions are in the set."""
    octets = bits.view(np.uint8).take(at >> 3)
    return (octets >> (at & 7).astype(np.uint8) & 1).view(np.bool_)


def every(flags: Flags) -> bool:
    """Whether all are set: of a few, numpy's own `all` takes four times as long."""
    return int(np.count_nonzero(flags)) == len(flags)


def size_of(bits: Bits) -> int:
    return int(np.add.reduce(np.bitwise_count(bits)))


def sizes_of(sets: Bits) -> NDArray[np.int64]:
    """How many are in each of the sets."""
    short = sets.shape[1] * WORD <= np.iinfo(np.uint16).max  # sums of short figures take a third of the time
    sizes: NDArray[np.int64] = np.add.reduce(
        np.bitwise_count(sets), axis=1, dtype=np.uint16 if short else np.int64
    ).astype(np.int64)
    return sizes


class Rows:
    """Which rows belong to which offering."""

    def __init__(self, runs: NDArray[np.int32]) -> None:
        """:param runs: how many runs each offering has, never rising."""
        least_one = np.maximum(runs, 1)
        self.offerings = len(runs)
        self.sizes = [int(np.count_nonzero(least_one > plane)) for plane in range(int(least_one.max(initial=0)))]
        self.starts = [0]
        for size in self.sizes:
            self.starts.append(self.starts[-1] + padded(size))
        self.size = self.starts.pop()
        self.words = [(start // WORD, padded(size) // WORD) for start, size in self._planes()]
        self.owner = np.zeros(self.size, np.int32)
        for start, size in self._planes():
            self.owner[start : start + size] = np.arange(size)
        self.every = bits_of(range(self.offerings), self.offerings)
        self.all = self.of(self.every)

    def _planes(self) -> list[tuple[int, int]]:
        return list(zip(self.starts, self.sizes, strict=False))

    def of(self, offerings: Bits) -> Bits:
        """All rows of these offerings."""
        planes = [offerings[:words] for _, words in self.words]
        if not planes:
            return np.zeros(0, np.uint64)
        found = np.concatenate(planes)
        for (start, words), size in zip(self.words, self.sizes, strict=True):
            if size % WORD:  # the last word of a plane goes beyond its offerings
                found[start + words - 1] &= np.uint64((1 << size % WORD) - 1)
        return found

    def owners(self, rows: Bits) -> Bits:
        """The offerings that have a row in the set; sets may stand beside each other in the first axis."""
        found = rows[..., : len(self.every)]
        if len(self.words) > 1:
            found = found.copy()
        for start, words in self.words[1:]:
            found[..., :words] |= rows[..., start : start + words]
        return found

    def spread(self, offerings: Ids) -> Spread:
        """The rows of some offerings, which stand in order."""
        return Spread(self, offerings)


class Spread:
    """The rows of some offerings, plane by plane like all rows are."""

    def __init__(self, rows: Rows, offerings: Ids) -> None:
        self.offerings = offerings
        ends = offerings.searchsorted(rows.sizes).tolist()
        self._ends: list[int] = [end for end in ends if end]
        parts = [offerings[:end] + start for end, start in zip(self._ends, rows.starts, strict=False)]
        self.rows: Ids = np.concatenate(parts) if parts else offerings

    def folded(self, values: NDArray[Some], by: np.ufunc) -> NDArray[Some]:
        """What the values of its rows, by row, come to for each offering."""
        found = values[: len(self.offerings)]
        if len(self._ends) > 1:
            found = found.copy()
        at = len(self.offerings)
        for end in self._ends[1:]:
            by(found[:end], values[at : at + end], out=found[:end])
            at += end
        return found
