"""The values of all facets, each with a number, and the order in which they are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalogue.search.bitmaps import Flags
from catalogue.search.facets import SHOWN, Facet

Number = NDArray[np.int64]

# A value's key: its facet, its place in it, how many offerings it does not have of the most there may be, the alphabet.
FACET_AT, PLACE_AT, COUNT_AT = 56, 48, 20
MOST = 1 << PLACE_AT - COUNT_AT - 1
POSITION = (1 << COUNT_AT) - 1


class Listed(NamedTuple):
    """The values of all shown facets, by facet and alphabet."""

    known: int  # so many values had a number
    positions: dict[tuple[str, str], int]
    numbers: Number
    values: NDArray[Any]
    counted: Flags  # unasked
    keys: Number  # of a value that no offering has

    def in_order(self, figures: Number, at: NDArray[np.intp]) -> Number:
        """The keys of some values, sorted: facet by facet, in each the values in theirs or the most frequent first.

        :param figures: how many offerings each value has.
        """
        keys: Number = self.keys.take(at) - (figures.take(at) << COUNT_AT)
        keys.sort()
        return keys


class Numbering:
    """Numbers that values keep: segments count by them."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._listed: Listed | None = None

    def __len__(self) -> int:
        return len(self._numbers)

    def numbers(self, pairs: Sequence[tuple[str, str]]) -> Number:
        return np.array([self._numbers.setdefault(pair, len(self._numbers)) for pair in pairs], np.int64)

    def listed(self) -> Listed:
        """All values that have a number by now."""
        if self._listed is None or self._listed.known != len(self._numbers):
            self._listed = self._list(dict(self._numbers))
        return self._listed

    def _list(self, numbers: dict[tuple[str, str], int]) -> Listed:
        by_facet: dict[str, list[str]] = {}
        for name, value in sorted(numbers):
            by_facet.setdefault(name, []).append(value)
        every = [(at, facet, value) for at, facet in enumerate(SHOWN) for value in by_facet.get(facet.name, ())]
        keys = [(at << FACET_AT) + (_place(facet, value) << PLACE_AT) for at, facet, value in every]
        return Listed(
            known=len(numbers),
            positions={(facet.name, value): at for at, (_, facet, value) in enumerate(every)},
            numbers=np.array([numbers[facet.name, value] for _, facet, value in every], np.int64),
            values=np.array([value for _, _, value in every], np.object_),
            counted=np.array([facet.counted(value) for _, facet, value in every], np.bool_),
            keys=np.array(keys, np.int64) + (MOST << COUNT_AT) + np.arange(len(every)),
        )


def _place(facet: Facet, value: str) -> int:
    return facet.values.index(value) if value in facet.values else len(facet.values)


def ends_of(keys: Number) -> list[int]:
    """Where the values of each shown facet end among sorted keys."""
    ends: list[int] = keys.searchsorted(_ENDS).tolist()
    return ends


_ENDS = np.arange(1, len(SHOWN) + 1, dtype=np.int64) << FACET_AT
