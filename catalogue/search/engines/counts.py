"""The facets of an answer: counted at once, put into words when somebody looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial

import numpy as np

from catalogue.search.engines.numbering import POSITION, Numbering, parts_of
from catalogue.search.engines.reading import Generation
from catalogue.search.engines.selection import Selection
from catalogue.search.engines.values import Counts
from catalogue.search.facets import SHOWN
from catalogue.search.port import FacetCount
from catalogue.search.query import Query

Told = tuple[FacetCount, ...]


def facets(generation: Generation, selections: Sequence[Selection], query: Query) -> FacetCounts:
    """The facets of what is selected of all parts of a generation."""
    size = len(generation.known)
    counts = [selection.counts(size) for selection in selections]
    return FacetCounts(
        sum(counts[1:], start=counts[0]) if counts else np.zeros(size, np.int64), generation.known, query
    )


class FacetCounts(Mapping[str, Told]):
    """The shown facets in their order; in each the values in theirs, or those with most offerings first."""

    def __init__(self, counts: Counts, known: Numbering, query: Query) -> None:
        self._counts = counts
        self._known = known
        self._chosen = query.chosen

    def __getitem__(self, name: str) -> Told:
        return self._told[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)

    @cached_property
    def _told(self) -> dict[str, Told]:
        listed, figures = self._known.listed(), self._counts
        if len(figures) < listed.known:  # what is known only since these were counted has none
            figures = np.append(figures, np.zeros(listed.known - len(figures), np.int64))
        figures = figures.take(listed.numbers)
        told = (figures > 0) & listed.counted
        chosen = [(name, value) for name, values in self._chosen for value in values]
        told[[listed.positions[pair] for pair in chosen if pair in listed.positions]] = True
        keys = listed.in_order(figures, np.flatnonzero(told))
        at = keys & POSITION
        found = list(map(_made, zip(listed.values.take(at).tolist(), figures.take(at).tolist(), strict=True)))
        every = {name: tuple(found[part]) for name, part in parts_of(keys)}
        for name, value in chosen:
            if name in every and (name, value) not in listed.positions:
                every[name] = _with_nothing(every[name], name, value)
        return every


def _with_nothing(told: Told, name: str, value: str) -> Told:
    """With a value that the index does not know."""
    places = {value: at for at, value in enumerate(_NAMES[name].values)}
    every = (*told, FacetCount(value, 0))
    return tuple(sorted(every, key=lambda one: (places.get(one.value, len(places)), -one.count, one.value)))


_made = partial(tuple.__new__, FacetCount)  # from a pair; a third of the time of the constructor
_NAMES = {facet.name: facet for facet in SHOWN}
