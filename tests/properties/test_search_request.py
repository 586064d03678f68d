from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.search.facets import FACETS
from catalogue.search.query import ATTRIBUTES, Query
from catalogue.search.request import parse

NAMES = st.sampled_from([*(facet.name for facet in FACETS), *ATTRIBUTES, "colour"])
NUMBERS = ["1", "0", "-1", "٣٠", "99999999999999999999", "12.5", "1e5", "nan"]
DATES = ["2026-02-30", "2026-12-01", "1/1/2027"]
PLACES = ["27.1,49.5", "-0,-0", "a:b", "a,b:c"]
KEYS = ["all", "nearest", "price", "free", "course", "Sun", "\u202ex", "\ud800", " "]
PLAUSIBLE = st.sampled_from([*NUMBERS, *DATES, *PLACES, *KEYS])
VALUES = st.one_of(PLAUSIBLE, st.text(max_size=20), st.text(min_size=190, max_size=230))
PAIRS = st.lists(st.tuples(st.one_of(NAMES, st.text(max_size=8)), VALUES), max_size=12)
LIKELY = st.lists(st.tuples(NAMES, PLAUSIBLE), max_size=12)


@settings(max_examples=50)
@given(st.one_of(PAIRS, LIKELY))
def test_no_address_is_too_odd_and_a_query_comes_back_from_its_own(pairs: list[tuple[str, str]]) -> None:
    query, _ = parse(pairs)
    again, problems = parse(query.pairs())
    assert (again, problems) == (query, [])
    assert list(query.pairs()) == sorted(query.pairs())


@settings(max_examples=50)
@given(LIKELY, st.randoms())
def test_the_order_of_facets_in_an_address_says_nothing(pairs: list[tuple[str, str]], random: object) -> None:
    facets = [pair for pair in pairs if pair[0] not in ATTRIBUTES]
    shuffled = list(facets)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert parse(shuffled)[0] == parse(facets)[0]


@settings(max_examples=50)
@given(LIKELY)
def test_each_chip_taken_away_leaves_the_others(pairs: list[tuple[str, str]]) -> None:
    query, _ = parse(pairs)
    for name, value in query.filters():
        rest = set(query.without(name, value).pairs())
        assert (name, value) not in rest
        lost = {other for other, _ in set(query.pairs()) - rest}
        assert lost <= {name, "page", *(("km", "sort") if name == "near" else ())}


@settings(max_examples=50)
@given(LIKELY)
def test_without_all_its_parameters_a_query_is_empty(pairs: list[tuple[str, str]]) -> None:
    query, _ = parse(pairs)
    for name, _ in query.pairs():
        query = query.without(name)
    assert query == Query()
