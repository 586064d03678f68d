"""Whether answers are right: ours against plain sets in everything, the peers' where they mean the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.oracle import Oracle, Right
from benchmarks.peers.all import ENTRANTS, OURS
from benchmarks.peers.flat import OF_RUNS
from benchmarks.peers.peer import Answer
from benchmarks.questions import OF_RUN, Question
from catalogue.search.facets import SHOWN

Answers = Mapping[str, Sequence[Answer]]


def check(oracle: Oracle, questions: Sequence[Question], answers: Answers) -> dict[str, dict[Question, str]]:
    """Engine → question → what is wrong with its answer, or nothing, for each question in which it can be judged.

    An engine that reads words its own way (`own_words`) is judged where there are no words, one that cuts its facets
    (`cuts`) by its totals alone.
    """
    found: dict[str, dict[Question, str]] = {name: {} for name in answers}
    for at, question in enumerate(questions):
        ours, theirs = oracle.ours(question.query), oracle.theirs(question.query)
        for name, given in answers.items():
            if name == OURS or not (question.text and ENTRANTS[name].own_words):
                right = ours if name == OURS else theirs
                found[name][question] = _wrong(name, question, given[at], right)
    return found


def _wrong(name: str, question: Question, answer: Answer, right: Right) -> str:
    judged = _facets(name, question, answer)
    facets = [one for one in judged if _there(answer.facets[one]) != _there(right.facets[one])]
    if answer.total == right.total and not facets:
        return ""
    return f"{answer.total} instead of {right.total}, wrong facets {facets}"


def _facets(name: str, question: Question, answer: Answer) -> list[str]:
    """Those that can be judged: peers count a facet of runs under a choice in another one by their own lights."""
    if name == OURS:
        return [facet.name for facet in SHOWN]
    if ENTRANTS[name].cuts:
        return []
    chosen = {one for one, _ in question.filters} & set(OF_RUN)
    return [one for one in answer.facets if not chosen or one in chosen or one not in OF_RUNS]


def _there(counts: Mapping[str, int]) -> dict[str, int]:
    return {value: count for value, count in counts.items() if count}
