"""From judged queries and what an engine found to figures: nDCG@10, recall@50, MRR, zero results, by class and overall.

Pure: it knows neither engine nor database. A judged set is `{"needs": {id: {"grades": {reference: 1..3}}},
"queries": [{"q", "class", "need"}]}`; grade 3 is just what is asked for, 2 a good answer, 1 touches it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

Grades = Mapping[str, int]

PAGE, LISTED = 10, 50
TRAP = "trap"


@dataclass(frozen=True)
class Judged:
    """A query with the grades of the offerings that answer it; a trap may have none."""

    text: str
    sort: str
    need: str
    grades: Grades


@dataclass(frozen=True)
class Listed:
    """What an engine found: references, the best first. `loose`: it said that these are only suggestions."""

    references: Sequence[str]
    loose: bool = False


@dataclass(frozen=True)
class Score:
    """The figures of one query, or the means of many. Recall is None where there is nothing to be found."""

    ndcg: float
    recall: float | None
    mrr: float
    zero: float
    queries: int = 1


def judged_queries(judged: Mapping[str, Any]) -> list[Judged]:
    """:raises KeyError: a query has a need that is not there."""
    needs = judged["needs"]
    return [Judged(one["q"], one["class"], one["need"], needs[one["need"]]["grades"]) for one in judged["queries"]]


def ndcg(grades: Grades, found: Sequence[str], at: int = PAGE) -> float:
    """Normalised discounted cumulative gain with the gain 2^grade - 1: 1 where no order could be better."""
    best = _gain(sorted(grades.values(), reverse=True)[:at])
    return _gain([grades.get(one, 0) for one in _once(found)[:at]]) / best if best else 0.0


def recall(
    grades: Grades, found: Sequence[str], at: int = LISTED, among: Collection[str] | None = None
) -> float | None:
    """The share of the graded offerings that stands among the first; None where there is none to be found.

    :param among: only these count, such as those that are written in the other language alone.
    """
    wanted = {one for one, grade in grades.items() if grade and (among is None or one in among)}
    return len(wanted & set(_once(found)[:at])) / len(wanted) if wanted else None


def reciprocal_rank(grades: Grades, found: Sequence[str]) -> float:
    """One over the place of the first offering with a grade; 0 where there is none."""
    return next((1 / place for place, one in enumerate(_once(found), 1) if grades.get(one, 0)), 0.0)


def clean(judged: Judged, listed: Listed) -> bool:
    """Whether a question that the catalogue cannot answer is answered so: by nothing, or by suggestions named so."""
    return not judged.grades and (not listed.references or listed.loose)


def score(judged: Judged, listed: Listed) -> Score:
    """The figures of one query. Where nothing answers it, its nDCG and MRR are 1 for a clean answer and 0 otherwise."""
    found = listed.references
    if not judged.grades:
        value = float(clean(judged, listed))
        return Score(value, None, value, 0.0)  # finding nothing is right there
    return Score(
        ndcg(judged.grades, found),
        recall(judged.grades, found),
        reciprocal_rank(judged.grades, found),
        float(not found),
    )


def by_class(queries: Iterable[Judged], find: Callable[[str], Listed]) -> dict[str, Score]:
    """Class → the means over its queries, each asked once."""
    scores: defaultdict[str, list[Score]] = defaultdict(list)
    for judged in queries:
        scores[judged.sort].append(score(judged, find(judged.text)))
    return {sort: mean(found) for sort, found in scores.items()}


def macro(scores: Mapping[str, Score]) -> Score:
    """The means over the classes, each counting once. Traps are left out: what they measure is another thing."""
    return mean([one for sort, one in scores.items() if sort != TRAP])


def mean(scores: Sequence[Score]) -> Score:
    """:raises ZeroDivisionError: there are none."""
    known = [one.recall for one in scores if one.recall is not None]
    return Score(
        ndcg=sum(one.ndcg for one in scores) / len(scores),
        recall=sum(known) / len(known) if known else None,
        mrr=sum(one.mrr for one in scores) / len(scores),
        zero=sum(one.zero for one in scores) / len(scores),
        queries=sum(one.queries for one in scores),
    )


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / log2(place + 1) for place, grade in enumerate(grades, 1))


def _once(found: Sequence[str]) -> list[str]:
    """An offering that is listed twice counts where it stands first, and takes no second place."""
    return list(dict.fromkeys(found))
