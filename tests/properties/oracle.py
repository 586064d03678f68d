"""What a search must find, told in plain Python from the documents: the rules, without any of the engine's arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from math import inf, log
from operator import and_, or_
from struct import pack, unpack
from typing import NamedTuple

from catalogue.offerings.rules import Availability
from catalogue.search.asked import FIELD_BITS, Asked, Unit
from catalogue.search.documents import Document, RunFacts, availability, enrollable, visible
from catalogue.search.engines.entries import FIELDS_BY_WEIGHT, entry_of
from catalogue.search.facets import BOUNDS, BY_NAME, SHOWN, kilometres
from catalogue.search.port import Match
from catalogue.search.query import Query
from catalogue.search.request import parse
from catalogue.search.stems import Term, title_term

Places = Mapping[str, tuple[float, float]]
Row = tuple[Document, RunFacts | None]

NO_RUN_RANK, FULL_RANK = 3.5, 4  # without a date: after what opens soon, before what is full
UNSURE, NOT_CONFIRMED, NOT_OFFERED = 10, 20, 30  # behind all that was confirmed lately; then what nobody confirms
SATURATION, ENOUGH, TELLING, ALONE, MISSED_WISH = 4.0, 10, 1 / 2, 3 / 5, 0.35
CONFIRMED, HINTED = 0.1, 0.5


class Answer(NamedTuple):
    ids: list[int]
    run_ids: dict[int, tuple[int, ...]]
    facets: dict[str, dict[str, int]]
    matched: dict[int, tuple[Match, ...]]
    missing: dict[int, tuple[str, ...]]
    fallback: bool


@dataclass
class Oracle:
    """:param documents: those that are in the index."""

    documents: Sequence[Document]
    places: Places
    now: datetime

    def __post_init__(self) -> None:
        self.entries = {document.id: entry_of(document) for document in self.documents}
        self.rows: list[Row] = [(document, run) for document in self.documents for run in document.runs or (None,)]

    def answer(self, query: Query, asked: Asked) -> Answer:
        rows, fallback = self.of_text(asked)
        selected = [row for row in rows if self.fits(query, row)]
        by_id: dict[int, list[Row]] = {}
        for row in selected:
            by_id.setdefault(row[0].id, []).append(row)
        scored = query.sort == "relevance" and bool(asked.units or asked.wishes)
        keys = {
            key: (-self.confirmed_score(asked, of) if scored else 0, *min(self.row_key(query, row) for row in of))
            for key, of in by_id.items()
        }
        ids = sorted(by_id, key=lambda key: keys[key])
        best_first = {key: sorted(of, key=lambda row: self.row_key(Query(), row)) for key, of in by_id.items()}
        return Answer(
            ids,
            {key: tuple(run.run_id for _, run in of if run) for key, of in best_first.items()},
            {facet.name: self.counts(facet.name, query, rows) for facet in SHOWN},
            {key: self.why(key) for key in ids},
            {key: lacking for key in ids if (lacking := self.missing(key))},
            fallback,
        )

    # The words.

    def word_score(self, terms: Iterable[Term], key: int) -> float:
        held = [(term.boost, self.entries[key].terms.get(term.key, (0.0, 0))[0]) for term in terms]
        return max((boost * weight / (weight + SATURATION) for boost, weight in held), default=0.0)

    def ways(self, unit: Unit, key: int) -> list[tuple[float, int]]:
        """How well the word is found in each of its ways, and in which fields; only those that find it."""
        found = [(self.word_score(unit.terms, key), self.bits(unit.terms, key))]
        for other in unit.others:
            fields = reduce(and_, (self.bits(terms, key) for terms in other.words), other.fields)
            score = other.boost * min(self.word_score(terms, key) for terms in other.words)
            found.append((score if fields else 0.0, fields))
        return [(score, fields) for score, fields in found if score]

    def bits(self, terms: Iterable[Term], key: int) -> int:
        return reduce(or_, (self.entries[key].terms.get(term.key, (0.0, 0))[1] for term in terms), 0)

    def unit_score(self, unit: Unit, key: int) -> float:
        """The best way counts, and a little of the other kind of way: the word itself, or what stands for it. With as
        many digits as are kept of it."""
        literal = self.word_score(unit.terms, key)
        other = max((score for score, _ in self.ways(replace(unit, terms=()), key)), default=0.0)
        return float(unpack("f", pack("f", max(literal, other) + CONFIRMED * min(literal, other)))[0])

    def told(self, unit: Unit, key: int) -> bool:
        """Whether the word stands elsewhere than in the long text."""
        return any(fields & ~FIELD_BITS["body"] for _, fields in self.ways(unit, key))

    def rarity(self, unit: Unit) -> float:
        there = sum(1 for key in self.entries if self.word_score(unit.terms, key))
        there = there or sum(1 for key in self.entries if self.unit_score(unit, key))
        return log(1 + (len(self.entries) - there + 0.5) / (there + 0.5))

    def of_text(self, asked: Asked) -> tuple[list[Row], bool]:
        """The rows of what belongs to the result, as the docstring of `Matching` says."""
        self.units = asked.units
        every = self.with_all(asked)
        self.full = {key for key in every if not asked.units or any(self.told(unit, key) for unit in asked.units)}
        found, fallback = self.full, False
        if asked.units and len(self.full) < ENOUGH:
            found = self.widened(asked, every)
            fallback = bool(found) and not self.full
        fallback = fallback or (asked.suggesting and bool(asked.units) and bool(found))
        rows = [row for row in self.rows if row[0].id in found]
        if asked.wishes and not asked.units:
            most = max((self.fulfilled(asked, row) for row in rows), default=0)
            rows = [row for row in rows if most and self.fulfilled(asked, row) == most]
            fallback = bool(rows) and most < len(asked.wishes)
        return rows, fallback

    def allowed(self, asked: Asked) -> set[int]:
        return {
            key
            for key in self.entries
            if not any(self.unit_score(unit, key) for unit in asked.unwanted)
            and not any(f" {phrase} " in self.entries[key].words for phrase in asked.unwanted_phrases)
        }

    def with_all(self, asked: Asked) -> set[int]:
        return {
            key
            for key in self.allowed(asked)
            if all(self.unit_score(unit, key) for unit in self.units)
            and all(f" {phrase} " in self.entries[key].words for phrase in asked.phrases)
        }

    def widened(self, asked: Asked, every: set[int]) -> set[int]:
        found = every
        if not asked.phrases:
            self.units = tuple(unit.widened(unit.mentions) for unit in asked.units)
            found = every | self.with_all(asked) | self.telling(asked)
        if not self.full and not found:
            self.units = tuple(unit.widened((*unit.mentions, *unit.related)) for unit in asked.units)
            found = self.closest(asked)
        return found

    def words_of(self, key: int) -> list[Unit]:
        return [unit for unit in self.units if self.unit_score(unit, key)]

    def telling(self, asked: Asked) -> set[int]:
        rarities = {unit: self.rarity(unit) for unit in self.units}
        share = TELLING if len(self.units) > 2 else ALONE
        least = share * sum(rarities[unit] for unit in self.units) - 1e-9
        return {
            key
            for key in self.allowed(asked)
            if sum(rarities[unit] for unit in self.words_of(key)) >= least
            and 2 * len(self.words_of(key)) >= len(self.units)
            and (self.full or any(self.told(unit, key) for unit in self.units))
        }

    def closest(self, asked: Asked) -> set[int]:
        found = self.with_all(asked)
        words = {key: len(self.words_of(key)) for key in self.allowed(asked)}
        least = known = sum(any(self.unit_score(unit, key) for key in self.entries) for unit in self.units)
        while len(found) < ENOUGH and least and 2 * least >= known:
            found = found | {key for key in words if words[key] >= least}
            least -= 1
        return found

    def fulfilled(self, asked: Asked, row: Row) -> int:
        return sum(self.wished(name, value, row) for name, value in asked.wishes)

    def wished(self, name: str, value: str, row: Row) -> bool:
        if name in BY_NAME:
            return bool(set(value.split("|")) & set(BY_NAME[name].read(*row)))
        return self.bounded(parse([(name, value)])[0].bounds(), row)  # as in an address: a price in riyals

    def score(self, asked: Asked, rows: Sequence[Row]) -> int:
        key = rows[0][0].id
        scores = [self.unit_score(unit, key) for unit in self.units]
        total = 0.0
        for unit, score in zip(self.units, scores, strict=True):
            total += self.rarity(unit) * score
        having = sum(1 for score in scores if score)
        value = having / len(scores) * total if scores else 1.0
        value += HINTED * sum(self.rarity(unit) * self.unit_score(unit, key) for unit in asked.hints)
        value *= MISSED_WISH ** (len(asked.wishes) - max(self.fulfilled(asked, row) for row in rows))
        exact = title_term(asked.title) in self.entries[key].terms
        return round(value * 10_000) + 10_000_000 * (key in self.full) + 20_000_000 * exact

    def confirmed_score(self, asked: Asked, rows: Sequence[Row]) -> int:
        """Two thirds of the score where the provider has been silent for long."""
        score = self.score(asked, rows)
        return score * 2 // 3 if UNSURE <= min(map(self.rank, rows)) < NOT_CONFIRMED else score

    def why(self, key: int) -> tuple[Match, ...]:
        found = (self.why_word(unit, key) for unit in self.units)
        return tuple(match for match in found if match)

    def missing(self, key: int) -> tuple[str, ...]:
        return tuple(unit.word for unit in self.units if not self.unit_score(unit, key))

    def fields(self, terms: Iterable[Term], key: int) -> list[tuple[int, bool]]:
        held = [(self.entries[key].terms.get(term.key, (0.0, 0))[1], term.prefix != "n") for term in terms]
        return [((bits & -bits).bit_length() - 1, inflected) for bits, inflected in held if bits]

    def why_word(self, unit: Unit, key: int) -> Match | None:
        if literal := self.fields(unit.terms, key):
            field, inflected = min(literal)
            return Match(FIELDS_BY_WEIGHT[field], unit.word, "inflection" if inflected else "exact")
        for other in unit.others:
            words = [self.fields(terms, key) for terms in other.words]
            if all(words):
                field = min(min(word)[0] for word in words)
                return Match(FIELDS_BY_WEIGHT[field], unit.word, other.because, other.text)
        return None

    # The filters.

    def fits(self, query: Query, row: Row, leaving_out: str = "") -> bool:
        document, run = row
        chosen = [(name, values) for name, values in query.chosen if name != leaving_out]
        if not all(set(values) & set(BY_NAME[name].read(document, run)) for name, values in chosen):
            return False
        if query.open != "all" and not self.shown(query, row):
            return False
        return self.bounded(query.bounds(), row) and self.is_near(query, run)

    def shown(self, query: Query, row: Row) -> bool:
        document, run = row
        if document.hidden_at and document.hidden_at <= self.now:
            return False
        if run is None:
            return query.open != "1"
        return enrollable(run, self.now) if query.open else visible(run, self.now)

    def bounded(self, asked: Mapping[str, int], row: Row) -> bool:
        for bound in BOUNDS:
            if bound.name in asked:
                figure, wanted = bound.figure(*row), asked[bound.name]
                if figure is None or (figure > wanted if bound.at_most else figure < wanted):
                    return False
        return True

    def is_near(self, query: Query, run: RunFacts | None) -> bool:
        if query.km is None:
            return True
        point = query.point or self.places.get(query.near)
        if point is None:
            return run is not None and query.near in BY_NAME["district"].read(self.documents[0], run)
        place = self.place_of(run)
        return place is not None and kilometres(point, place) <= query.km

    def place_of(self, run: RunFacts | None) -> tuple[float, float] | None:
        if run is None:
            return None
        if run.lat is not None and run.lon is not None:
            return run.lat, run.lon
        return self.places.get(run.district or "")

    def counts(self, name: str, query: Query, rows: Sequence[Row]) -> dict[str, int]:
        """Value → how many offerings it would select, alone chosen in its facet."""
        chosen = query.values(name)
        found: dict[str, set[int]] = {value: set() for value in chosen}
        for row in rows:
            if self.fits(query, row, leaving_out=name):
                for value in BY_NAME[name].read(*row):
                    if BY_NAME[name].counted(value) or value in chosen:
                        found.setdefault(value, set()).add(row[0].id)
        return {value: len(offerings) for value, offerings in found.items()}

    # The order.

    def row_key(self, query: Query, row: Row) -> tuple[float, ...]:
        document, run = row
        starts = run.starts_at.timestamp() if run and run.starts_at else inf
        return (self.first_key(query, row), self.rank(row), starts, document.id)

    def rank(self, row: Row) -> float:
        """By availability, after all that is offered and was confirmed lately; docs/rules/freshness.md, 3 and 4."""
        document, run = row
        rank = NO_RUN_RANK if run is None else list(Availability).index(availability(run, self.now))
        if rank >= FULL_RANK:
            return rank + NOT_OFFERED
        if document.hidden_at and document.hidden_at <= self.now:
            return NOT_CONFIRMED
        return rank + UNSURE if document.demoted_at and document.demoted_at <= self.now else rank

    def first_key(self, query: Query, row: Row) -> float:
        document, run = row
        if query.sort == "soonest":
            begins = run.starts_at if run else None
            return begins.timestamp() if begins and begins > self.now else inf
        if query.sort == "newest":
            return -document.published_at.timestamp()
        if query.sort == "price":
            return inf if run is None or run.price_halalas is None else run.price_halalas
        point = query.point or self.places.get(query.near)
        if query.sort == "nearest" and point:
            place = self.place_of(run)
            return inf if place is None else kilometres(point, place)
        return 0.0
