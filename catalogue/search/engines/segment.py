"""One segment of the index made ready for questions: rows, values, figures, words. It never changes; documents go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalogue.search.asked import Alternative, Unit
from catalogue.search.bitmaps import Bits, Ids, Rows, bits_of, every, packed
from catalogue.search.engines.columns import NO_ID, SPOTS, UNKNOWN, Columns, values_of
from catalogue.search.engines.finder import Finder, order_of
from catalogue.search.engines.hits import Hits, KindsFound, Postings
from catalogue.search.engines.kept import Kept
from catalogue.search.engines.leaf import Leaf, readable
from catalogue.search.engines.numbering import Numbering
from catalogue.search.engines.standing import NEVER, Standing, Standings
from catalogue.search.engines.values import Values
from catalogue.search.facets import BOUNDS, BY_NAME, kilometres
from catalogue.search.query import bounds_of
from catalogue.search.stems import terms_of

Point = tuple[float, float]
Places = Mapping[str, Point]

# Of each segment so much is kept: bytes anyhow, and bytes for each document.
POSTINGS_KEPT, TERMS_KEPT, OTHERS_KEPT = (3_500_000, 20), (5_800_000, 50), (6_600_000, 20)
HITS_KEPT, SETS_KEPT, STEPS_KEPT, PHRASES_KEPT = (1_000_000, 600), (1_000_000, 60), (1_000_000, 60), (1_000_000, 10)


class Segment:
    """What a leaf of the store holds, as arrays. Its offerings are numbered anew: those with most runs first."""

    def __init__(self, leaf: Leaf, places: Places, known: Numbering) -> None:
        self.leaf = leaf
        with readable():
            columns = Columns.from_bytes(leaf.columns())
        runs = columns["rows"].astype(np.int32)
        order = columns.order()
        self._as_stored = every(order[1:] > order[:-1])
        self._documents = order  # number → the document's number in the store
        self._number = np.empty(len(order), np.int32)
        self._number[order] = np.arange(len(order), dtype=np.int32)
        self.rows = Rows(runs[order])
        self.ids: NDArray[np.int64] = columns["id"][order]
        self.versions: NDArray[np.int64] = columns["version"][order]
        self.published: NDArray[np.int64] = columns["published"][order]
        self._read_rows(columns, places, known)
        size = len(order)
        self._postings: Kept[int, Postings] = Kept(_room(POSTINGS_KEPT, size))
        self._kinds = KindsFound(leaf.kinds)
        self._nothing = Postings(np.zeros(0, np.int32), np.zeros(0, np.uint8), self._kinds)
        self._finder = Finder(self.postings, size, _room(TERMS_KEPT, size), _room(OTHERS_KEPT, size))
        self._hits: Kept[Unit, Hits] = Kept(_room(HITS_KEPT, size))
        self._sets: Kept[Any, Bits] = Kept(_room(SETS_KEPT, size))
        self._phrases: Kept[str, Ids] = Kept(_room(PHRASES_KEPT, size))
        self._steps: Kept[tuple[str, Point | None], NDArray[np.int64]] = Kept(_room(STEPS_KEPT, size))
        self.orders: dict[tuple[str, Point | None], tuple[Standing, NDArray[np.int64]]] = {}  # of `ranking.py`
        self.offered: dict[str, Any] = {}  # of `offered.py`

    def _read_rows(self, columns: Columns, places: Places, known: Numbering) -> None:
        counts = columns["rows"]
        owner = np.repeat(self._number, counts)
        plane = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        self._place = (np.array(self.rows.starts, np.int64)[plane] + owner).astype(np.int32)
        self.run_ids: NDArray[np.int64] = self._by_row(columns["run_id"], NO_ID)
        self.starts: NDArray[np.int64] = self._by_row(columns["start"], NEVER)
        self.prices: NDArray[np.int64] = self._by_row(columns["price"], UNKNOWN)
        self._spots = self._by_row(columns[values_of(SPOTS)].astype(np.int32), 0)
        self._points = [_point(spot, places) for spot in columns.values[SPOTS]]
        self._figures = [_short(self._by_row(figures, UNKNOWN)) for figures in columns["figures"].T]
        # Rows as they start, then by id; the rows of an offering that start together as they stand.
        self.by_start = np.lexsort((np.arange(self.rows.size), self.ids[self.rows.owner], self.starts)).astype(np.int32)
        places_of = np.empty(self.rows.size, np.int32)
        places_of[self.by_start] = np.arange(self.rows.size, dtype=np.int32)
        self.standings = Standings(
            places_of,
            self._by_row(columns["rank"].astype(np.uint8), 0),
            self._by_row(columns["moments"], NEVER),
            self._by_row(columns["ranks"].astype(np.uint8), 0),
        )
        self.values = Values(columns, self._number, self._place, self.rows.size, known)

    def _by_row(self, column: NDArray[Any], spare: int) -> NDArray[Any]:
        """A column of the store in the order of the rows; between the planes stands what is spare."""
        found = np.full((self.rows.size, *column.shape[1:]), spare, column.dtype)
        found[self._place] = column
        return found

    def having(self, name: str, values: tuple[str, ...]) -> Bits:
        """The rows with any of these values of a facet."""
        return self._sets.get((name, values), self._having)

    def _having(self, key: tuple[str, tuple[str, ...]]) -> Bits:
        name, values = key
        rows = [found for value in values if (found := self.values.of_runs(name, value)) is not None]
        offerings = [found for value in values if (found := self.values.of_offerings(name, value)) is not None]
        if offerings:
            rows.append(self.rows.of(np.bitwise_or.reduce(offerings)))
        return np.bitwise_or.reduce(rows) if rows else np.zeros_like(self.rows.all)

    def offering(self, name: str, values: tuple[str, ...]) -> Bits:
        """The offerings with any of these values of a facet that is not of runs."""
        return self._sets.get(("offering", name, values), self._offering)

    def _offering(self, key: tuple[str, str, tuple[str, ...]]) -> Bits:
        _, name, values = key
        found = [found for value in values if (found := self.values.of_offerings(name, value)) is not None]
        return np.bitwise_or.reduce(found) if found else np.zeros_like(self.rows.every)

    def wished(self, wish: tuple[str, str]) -> Bits:
        """The rows that fulfil a filter put into words: a value of a facet, or a bound with its figure."""
        name, value = wish
        return self.having(name, tuple(value.split("|"))) if name in BY_NAME else self.bounded(bounds_of(name, value))

    def bounded(self, asked: Mapping[str, int]) -> Bits:
        """The rows within all the bounds that are asked for."""
        found = self.rows.all
        for at, bound in enumerate(BOUNDS):
            if bound.name in asked:
                found = found & self._sets.get((at, asked[bound.name]), self._within)
        return found

    def _within(self, key: tuple[int, int]) -> Bits:
        at, asked = key
        figures = self._figures[at]
        known = figures != np.iinfo(figures.dtype).max
        return packed((figures <= asked if BOUNDS[at].at_most else figures >= asked) & known)

    def near(self, point: Point, km: float) -> Bits:
        """The rows whose place is known and no farther than this."""
        return self._sets.get((point, km), self._near)

    def _near(self, key: tuple[Point, float]) -> Bits:
        point, km = key
        return packed(self.distances(point, slice(None)) <= km) & self.rows.all

    def distances(self, point: Point, rows: Ids | slice) -> NDArray[np.float64]:
        """How far rows are, in kilometres; what has no place is beyond any."""
        found = [np.inf if place is None else kilometres(point, place) for place in self._points]
        distances: NDArray[np.float64] = np.array(found or [np.inf])[self._spots[rows]]
        return distances

    def steps(self, sort: str, point: Point | None) -> NDArray[np.int64]:
        """For each row the step on which it stands in such an order; what is equal stands on the same."""
        return self._steps.get((sort, point), self._stepped)

    def _stepped(self, key: tuple[str, Point | None]) -> NDArray[np.int64]:
        sort, point = key
        if sort == "nearest" and point:
            figures: NDArray[Any] = self.distances(point, slice(None))
        else:
            figures = {"soonest": self.starts, "price": self.prices, "newest": -self.published[self.rows.owner]}[sort]
        return np.unique(figures, return_inverse=True)[1].astype(np.int64)

    def postings(self, term: str) -> Postings:
        """The documents with a term; mostly the same object for terms with the same postings."""
        record = self.leaf.record(term)
        return self._nothing if record is None else self._postings.get(record, self._decoded)

    def _decoded(self, record: int) -> Postings:
        documents, codes = self.leaf.posted(record)
        if self._as_stored:
            return Postings(documents, codes, self._kinds)
        numbers = self._number.take(documents)
        order = order_of(numbers, len(self.ids))
        return Postings(numbers.take(order), codes.take(order), self._kinds)

    def hits(self, unit: Unit) -> Hits:
        """The documents with a word of a query, the best of its ways counting."""
        return self._hits.get(unit, self._finder.find)

    def found_by(self, way: Alternative) -> Ids:
        """The documents that a way of finding a word finds by itself."""
        return self._finder.find_by(way)

    def phrase(self, phrase: str) -> Ids:
        """The documents in which these words stand in this order."""
        return self._phrases.get(phrase, self._with_phrase)

    def _with_phrase(self, phrase: str) -> Ids:
        words = [self.hits(Unit(word, terms_of(word))) for word in phrase.split()]
        among = words[0].numbers
        for word in words[1:]:
            among = among[word.has(among)]
        found = self._number[self.leaf.with_phrase(phrase.split(), self._documents[among])]
        found.sort()
        return found

    def live(self, gone: Ids) -> Bits:
        """The documents that are still there."""
        return self.rows.every & ~bits_of(self._number[gone], len(self.ids))


def _room(of: tuple[int, int], documents: int) -> int:
    """Bytes that are kept in a segment of so many documents."""
    anyhow, each = of
    return anyhow + each * documents


def _short(figures: NDArray[np.int64]) -> NDArray[Any]:
    """Figures in as few octets as they need; what is unknown is the largest of such figures."""
    unknown = figures == UNKNOWN
    most = max(abs(int(figures.min(initial=0))), int(figures.max(initial=0, where=~unknown)))
    kind = next(kind for kind in (np.int16, np.int32, np.int64) if most < np.iinfo(kind).max)
    return np.where(unknown, np.iinfo(kind).max, figures).astype(kind)


def _point(spot: Any, places: Places) -> Point | None:
    return places.get(spot) if isinstance(spot, str) else (spot[0], spot[1])
