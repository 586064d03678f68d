"""The order of the hits: by relevance, start, price, novelty or distance; ties by availability, then start, then id.

In a segment rows are ordered by keys, whole figures that hold the row itself in their lowest bits; hits of several
segments are compared by what the keys stand for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalogue.search.bitmaps import Ids, held, positions
from catalogue.search.engines.matching import Matching
from catalogue.search.engines.part import fulfilled, fulfilled_by, of_runs
from catalogue.search.engines.segment import Point, Segment
from catalogue.search.engines.selected import ManyRows
from catalogue.search.engines.selection import Selection
from catalogue.search.engines.standing import FIRST_UNSURE, LAST_UNSURE, NEVER, RANK_AT, Standing

Keys = NDArray[np.int64]
KeyOf = Callable[[Any], Keys]

FIRST_AT = 32  # bits of a row's key below what it is sorted by first
PLACE = (1 << RANK_AT) - 1
UNSURE_SHARE = (2, 3)
"""Of its score an offering keeps so much that its provider has not confirmed lately."""
LAST = np.iinfo(np.int64).max
AT_ONCE = 1_024  # rows of the order that are looked at in one go, when one walks through it
MOST_ORDERS = 6
FEW_CHANGES = 64  # fewer than one row in so many are put in their new place, else all are sorted


class Best(NamedTuple):
    """The first documents of a selection in order: their ids, numbers, and what they are compared by to other ones.

    The last of a key is the id, so no two are equal. There are no keys where there is nothing to compare to.
    """

    selection: Selection
    ids: list[int]
    numbers: list[int]
    keys: list[tuple[float, ...]]


class Page(NamedTuple):
    """The ids of a page in order, and the numbers of its documents in each selection."""

    ids: tuple[int, ...] = ()
    numbers: Mapping[Selection, Sequence[int]] = MappingProxyType({})


def page_of(found: Sequence[Best], start: int, size: int) -> Page:
    """So many of all, from a place on."""
    if len(found) == 1:
        (one,) = found
        return Page(tuple(one.ids[start : start + size]), {one.selection: one.numbers[start : start + size]})
    hits = [hit for at, one in enumerate(found) for hit in zip(one.keys, one.ids, one.numbers, repeat(at))]
    numbers: defaultdict[Selection, list[int]] = defaultdict(list)
    hits = sorted(hits)[start : start + size]
    for _key, _id, number, at in hits:
        numbers[found[at].selection].append(number)
    return Page(tuple(hit[1] for hit in hits), numbers)


def best(selection: Selection, matching: Matching, sort: str, point: Point | None, most: int, *, alone: bool) -> Best:
    """The first documents of a selection, in order.

    :param alone: there is no other, so nothing is compared by what the keys stand for.
    """
    if most <= 0 or not selection.total:
        return Best(selection, [], [], [])
    scored = sort == "relevance" and matching.scored
    rows = selection.rows
    if scored:
        keys = _by_score(selection, matching)
    elif (many := rows.many) is not None:
        return _best(selection, _walked(many, selection, sort, point, most), None if alone else sort, point, None)
    else:
        key_of = _keys(selection.segment, selection.standing, sort, point)
        keys = rows.few.folded(key_of(rows.few.spread.rows), LAST, np.minimum)
    if len(keys) > most:
        keys = np.partition(keys, most - 1)[:most]
    keys.sort()
    scores = -(keys >> FIRST_AT) if scored and not alone else None
    return _best(selection, selection.segment.by_start.take(keys & PLACE), None if alone else sort, point, scores)


def _by_score(selection: Selection, matching: Matching) -> Keys:
    rows, wishes = selection.rows, matching.asked.wishes
    of_wishes = None
    if wishes and not of_runs(wishes):
        of_wishes = fulfilled_by(selection.part, wishes, rows.offerings)
    elif wishes:
        of_wishes = rows.few.folded(fulfilled(selection.part, wishes, rows.few.spread.rows), 0, np.maximum)
    scores = matching.scores(selection.part, rows.offerings, of_wishes)
    best_rows = rows.best_rows(selection.standing)
    if selection.standing.unsure:
        ranks = best_rows >> RANK_AT
        unsure = (ranks >= FIRST_UNSURE) & (ranks <= LAST_UNSURE)
        scores = np.where(unsure, scores * UNSURE_SHARE[0] // UNSURE_SHARE[1], scores)
    keys: Keys = (-scores << FIRST_AT) + best_rows
    return keys


def _best(
    selection: Selection, rows: Ids, sort: str | None, point: Point | None, scores: NDArray[np.int64] | None
) -> Best:
    """The documents of these rows, one of each, in order. :param sort: None where they are compared to no others."""
    segment, standing = selection.segment, selection.standing
    numbers = segment.rows.owner.take(rows)
    ids = segment.ids.take(numbers).tolist()
    if sort is None:
        return Best(selection, ids, numbers.tolist(), [])
    columns = [standing.ranks[rows].tolist(), segment.starts[rows].tolist(), ids]
    first = (-scores) if scores is not None else _first(segment, standing, sort, point, rows)
    if first is not None:
        columns.insert(0, first.tolist())
    return Best(selection, ids, numbers.tolist(), list(zip(*columns, strict=True)))


def _first(segment: Segment, standing: Standing, sort: str, point: Point | None, rows: Any) -> NDArray[Any] | None:
    """What rows are sorted by first; None where that is their rank."""
    if sort == "soonest":
        starts: Keys = segment.starts[rows]
        return np.where(starts > standing.at, starts, NEVER)
    if sort == "newest":
        published: Keys = segment.published[segment.rows.owner[rows]]
        return -published
    if sort == "price":
        prices: Keys = segment.prices[rows]
        return prices
    if sort == "nearest" and point:
        return segment.distances(point, rows)
    return None


def _keys(segment: Segment, standing: Standing, sort: str, point: Point | None) -> KeyOf:
    """The keys of rows in a segment."""
    if sort == "relevance" or (sort == "nearest" and not point):
        return lambda rows: standing.keys[rows].astype(np.int64, copy=False)
    steps = segment.steps(sort, point)

    def key_of(rows: Any) -> Keys:
        first = steps[rows]
        if sort == "soonest":  # what has begun, or begins when one likes, comes after all that will begin
            starts = segment.starts[rows]
            first = np.where((starts > standing.at) & (starts < NEVER), first, len(steps))
        keys: Keys = (first << FIRST_AT) + standing.keys[rows]
        return keys

    return key_of


def _walked(rows: ManyRows, selection: Selection, sort: str, point: Point | None, most: int) -> Ids:
    """The best rows of the first documents, out of all rows in order."""
    segment = selection.segment
    order = _order(segment, selection.standing, (sort, point))
    found: dict[int, int] = {}
    start, step = 0, AT_ONCE
    while len(found) < most and start < len(order):
        here = segment.by_start[order[start : start + step] & PLACE]
        here = here[held(rows.rows, here)]
        for row, number in zip(here.tolist(), segment.rows.owner[here].tolist(), strict=True):
            found.setdefault(number, row)
            if len(found) == most:
                break
        start, step = start + step, step * 4
    return np.array(list(found.values()), np.int32)


def _order(segment: Segment, standing: Standing, name: tuple[str, Point | None]) -> Keys:
    """The keys of all rows in order, kept as long as the runs stand as they do."""
    before, order = segment.orders.get(name, (None, None))
    if before is standing and order is not None:
        return order
    key_of = _keys(segment, standing, *name)
    changed = None if before is None else segment.standings.changed(before, standing)
    if before is None or order is None or changed is None or len(changed) * FEW_CHANGES > segment.rows.size:
        order = np.sort(key_of(positions(segment.rows.all)))
    else:
        order = np.delete(order, order.searchsorted(_keys(segment, before, *name)(changed)))
        now = np.sort(key_of(changed))
        order = np.insert(order, order.searchsorted(now), now)
    if len(segment.orders) >= MOST_ORDERS:
        segment.orders.clear()
    segment.orders[name] = (standing, order)
    return order


def runs_of(page: Page) -> Mapping[int, tuple[int, ...]]:
    """The runs of each document that satisfy the filters, the best first."""
    found: dict[int, list[int]] = {number: [] for number in page.ids}
    for selection, of_part in page.numbers.items():
        segment = selection.segment
        rows = segment.rows.spread(np.array(sorted(of_part), np.int32)).rows
        rows = rows[held(selection.mask, rows)]
        rows = rows[selection.standing.keys.take(rows).argsort()]
        owners, run_ids = segment.ids[segment.rows.owner.take(rows)].tolist(), segment.run_ids.take(rows).tolist()
        for owner, run_id in zip(owners, run_ids, strict=True):
            if run_id >= 0:
                found[owner].append(run_id)
    return {number: tuple(runs) for number, runs in found.items()}
