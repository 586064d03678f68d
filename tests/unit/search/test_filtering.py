"""Filters, facets, and what is shown without being asked for."""

from __future__ import annotations

import pytest

from catalogue.search.documents import RunFacts
from catalogue.search.engines.whoosh import WhooshEngine
from tests.unit.search.builders import JUBAIL, NOON, YANBU, a_document, a_flexible_run, a_query, a_run, in_days


def counts(engine: WhooshEngine, facet: str, **chosen: str | list[str]) -> dict[str, int]:
    found = engine.search(a_query("", **chosen), NOON, 20)
    return {one.value: one.count for one in found.facets[facet]}


def test_filters_of_runs_hold_for_one_and_the_same_run(engine: WhooshEngine) -> None:
    apart = a_document(runs=[a_run(city=JUBAIL, days=("sun",)), a_run(city=YANBU, days=("mon",))])
    together = a_document(runs=[a_run(city=YANBU, days=("sun",))])
    engine.index([apart, together])
    assert engine.search(a_query(city=YANBU, day="sun"), NOON, 20).ids == (together.id,)


def test_several_values_of_a_facet_mean_any_of_them(engine: WhooshEngine) -> None:
    engine.index([a_document(kind=kind) for kind in ("course", "workshop", "programme")])
    assert engine.search(a_query(kind=["course", "workshop"]), NOON, 20).total == 2


def test_a_count_leaves_its_own_facet_out_and_keeps_the_others(engine: WhooshEngine) -> None:
    engine.index(
        [a_document(kind="course", level="beginner"), a_document(kind="workshop"), a_document(level="advanced")]
    )
    assert counts(engine, "kind", kind="course") == {"course": 2, "workshop": 1}
    assert counts(engine, "kind", level="advanced") == {"course": 1}
    assert counts(engine, "level", kind="course") == {"beginner": 1, "advanced": 1}


def test_an_offering_with_several_runs_counts_once(engine: WhooshEngine) -> None:
    engine.index([a_document(runs=[a_run(), a_run(), a_run(city=YANBU)])])
    assert counts(engine, "city") == {JUBAIL: 1, YANBU: 1}


def test_a_chosen_value_stays_in_its_facet_with_nothing(engine: WhooshEngine) -> None:
    engine.index([a_document()])
    assert counts(engine, "topic", topic=["0214", "0715"]) == {"02": 1, "0214": 1, "0715": 0}


def test_only_broad_topics_are_shown_and_all_can_be_chosen(engine: WhooshEngine) -> None:
    engine.index([a_document()])
    assert counts(engine, "topic") == {"02": 1}
    assert engine.search(a_query(topic="0214"), NOON, 20).total == 1


def test_values_stand_in_their_order_or_by_number(engine: WhooshEngine) -> None:
    engine.index([a_document(runs=[a_run(days=("sat", "sun"))], audiences=("b", "a")), a_document(audiences=("b",))])
    facets = engine.search(a_query(), NOON, 20).facets
    assert [one.value for one in facets["day"]] == ["sun", "sat"]
    assert [one.value for one in facets["audience"]] == ["b", "a"]


def test_a_zone_stands_for_its_districts(engine: WhooshEngine) -> None:
    engine.index([a_document(runs=[a_run(district="c:lulu", zone="c:huwaylat")])])
    assert engine.search(a_query(district="c:huwaylat"), NOON, 20).total == 1
    assert engine.search(a_query(district="c:lulu"), NOON, 20).total == 1


def test_an_unstated_gender_mode_matches_no_gender(engine: WhooshEngine) -> None:
    engine.index([a_document(runs=[a_run(gender_mode=None)])])
    assert counts(engine, "gender") == {}
    assert engine.search(a_query(gender=["mixed", "women", "men"]), NOON, 20).total == 0


@pytest.mark.parametrize(
    ("bounds", "age", "admitted"),
    [
        ((None, None), "0", 1),
        ((6, 12), "6", 1),
        ((6, 12), "12", 1),
        ((6, 12), "13", 0),
        ((18, None), "99", 1),
        ((None, 5), "6", 0),
    ],
)
def test_ages_are_inclusive_and_open_ends_admit_everybody(
    engine: WhooshEngine, bounds: tuple[int | None, int | None], age: str, admitted: int
) -> None:
    engine.index([a_document(age_min=bounds[0], age_max=bounds[1])])
    assert engine.search(a_query(age=age), NOON, 20).total == admitted


@pytest.mark.parametrize(
    ("price", "asked", "total"), [(15050, "150.5", 1), (15051, "150.5", 0), (0, "0", 1), (None, "9", 0)]
)
def test_a_price_is_at_most_what_is_asked(engine: WhooshEngine, price: int | None, asked: str, total: int) -> None:
    engine.index([a_document(runs=[a_run(price_halalas=price)])])
    assert engine.search(a_query(price_max=asked), NOON, 20).total == total


@pytest.mark.parametrize(
    ("run", "total"),
    [
        (a_run(starts_at=in_days(6).replace(hour=21)), 1),  # the first of December in Riyadh, not in Greenwich
        (a_run(starts_at=in_days(6).replace(hour=20)), 0),
        (a_run(starts_at=in_days(8).replace(hour=20)), 1),
        (a_run(starts_at=in_days(8).replace(hour=21)), 0),
        (a_flexible_run(), 1),
        (a_flexible_run(ends_at=in_days(3)), 0),
        (a_run(starts_at=None, ends_at=None), 0),
    ],
)
def test_dates_are_those_of_the_city_and_a_flexible_start_fits_any(
    engine: WhooshEngine, run: RunFacts, total: int
) -> None:
    engine.index([a_document(runs=[run])])
    assert engine.search(a_query(from_="2026-12-01", until="2026-12-02", open="all"), NOON, 20).total == total


def test_what_is_over_is_shown_only_when_asked_for(engine: WhooshEngine) -> None:
    over = [a_run(starts=-30), a_run(closes_at=in_days(-1)), a_run(seats_taken=20), a_run(state="cancelled")]
    hidden = [a_document(runs=[run]) for run in over] + [a_document(runs=over)]
    shown = [a_document(runs=[*over, a_run()]), a_document(runs=[]), a_document(runs=[a_flexible_run()])]
    engine.index(hidden + shown)
    assert set(engine.search(a_query(), NOON, 20).ids) == {document.id for document in shown}
    assert engine.search(a_query(open="all"), NOON, 20).total == 8
    assert set(engine.search(a_query(open="1"), NOON, 20).ids) == {shown[0].id, shown[2].id}


def test_what_can_be_joined_changes_with_the_clock_both_ways(engine: WhooshEngine) -> None:
    engine.index([a_document(runs=[a_run(opens_at=in_days(1), closes_at=in_days(2), starts=3)])])
    open_at = {day: engine.count(a_query(open="1"), in_days(day)) for day in (0, 1, 1.5, 2, 3, 1.2, 0.5, 5)}
    assert open_at == {0: 0, 1: 1, 1.5: 1, 2: 0, 3: 0, 1.2: 1, 0.5: 0, 5: 0}
    assert [engine.count(a_query(), in_days(day)) for day in (0, 1.5, 2.5)] == [1, 1, 0]
