"""The figures by which relevance is judged, on cases that can be worked out on paper."""

from __future__ import annotations

from math import log2

import pytest

from tests.relevance.scoring import (
    Judged,
    Listed,
    Score,
    by_class,
    clean,
    judged_queries,
    macro,
    mean,
    ndcg,
    recall,
    reciprocal_rank,
    score,
)

GRADES = {"a": 3, "b": 2, "c": 1}


def a_query(text: str = "welding", sort: str = "exact_en", **grades: int) -> Judged:
    return Judged(text, sort, "need", grades)


def test_the_best_order_has_an_ndcg_of_1() -> None:
    assert ndcg(GRADES, ["a", "b", "c", "other"]) == pytest.approx(1)


def test_a_worse_order_has_the_ndcg_of_the_definition() -> None:
    best = 7 + 3 / log2(3) + 1 / 2
    assert ndcg(GRADES, ["other", "b", "a"]) == pytest.approx((3 / log2(3) + 7 / 2) / best)


def test_ndcg_looks_at_the_first_ten_alone() -> None:
    others = [f"x{number}" for number in range(10)]
    assert ndcg(GRADES, [*others, "a"]) == 0
    many = {f"g{number}": 3 for number in range(12)}
    assert ndcg(many, list(many)) == pytest.approx(1)  # more than ten cannot stand among ten


def test_nothing_found_or_nothing_to_be_found_has_an_ndcg_of_0() -> None:
    assert ndcg(GRADES, []) == 0
    assert ndcg({}, ["a"]) == 0


def test_what_is_listed_twice_counts_once() -> None:
    assert ndcg({"a": 3, "b": 3}, ["a", "a", "b"]) == pytest.approx(1)
    assert reciprocal_rank({"b": 1}, ["a", "a", "b"]) == pytest.approx(1 / 2)


def test_recall_is_the_share_of_what_has_a_grade() -> None:
    assert recall(GRADES, ["c", "x", "a"]) == pytest.approx(2 / 3)
    assert recall({**GRADES, "x": 0}, ["a", "b", "c"]) == 1
    assert recall(GRADES, ["x", "a"], at=1) == 0


def test_recall_among_some_of_them() -> None:
    assert recall(GRADES, ["a"], among={"b", "z"}) == 0
    assert recall(GRADES, ["b"], among={"b", "z"}) == 1
    assert recall(GRADES, ["b"], among={"z"}) is None


def test_the_reciprocal_rank_is_that_of_the_first_with_a_grade() -> None:
    assert reciprocal_rank(GRADES, ["x", "c", "a"]) == pytest.approx(1 / 2)
    assert reciprocal_rank(GRADES, ["x"]) == 0


@pytest.mark.parametrize(
    ("listed", "expected"),
    [(Listed([]), True), (Listed(["a"]), False), (Listed(["a"], loose=True), True)],
)
def test_a_trap_is_answered_cleanly_by_nothing_or_by_suggestions_named_so(listed: Listed, expected: bool) -> None:
    assert clean(a_query(), listed) is expected
    assert score(a_query(), listed) == Score(float(expected), None, float(expected), 0)


def test_a_trap_with_answers_is_scored_by_them() -> None:
    trap = a_query(sort="trap", a=3)
    assert score(trap, Listed(["a"], loose=True)) == Score(1, 1, 1, 0)
    assert score(trap, Listed([])) == Score(0, 0, 0, 1)
    assert not clean(trap, Listed([]))


def test_classes_are_means_over_their_queries_and_each_query_is_asked_once() -> None:
    asked = []

    def find(text: str) -> Listed:
        asked.append(text)
        return Listed(["a"] if text == "good" else [])

    queries = [a_query("good", a=3), a_query("bad", a=3), a_query("trap", "trap")]
    scores = by_class(queries, find)
    assert asked == ["good", "bad", "trap"]
    assert scores["exact_en"] == Score(0.5, 0.5, 0.5, 0.5, queries=2)
    assert scores["trap"] == Score(1, None, 1, 0)


def test_overall_each_class_counts_once_and_traps_do_not() -> None:
    scores = {
        "exact_en": Score(0.75, 0.5, 1.0, 0.0, queries=9),
        "typo_en": Score(0.25, None, 0.5, 0.5),
        "trap": Score(0, None, 0, 0, queries=5),
    }
    assert macro(scores) == Score(0.5, 0.5, 0.75, 0.25, queries=10)


def test_a_mean_without_anything_to_be_found_has_no_recall() -> None:
    assert mean([Score(1, None, 1, 0)]).recall is None


def test_a_judged_set_is_read_with_the_grades_of_its_needs() -> None:
    read = judged_queries(
        {"needs": {"n": {"grades": {"a": 3}}}, "queries": [{"q": "weld", "class": "exact_en", "need": "n"}]}
    )
    assert read == [Judged("weld", "exact_en", "n", {"a": 3})]
    with pytest.raises(KeyError):
        judged_queries({"needs": {}, "queries": [{"q": "weld", "class": "exact_en", "need": "n"}]})
