from __future__ import annotations

from datetime import date

import pytest

from catalogue.search.query import Query
from catalogue.search.request import Problem, parse

KNOWN = {"city": frozenset({"jubail-industrial-city"}), "topic": None}


def problem_codes(*pairs: tuple[str, str]) -> list[str]:
    return [problem.code for problem in parse(pairs, KNOWN)[1]]


def test_an_empty_address_asks_for_everything() -> None:
    assert parse([]) == (Query(), [])


def test_empty_fields_of_a_form_are_no_problem() -> None:
    assert parse([("q", ""), ("city", " "), ("age", ""), ("page", "")]) == (Query(), [])


def test_the_same_meaning_has_the_same_address() -> None:
    one, _ = parse([("kind", "workshop"), ("q", "  لحام  "), ("kind", "course"), ("page", "1"), ("kind", "course")])
    other, _ = parse([("sort", "relevance"), ("kind", "course"), ("q", "لحام"), ("kind", "workshop")])
    assert one == other
    assert one.pairs() == (("kind", "course"), ("kind", "workshop"), ("q", "لحام"))


def test_every_parameter_is_understood() -> None:
    query, problems = parse(
        [
            ("age", "٣٠"),
            ("price_max", "١٥٠٫٥"),
            ("from", "٢٠٢٦-١٢-٠١"),
            ("until", "31/12/2026"),
            ("open", "1"),
            ("near", "27.1, 49.5"),
            ("km", "2.5"),
            ("sort", "nearest"),
            ("page", "3"),
            ("per_page", "50"),
        ]
    )
    assert not problems
    assert (query.age, query.price_max_halalas, query.open, query.page, query.per_page) == (30, 15050, "1", 3, 50)
    assert (query.starts_from, query.starts_until) == (date(2026, 12, 1), date(2026, 12, 31))
    assert (query.near, query.point, query.km, query.sort) == ("27.10000,49.50000", (27.1, 49.5), 2.5, "nearest")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("page", "-1", "out_of_range"),
        ("page", "999999", "out_of_range"),
        ("page", "two", "not_a_number"),
        ("per_page", "101", "out_of_range"),
        ("age", "121", "out_of_range"),
        ("price_max", "abc", "not_a_number"),
        ("price_max", "-5", "out_of_range"),
        ("price_max", "1e9", "not_a_number"),
        ("from", "31/02/2026", "not_a_date"),
        ("from", "tomorrow", "not_a_date"),
        ("from", "0001-01-01", "out_of_range"),
        ("near", "91,0", "not_a_place"),
        ("near", "here", "not_a_place"),
        ("near", "nan,nan", "not_a_place"),
        ("km", "5", "needs_near"),
        ("sort", "nearest", "needs_near"),
        ("sort", "best", "unknown_value"),
        ("open", "2", "unknown_value"),
        ("kind", "book", "unknown_value"),
        ("city", "riyadh", "unknown_value"),
        ("provider", "x" * 81, "too_long"),
        ("q", "ب" * 10_000, "too_long"),
        ("colour", "red", "unknown_parameter"),
    ],
)
def test_what_cannot_be_used_is_left_out_and_named(name: str, value: str, code: str) -> None:
    query, problems = parse([(name, value)], KNOWN)
    assert [(problem.parameter, problem.code) for problem in problems] == [(name, code)]
    assert query == Query(text="ب" * 200 if name == "q" else "")


def test_dates_in_the_wrong_order_keep_the_first() -> None:
    query, problems = parse([("from", "2026-12-31"), ("until", "2026-12-01")])
    assert (query.starts_from, query.starts_until) == (date(2026, 12, 31), None)
    assert problems == [Problem("until", "2026-12-01", "dates_reversed")]


def test_of_a_repeated_single_value_the_first_counts() -> None:
    query, problems = parse([("age", "30"), ("age", "40")])
    assert (query.age, [problem.code for problem in problems]) == (30, ["repeated"])


def test_a_value_of_an_open_vocabulary_is_kept() -> None:
    query, problems = parse([("topic", "0715"), ("provider", "7K3M9Q2XAB")], KNOWN)
    assert (query.values("topic"), query.values("provider"), problems) == (("0715",), ("7K3M9Q2XAB",), [])


def test_a_key_may_be_written_in_capitals() -> None:
    assert parse([("city", "Jubail-Industrial-City")], KNOWN)[0].values("city") == ("jubail-industrial-city",)


def test_what_hides_or_reorders_text_is_taken_out() -> None:
    assert parse([("q", "\u202eلحام\u200f\x00\ud800\n\tTIG")])[0].text == "لحام TIG"


def test_what_other_sites_hang_on_an_address_is_no_problem() -> None:
    assert not problem_codes(("utm_source", "x"), ("fbclid", "y"), ("lang", "ar"))


def test_a_flood_is_cut() -> None:
    query, problems = parse([("topic", str(n)) for n in range(500)] + [(f"p{n}", "") for n in range(500)])
    assert len(query.values("topic")) == 50
    assert len(problems) == 20


def test_a_chip_takes_one_value_away_and_goes_to_the_first_page() -> None:
    query, _ = parse([("kind", "course"), ("kind", "workshop"), ("page", "4")])
    assert query.without("kind", "course").pairs() == (("kind", "workshop"),)
    assert query.without("kind").pairs() == ()


def test_without_a_place_nothing_is_near() -> None:
    query, _ = parse([("near", "jubail-industrial-city:deffi"), ("km", "5"), ("sort", "nearest")])
    assert query.without("near") == Query()


def test_values_are_put_in_the_place_of_others() -> None:
    query, _ = parse([("kind", "course"), ("age", "30"), ("page", "2")])
    assert query.with_("kind", ["programme"]).with_("age", ["40"]).pairs() == (("age", "40"), ("kind", "programme"))
    assert query.with_("age", ["old"]).age is None


def test_a_page_is_turned() -> None:
    assert parse([("q", "x")])[0].on_page(3).pairs() == (("page", "3"), ("q", "x"))


def test_filters_are_what_narrows() -> None:
    query, _ = parse([("q", "x"), ("sort", "price"), ("open", "1"), ("age", "5"), ("page", "2")])
    assert query.filters() == (("age", "5"), ("open", "1"))
    assert query.without_filters().pairs() == (("q", "x"), ("sort", "price"))
