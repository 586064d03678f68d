"""The facets of an answer: counted at once, put into words when somebody looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from catalogue.search.engines.later import Later
from catalogue.search.engines.numbering import POSITION, Numbering, ends_of
from catalogue.search.engines.reading import Generation
from catalogue.search.engines.selection import Selection
from catalogue.search.engines.values import Counts
from catalogue.search.facets import SHOWN
from catalogue.search.port import Counted
from catalogue.search.query import Query

Pair = tuple[str, str]


def facets(generation: Generation, selections: Sequence[Selection], query: Query) -> Mapping[str, Counted]:
    """The shown facets of what is selected of all parts of a generation, in their order.

    In each its values stand in their own order, or those with most offerings first.
    """
    size = len(generation.known)
    every = [selection.counts(size) for selection in selections]
    counts = sum(every[1:], start=every[0]) if every else np.zeros(size, np.int64)
    chosen = [(name, value) for name, values in query.chosen for value in values]
    return Later(partial(_told, counts, generation.known, chosen))


def _told(counts: Counts, known: Numbering, chosen: Sequence[Pair]) -> dict[str, Counted]:
    listed = known.listed()
    if len(counts) < listed.known:  # what is known only since these were counted has none
        counts = np.append(counts, np.zeros(listed.known - len(counts), np.int64))
    figures = counts.take(listed.numbers)
    told = (figures > 0) & listed.counted
    if chosen:
        told[[listed.positions[pair] for pair in chosen if pair in listed.positions]] = True
    keys = listed.in_order(figures, told.nonzero()[0])
    at = keys & POSITION
    values, counted = listed.values.take(at).tolist(), figures.take(at).tolist()
    every, start = {}, 0
    for name, end in zip(_NAMES, ends_of(keys), strict=True):
        every[name] = Counted(values[start:end], counted[start:end])
        start = end
    for name, value in chosen:
        if name in every and (name, value) not in listed.positions:
            every[name] = _with_nothing(every[name], name, value)
    return every


def _with_nothing(counted: Counted, name: str, value: str) -> Counted:
    """With a value that the index does not know."""
    places = {value: at for at, value in enumerate(_NAMES[name].values)}
    every = [*counted, (value, 0)]
    return Counted.of(sorted(every, key=lambda one: (places.get(one[0], len(places)), -one[1], one[0])))


_NAMES = {facet.name: facet for facet in SHOWN}
