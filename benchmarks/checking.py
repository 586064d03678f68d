"""Whether answers are right: ours against plain sets in everything, the peers' where they mean the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.oracle import Oracle
from benchmarks.peers.all import ENTRANTS, OURS
from benchmarks.peers.flat import FACETS
from benchmarks.peers.peer import Answer
from benchmarks.questions import OF_RUN, Question

Right = Sequence[tuple[int, Mapping[str, Mapping[str, int]], bool]]


def right_answers(oracle: Oracle, questions: Sequence[Question]) -> Right:
    return [oracle.answer(question.query) for question in questions]


def differences(name: str, answers: Sequence[Answer], questions: Sequence[Question], right: Right) -> list[str]:
    """A line for each question that is answered otherwise than by plain sets.

    A peer requires all words, so it is asked only where that is the rule; it counts a facet of runs under a choice in
    another one otherwise, and an engine with an analysis of its own (`own_words`) is compared where there are no words.
    """
    found = []
    for question, answer, (total, facets, loose) in zip(questions, answers, right, strict=True):
        if name != OURS and (loose or (question.text and ENTRANTS[name].own_words)):
            continue
        names = list(facets) if name == OURS else [] if ENTRANTS[name].cuts else _comparable(question)
        wrong = [one for one in names if _there(answer.facets[one]) != _there(facets[one])]
        if answer.total != total or wrong:
            found.append(f"{question}: {answer.total} instead of {total}, facets {wrong}")
    return found


def compared(name: str, questions: Sequence[Question], right: Right) -> int:
    """In how many questions an engine is held against plain sets."""
    if name == OURS:
        return len(questions)
    pairs = zip(questions, right, strict=True)
    return sum(not (answer[2] or (question.text and ENTRANTS[name].own_words)) for question, answer in pairs)


def _comparable(question: Question) -> list[str]:
    chosen = {name for name, _ in question.filters} & set(OF_RUN)
    return [name for name in FACETS if not chosen or name in chosen or name not in OF_RUN]


def _there(counts: Mapping[str, int]) -> dict[str, int]:
    return {value: count for value, count in counts.items() if count}
