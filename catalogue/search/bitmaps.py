"""Sets of rows as the bits of one long integer: exact counts of offerings for any combination of filters.

A row is a run. The rows of one offering stand together, followed by one guard bit that no set ever holds; an offering
without runs has one row. So a filter is an AND of ORs, and adding the mask of all rows to a set carries into the guard
of each offering that has any row in it: the guards that are then set are the offerings, each counted once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

BITS = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))


def mask_of(positions: Iterable[int], size: int) -> int:
    """The set of these positions; `size` is beyond the last that there can be."""
    flags = bytearray((size >> 3) + 1)
    for at in positions:
        flags[at >> 3] |= 1 << (at & 7)
    return int.from_bytes(flags, "little")


def positions(mask: int) -> list[int]:
    """The positions that are set, in order."""
    octets = mask.to_bytes((mask.bit_length() + 7) >> 3, "little")
    return [at << 3 | bit for at, octet in enumerate(octets) if octet for bit in BITS[octet]]


class Rows:
    """Which rows belong to which offering."""

    def __init__(self, runs: Iterable[int]) -> None:
        """:param runs: how many runs each offering has, in the offerings' order."""
        self.first: list[int] = []
        self.guard: list[int] = []
        at = 0
        for count in runs:
            self.first.append(at)
            at += max(count, 1)
            self.guard.append(at)
            at += 1
        self.size = at
        self.guards = mask_of(self.guard, at)
        self.all = self.guards - mask_of(self.first, at)
        self.owner = [0] * at
        for offering, (start, end) in enumerate(zip(self.first, self.guard, strict=True)):
            self.owner[start : end + 1] = [offering] * (end + 1 - start)

    def of(self, offerings: Iterable[int]) -> int:
        """All rows of these offerings."""
        wanted = tuple(offerings)
        ends = mask_of((self.guard[offering] for offering in wanted), self.size)
        return ends - mask_of((self.first[offering] for offering in wanted), self.size)

    def touched(self, mask: int) -> int:
        """The guards of the offerings that have a row in the set."""
        return (mask + self.all) & self.guards

    def distinct(self, mask: int) -> int:
        """How many offerings have a row in the set."""
        return ((mask + self.all) & self.guards).bit_count()

    def offerings(self, mask: int) -> list[int]:
        """The offerings that have a row in the set, in order."""
        owner = self.owner
        return [owner[guard] for guard in positions(self.touched(mask))]

    def among(self, offering: int, mask: int) -> list[int]:
        """The rows of one offering that are in the set."""
        first, end = self.first[offering], self.guard[offering]
        found = mask >> first & (1 << end - first) - 1
        return [first + at for at in positions(found)]


class Ordered:
    """Rows by a figure, for filters that ask for at most or at least so much. Rows without it are in neither."""

    def __init__(self, figures: Sequence[int | None], size: int) -> None:
        known = sorted((figure, row) for row, figure in enumerate(figures) if figure is not None)
        self._figures = [figure for figure, _ in known]
        self._rows = [row for _, row in known]
        self._size = size
        self._asked: dict[tuple[int, bool], int] = {}

    def within(self, figure: int, *, at_most: bool) -> int:
        """The rows whose figure is at most, or at least, this one."""
        asked = (figure, at_most)
        if asked not in self._asked:
            if len(self._asked) > 200:
                self._asked.clear()
            if at_most:
                rows = self._rows[: bisect_right(self._figures, figure)]
            else:
                rows = self._rows[bisect_left(self._figures, figure) :]
            self._asked[asked] = mask_of(rows, self._size)
        return self._asked[asked]
