"""The engine answers as plain Python does: totals, order, runs, facets, reasons, wishes, fallback; in any segments."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.search.asked import TELLING_FIELDS, Alternative, Asked, Unit, asked
from catalogue.search.documents import Document
from catalogue.search.engines.whoosh import WhooshEngine
from catalogue.search.query import Query
from catalogue.search.request import parse
from catalogue.search.stems import query_terms, terms_of
from catalogue.search.understanding.understood import Understood
from tests.properties.oracle import Oracle
from tests.properties.test_search_facets import PAIRS, PLACES, documents, freshness, runs
from tests.unit.search.builders import NOON, a_document, in_days

WORDS = ("welding", "weld", "pottery", "safety", "اللحام", "لحام")
TEXTS = ("", "welding", "weld safety", "pottery safety welding", '"welding safety"', "-pottery", 'لحام -"weld safety"')
WISHES = (
    ("kind", "course"),
    ("city", "c"),
    ("mode", "online_live"),
    ("age", "12"),
    ("price_max", "100"),
    ("kind", "workshop|programme"),
)
WAYS = (
    Alternative((terms_of("pottery"), terms_of("weld")), 0.7, "concept", "pottery weld"),
    Alternative((terms_of("pottery"), terms_of("safety")), 0.6, "translation", "", TELLING_FIELDS),
    Alternative((terms_of("safety"),), 0.5, "spelling", "safety"),
    Alternative((query_terms("اللحام"),), 0.9, "translation"),
)
SORTS = ("relevance", "soonest", "newest", "price", "nearest")


@st.composite
def texts(draw: st.DrawFn) -> Document:
    words = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
    title = draw(st.sampled_from(WORDS))
    return a_document(
        f"{title} {draw(words)}",
        summary=draw(words),
        body=draw(words),
        runs=draw(st.lists(runs(), max_size=2)),
        kind=draw(st.sampled_from(["course", "workshop"])),
        age_min=draw(st.sampled_from([None, 6, 18])),
        **draw(freshness()),
    )


@st.composite
def understood(draw: st.DrawFn) -> Asked:
    """What a text may be understood as: other ways to find its words, wishes, hints, what nothing can answer."""
    plain = asked(draw(st.sampled_from(TEXTS)))
    ways = st.lists(st.sampled_from(WAYS), max_size=2, unique=True).map(tuple)
    units = tuple(Unit(unit.word, unit.terms, draw(ways), draw(ways), draw(ways)) for unit in plain.units)
    wishes = tuple(draw(st.lists(st.sampled_from(WISHES), max_size=3, unique=True)))
    hints = asked(draw(st.sampled_from(["", "pottery", "weld safety"]))).units
    return replace(plain, units=units, wishes=wishes, hints=hints, suggesting=draw(st.booleans()))


def understanding(meant: Asked) -> Any:
    """Whatever a text is, this is meant."""
    return patch.object(WhooshEngine, "_understood", lambda *_: Understood("", "", meant, ""))


def check(engine: WhooshEngine, catalogue: list[Document], query: Query, meant: Asked, now: datetime) -> None:
    expected = Oracle(catalogue, PLACES, now).answer(query, meant)
    with understanding(meant):
        found = engine.search(query, now, 50)
        count = engine.count(query, now)
        second_page = engine.search(query.on_page(2), now, 3)
    assert list(found.ids) == expected.ids
    assert list(second_page.ids) == expected.ids[3:6]
    assert (found.total, found.fallback) == (len(expected.ids), expected.fallback)
    assert count == (0 if expected.fallback else len(expected.ids))
    assert found.run_ids == expected.run_ids
    assert found.matched == expected.matched
    assert found.missing == expected.missing
    counts = {name: {one.value: one.count for one in of} for name, of in found.facets.items()}
    assert counts == expected.facets


def indexed(home: str, catalogue: list[Document], first: int) -> WhooshEngine:
    """In several segments, some documents replaced, one removed again."""
    engine = WhooshEngine(Path(home), PLACES)
    engine.rebuild([catalogue[:first]])
    engine.index([*catalogue[first:], *catalogue[:2], a_document("Welding safety", id=10**6)])
    engine.remove([10**6])
    return engine


@settings(max_examples=100)
@given(
    st.lists(st.one_of(documents(), texts()), max_size=14),
    st.lists(st.tuples(PAIRS, understood(), st.sampled_from(SORTS)), min_size=1, max_size=5),
    st.integers(0, 12),
    st.sampled_from([0, 16, 10_000]),
    st.lists(st.sampled_from([0.0, 1.0, -3.0, 5.0]), min_size=1, max_size=2),
)
def test_answers_are_those_of_plain_python(
    catalogue: list[Document],
    searches: list[tuple[list[tuple[str, str]], Asked, str]],
    first: int,
    few_share: int,
    days: list[float],
) -> None:
    with TemporaryDirectory() as home, patch("catalogue.search.engines.selection.FEW_SHARE", few_share):
        engine = indexed(home, catalogue, first)
        for day in days:
            for pairs, meant, sort in searches:
                query, _ = parse([*pairs, ("sort", sort)])
                check(engine, catalogue, query, meant, in_days(day))


@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example, HealthCheck.data_too_large],
)
@given(st.lists(texts(), min_size=70, max_size=75), PAIRS, understood(), st.sampled_from(SORTS))
def test_answers_of_more_than_a_word_of_bits(
    catalogue: list[Document], pairs: list[tuple[str, str]], meant: Asked, sort: str
) -> None:
    with TemporaryDirectory() as home:
        engine = indexed(home, catalogue, 66)
        for open_ in ("all", ""):
            query, _ = parse([*pairs, ("sort", sort), ("open", open_), ("per_page", "100")])
            expected = Oracle(catalogue, PLACES, NOON).answer(query, meant)
            with understanding(meant):
                assert list(engine.search(query, NOON, 100).ids) == expected.ids
                assert list(engine.search(query, NOON, 7).ids) == expected.ids[:7]
