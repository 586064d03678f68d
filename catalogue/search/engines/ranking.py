"""The order of the hits: by relevance, start, price, novelty or distance; ties by availability, then start, then id."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import nlargest
from math import inf
from typing import NamedTuple

from catalogue.search.bitmaps import positions
from catalogue.search.engines.matching import Matching
from catalogue.search.engines.segment import Point, Segment
from catalogue.search.engines.selection import Selection
from catalogue.search.engines.standing import Standing
from catalogue.search.facets import kilometres

Key = tuple[float, ...]
RowKey = Callable[[int], Key]

FEW_ROWS = 3_000  # so many are sorted at once; of more, the sorted whole is kept and walked through
MOST_ORDERS = 12


class Hit(NamedTuple):
    """A document found, by the key that it is sorted by. The last of the key is the id, so no two are equal."""

    key: Key
    id: int
    number: int
    selection: Selection


def best(selection: Selection, matching: Matching, sort: str, point: Point | None, most: int) -> list[Hit]:
    """The first hits of a selection, in order."""
    if most <= 0 or not selection.mask:
        return []
    if sort == "relevance" and matching.scored:
        return _by_score(selection, matching, most)
    key = row_key(selection.part.segment, selection.standing, sort, point)
    hits: dict[int, Hit] = {}
    owner, ids = selection.part.segment.rows.owner, selection.part.segment.ids
    for row in _rows(selection, key, (sort, point)):
        number = owner[row]
        if number not in hits:
            hits[number] = Hit(key(row), ids[number], number, selection)
            if len(hits) == most:
                break
    return list(hits.values())


def runs_of(hit: Hit) -> tuple[int, ...]:
    """The runs of a hit that satisfy the filters, the best first."""
    segment = hit.selection.part.segment
    key = row_key(segment, hit.selection.standing, "relevance", None)
    rows = sorted(segment.rows.among(hit.number, hit.selection.mask), key=key)
    return tuple(run.run_id for row in rows if (run := segment.runs[row]))


def row_key(segment: Segment, standing: Standing, sort: str, point: Point | None) -> RowKey:
    """What a row is sorted by."""
    ranks, starts, owner, ids = standing.ranks, segment.starts, segment.rows.owner, segment.ids
    first = _first_key(segment, standing, sort, point)
    if first is None:
        return lambda row: (ranks[row], starts[row], ids[owner[row]])
    return lambda row: (first(row), ranks[row], starts[row], ids[owner[row]])


def _first_key(segment: Segment, standing: Standing, sort: str, point: Point | None) -> Callable[[int], float] | None:
    if sort == "soonest":
        now, starts = standing.at.timestamp(), segment.starts
        return lambda row: starts[row] if starts[row] > now else inf
    if sort == "newest":
        published, owner = segment.published, segment.rows.owner
        return lambda row: -published[owner[row]]
    if sort == "price":
        return segment.prices.__getitem__
    if sort == "nearest" and point:
        return _distance(segment, point)
    return None


def _distance(segment: Segment, point: Point) -> Callable[[int], float]:
    known: dict[Point | None, float] = {None: inf}  # what has no place comes last

    def distance(row: int) -> float:
        place = segment.points[row]
        if place not in known:
            known[place] = kilometres(point, place) if place else inf
        return known[place]

    return distance


def _rows(selection: Selection, key: RowKey, name: tuple[str, Point | None]) -> Iterable[int]:
    """The selected rows in order."""
    if selection.mask.bit_count() <= FEW_ROWS:
        return sorted(positions(selection.mask), key=key)
    octets = selection.mask.to_bytes((selection.part.segment.rows.size >> 3) + 1, "little")
    return (row for row in _order(selection, key, name) if octets[row >> 3] >> (row & 7) & 1)


def _order(selection: Selection, key: RowKey, name: tuple[str, Point | None]) -> list[int]:
    """All rows of the segment in order, kept as long as the runs stand as they do."""
    segment = selection.part.segment
    kept = segment.orders.get(name)
    if kept and kept[0] is selection.standing:
        return kept[1]
    # Sorting what was in order but for a few rows is quick.
    order = sorted(kept[1] if kept else positions(segment.rows.all), key=key)
    if len(segment.orders) >= MOST_ORDERS:
        segment.orders.clear()
    segment.orders[name] = (selection.standing, order)
    return order


def _by_score(selection: Selection, matching: Matching, most: int) -> list[Hit]:
    segment = selection.part.segment
    numbers = segment.rows.offerings(selection.mask)
    scores = matching.scores(selection.part, numbers, selection.mask)
    least = nlargest(most, scores)[-1] if len(scores) > most else 0.0
    key = row_key(segment, selection.standing, "relevance", None)
    hits = []
    for number, score in zip(numbers, scores, strict=True):
        if score >= least:
            row = min(segment.rows.among(number, selection.mask), key=key)
            hits.append(Hit((-score, *key(row)), segment.ids[number], number, selection))
    return sorted(hits, key=lambda hit: hit.key)[:most]
