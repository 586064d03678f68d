"""What the search finds for people's questions, held to what it has reached: by class of question, and overall."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from catalogue.offerings.demo.loader import offerings
from catalogue.search.text import normalise
from tests.relevance.conftest import Find
from tests.relevance.gates import (
    CROSS_ONLY_RECALL,
    GATES,
    MACRO_MRR,
    MACRO_NDCG,
    MACRO_RECALL,
    MOST_ZERO,
    ORTHOGRAPHIC_RECALL_BEHIND,
)
from tests.relevance.scoring import Judged, Score, macro, recall

BOUNDS: Mapping[str, Any] = json.loads((Path(__file__).parent / "bounds.json").read_text("utf-8"))
REACHED: Mapping[str, float] = BOUNDS["classes"]
FALL: float = BOUNDS["may_fall"]
GRADES = {1, 2, 3}
FEWEST, FEWEST_OF_A_CLASS = 200, 15


def bound(reached: float, gate: float) -> float:
    """The least that is borne; a gate that was reached is not given up."""
    return max(reached - FALL, gate) if reached >= gate else reached - FALL


def table(scores: Mapping[str, Score]) -> str:
    """Every figure, so that a failure shows at once what went up and what went down."""
    lines = [f"{'class':<18}{'queries':>8}{'nDCG':>8}{'reached':>9}{'bound':>8}{'recall':>8}{'MRR':>7}{'zero':>7}"]
    for sort, one in sorted(scores.items()):
        least, low = bound(REACHED[sort], GATES[sort]), ""
        if one.ndcg < least:
            low = "  BELOW"
        recall = "–" if one.recall is None else f"{one.recall:.3f}"
        lines.append(
            f"{sort:<18}{one.queries:>8}{one.ndcg:>8.3f}{REACHED[sort]:>9.3f}{least:>8.3f}{recall:>8}"
            f"{one.mrr:>7.3f}{one.zero:>7.3f}{low}"
        )
    every = macro(scores)
    lines.append(
        f"overall: nDCG {every.ndcg:.3f}, recall {every.recall:.3f}, MRR {every.mrr:.3f}, zero {every.zero:.3f}"
    )
    return "\n".join(lines)


@pytest.mark.parametrize("sort", sorted(GATES))
def test_a_class_of_questions_is_answered_as_well_as_before(scores: dict[str, Score], sort: str) -> None:
    assert scores[sort].ndcg >= bound(REACHED[sort], GATES[sort]), f"{sort}\n{table(scores)}"


def test_overall_the_gates_of_the_specification_hold(scores: dict[str, Score]) -> None:
    every, reached = macro(scores), BOUNDS["overall"]
    assert every.recall is not None
    low = {
        "ndcg": (every.ndcg, bound(reached["ndcg"], MACRO_NDCG)),
        "recall": (every.recall, bound(reached["recall"], MACRO_RECALL)),
        "mrr": (every.mrr, bound(reached["mrr"], MACRO_MRR)),
    }
    assert {name for name, (figure, least) in low.items() if figure < least} == set(), table(scores)
    assert every.zero <= MOST_ZERO, table(scores)


@pytest.mark.parametrize(("sort", "lang"), [("cross_ar_en", "en"), ("cross_en_ar", "ar")])
def test_what_is_written_in_the_other_language_alone_is_found(
    find: Find, judged: list[Judged], sort: str, lang: str
) -> None:
    only = {one["reference"] for one in offerings() if set(one["title"]) == {lang}}
    every = [recall(one.grades, find(one.text).references, among=only) for one in judged if one.sort == sort]
    asked = [share for share in every if share is not None]
    assert len(asked) >= FEWEST_OF_A_CLASS
    assert sum(asked) / len(asked) >= CROSS_ONLY_RECALL


def test_another_spelling_finds_as_much(scores: dict[str, Score]) -> None:
    written, spelt = scores["exact_ar"].recall, scores["orthographic_ar"].recall
    assert written is not None
    assert spelt is not None
    assert spelt >= written - ORTHOGRAPHIC_RECALL_BEHIND


def test_every_class_is_asked_often_enough_to_say_something(judged: list[Judged]) -> None:
    counts = Counter(one.sort for one in judged)
    assert counts.keys() == GATES.keys() == REACHED.keys()
    assert sum(counts.values()) >= FEWEST
    assert min(counts.values()) >= FEWEST_OF_A_CLASS, counts


def test_what_is_judged_is_in_the_catalogue(judged: list[Judged]) -> None:
    known = {offering["reference"] for offering in offerings()}
    graded = {reference: grade for one in judged for reference, grade in one.grades.items()}
    assert graded.keys() - known == set()
    assert set(graded.values()) <= GRADES
    assert [one.text for one in judged if not one.grades and one.sort != "trap"] == []


def test_no_question_is_asked_twice(judged: list[Judged]) -> None:
    counts = Counter((one.sort, normalise(one.text)) for one in judged)
    assert [key for key, count in counts.items() if count > 1] == []


def test_the_bounds_notice_a_fall() -> None:
    assert bound(0.90, 0.88) == pytest.approx(0.88), "the gate is higher than what may be lost"
    assert bound(0.95, 0.88) == pytest.approx(0.92)
    assert bound(0.65, 0.80) == pytest.approx(0.62), "a gate not reached yet is no bound"
