"""One segment of the index made ready for questions: rows, values, figures, words. It never changes; documents go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Mapping
from functools import reduce
from math import inf
from operator import or_
from typing import TypeVar

from catalogue.search.asked import FIELD_BITS, Alternative, Unit
from catalogue.search.bitmaps import Ordered, Rows, mask_of
from catalogue.search.documents import Document, RunFacts
from catalogue.search.engines.standing import Standing, Standings
from catalogue.search.engines.store import Leaf, Postings, readable
from catalogue.search.facets import BOUNDS, FACETS, kilometres
from catalogue.search.stems import Term

Point = tuple[float, float]
Places = Mapping[str, Point]
Key = TypeVar("Key")
Value = TypeVar("Value")

MOST_TERMS, MOST_UNITS, MOST_PHRASES = 4_000, 500, 200
LONG_TEXT = FIELD_BITS["body"]
SATURATION = 4.0  # a title alone counts for 0.6, title, summary and description together for 0.71


class Hits:
    """The documents of a segment that one word of a query finds: how well each, and all their rows.

    `literal` are the rows of those that have the word itself in some form, `told` of those that have it elsewhere than
    in the long text: they are about it, the others only mention it.
    """

    def __init__(self, scores: dict[int, float], literal: Container[int], told: Container[int], rows: Rows) -> None:
        self.scores = scores
        self.mask = rows.of(scores)
        self.literal = rows.of(number for number in scores if number in literal)
        self.told = rows.of(number for number in scores if number in told)


class Segment:
    """What a leaf of the store holds, as bitmaps and lists. Documents are numbered as there."""

    def __init__(self, leaf: Leaf, places: Places) -> None:
        self.leaf = leaf
        with readable():
            documents = [Document.from_bytes(stored) if stored else None for stored in leaf.facts()]
        self.ids = [document.id if document else 0 for document in documents]
        self.versions = [document.version if document else 0 for document in documents]
        self.published = [document.published_at.timestamp() if document else 0.0 for document in documents]
        self.rows = Rows(len(document.runs) if document else 0 for document in documents)
        self._read_runs(documents, places)
        self._read_filters(documents)
        self._terms: dict[str, Postings] = {}
        self._units: dict[Unit, Hits] = {}
        self._phrases: dict[str, int] = {}
        self.orders: dict[tuple[str, Point | None], tuple[Standing, list[int]]] = {}  # the ranking's

    def _read_runs(self, documents: list[Document | None], places: Places) -> None:
        self.runs: list[RunFacts | None] = [None] * self.rows.size
        for number, document in enumerate(documents):
            for at, run in enumerate(document.runs if document else ()):
                self.runs[self.rows.first[number] + at] = run
        self.starts = [run.starts_at.timestamp() if run and run.starts_at else inf for run in self.runs]
        self.prices = [inf if run is None or run.price_halalas is None else run.price_halalas for run in self.runs]
        self.points = [_point(run, places) if run else None for run in self.runs]
        guards = set(self.rows.guard)
        self.standings = Standings(
            [(row, run) for row, run in enumerate(self.runs) if row not in guards], self.rows.size
        )
        rows_at: defaultdict[Point, list[int]] = defaultdict(list)
        for row, point in enumerate(self.points):
            if point:
                rows_at[point].append(row)
        self._at = {point: mask_of(rows, self.rows.size) for point, rows in rows_at.items()}

    def _read_filters(self, documents: list[Document | None]) -> None:
        rows_of: dict[str, defaultdict[str, list[int]]] = {facet.name: defaultdict(list) for facet in FACETS}
        figures: list[list[int | None]] = [[None] * self.rows.size for _ in BOUNDS]
        for number, document in enumerate(documents):
            if document is None:
                continue
            for row in range(self.rows.first[number], self.rows.guard[number]):
                for facet in FACETS:
                    for value in facet.read(document, self.runs[row]):
                        rows_of[facet.name][value].append(row)
                for bound, figure in zip(BOUNDS, figures, strict=True):
                    figure[row] = bound.figure(document, self.runs[row])
        size = self.rows.size
        self.values = {name: {value: mask_of(rows, size) for value, rows in of.items()} for name, of in rows_of.items()}
        self._bounds = [(bound, Ordered(figure, size)) for bound, figure in zip(BOUNDS, figures, strict=True)]

    def having(self, name: str, values: tuple[str, ...]) -> int:
        """The rows with any of these values of a facet."""
        found = 0
        for value in values:
            found |= self.values[name].get(value, 0)
        return found

    def wished(self, wish: tuple[str, str]) -> int:
        """The rows that fulfil a filter put into words: a value of a facet, or a bound with its figure."""
        name, value = wish
        return self.having(name, tuple(value.split("|"))) if name in self.values else self.bounded({name: int(value)})

    def bounded(self, asked: Mapping[str, int]) -> int:
        """The rows within all the bounds that are asked for."""
        found = self.rows.all
        for bound, ordered in self._bounds:
            if bound.name in asked:
                found &= ordered.within(asked[bound.name], at_most=bound.at_most)
        return found

    def near(self, point: Point, km: float) -> int:
        """The rows whose place is known and no farther than this."""
        found = 0
        for place, rows in self._at.items():
            if kilometres(point, place) <= km:
                found |= rows
        return found

    def postings(self, term: str) -> Postings:
        """The documents with a term; decoded once."""
        return _kept(self._terms, term, self.leaf.postings, MOST_TERMS)

    def hits(self, unit: Unit) -> Hits:
        """The documents with a word of a query, the best of its terms counting."""
        return _kept(self._units, unit, self._find, MOST_UNITS)

    def _find(self, unit: Unit) -> Hits:
        literal = self._of_terms(unit.terms)
        scores = dict(literal)
        told = {number for number in literal if self._fields(unit.terms, number) & ~LONG_TEXT}
        for other in unit.others:
            words = [self._of_terms(terms) for terms in other.words]
            for number in set.intersection(*map(set, words)):
                if not self._together(other, number):
                    continue
                if other.fields & LONG_TEXT == 0:
                    told.add(number)
                score = other.boost * min(word[number] for word in words)
                if score > scores.get(number, 0.0):
                    scores[number] = score
        return Hits(scores, literal, told, self.rows)

    def _together(self, other: Alternative, number: int) -> bool:
        """Whether the words of an alternative stand together in one of its fields."""
        fields = other.fields
        for terms in other.words:
            fields &= self._fields(terms, number)
        return fields > 0

    def _fields(self, terms: tuple[Term, ...], number: int) -> int:
        """The fields of a document in which any of the terms stands."""
        return reduce(or_, (self.postings(term.key).fields.get(number, 0) for term in terms))

    def _of_terms(self, terms: tuple[Term, ...]) -> dict[int, float]:
        scores: dict[int, float] = {}
        for term in terms:
            for number, weight in self.postings(term.key).weights.items():
                score = term.boost * weight / (weight + SATURATION)
                if score > scores.get(number, 0.0):
                    scores[number] = score
        return scores

    def phrase(self, words: str, among: int) -> int:
        """The rows of the documents in which these words stand in this order.

        :param among: the rows of the documents that have all of the words.
        """

        def look(phrase: str) -> int:
            texts = ((number, self.leaf.words(number)) for number in self.rows.offerings(among))
            return self.rows.of(number for number, text in texts if f" {phrase} " in text)

        return _kept(self._phrases, words, look, MOST_PHRASES)


def _point(run: RunFacts, places: Places) -> Point | None:
    if run.lat is not None and run.lon is not None:
        return run.lat, run.lon
    return places.get(run.district or "")


def _kept(kept: dict[Key, Value], key: Key, make: Callable[[Key], Value], most: int) -> Value:
    """A value that is made once; when too many are kept, all are let go."""
    found = kept.get(key)
    if found is None:
        if len(kept) >= most:
            kept.clear()
        found = kept[key] = make(key)
    return found
