"""Engines asked the same questions in pairs, question by question, so that a slow moment of the machine hits both.

Each peer is asked in turn with ours alone: two peers out of one index would warm it for each other, and what a third
engine leaves in the processor's caches is nobody's doing.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median, quantiles
from time import perf_counter, thread_time

from benchmarks.peers.all import ENTRANTS, OURS
from benchmarks.peers.peer import Answer, Peer
from benchmarks.questions import Question

ROUNDS = 5
SPIN = 20_000


@dataclass
class Times:
    """Seconds of a pair's answers by engine, round after round, each round in the order of the questions.

    A busy machine takes the processor away for milliseconds now and then, which would be most of a quick engine's p95
    and little of a slow one's. So each question counts with its median over the rounds; `raw_p95` is without that.
    `processor` is what this thread computed meanwhile, which others hardly change: all of an engine in process.
    """

    questions: Sequence[Question]
    seconds: dict[str, list[float]] = field(default_factory=dict)
    processor: dict[str, list[float]] = field(default_factory=dict)
    noise: list[float] = field(default_factory=list)  # of the same bare loop each time

    def medians(self, name: str) -> list[float]:
        """Of each question, in their order."""
        return self._medians(self.seconds[name])

    def _medians(self, seconds: Sequence[float]) -> list[float]:
        many = len(self.questions)
        return [median(seconds[at::many]) for at in range(many)]

    def p50_p95(self, name: str) -> tuple[float, float]:
        return _p50_p95(self.medians(name))

    def computed(self, name: str) -> tuple[float, float]:
        """p50 and p95 by the processor's clock."""
        return _p50_p95(self._medians(self.processor[name]))

    def raw_p95(self, name: str) -> float:
        return _p50_p95(self.seconds[name])[1]

    def mean(self, name: str) -> float:
        return fmean(self.medians(name))

    def ratios(self, name: str, other: str) -> tuple[float, float, float]:
        """How one engine stands to another: p50 to p50, p95 to p95, and the median over the questions."""
        (mine, mine95), (its, its95) = self.p50_p95(name), self.p50_p95(other)
        pairs = zip(self.medians(name), self.medians(other), strict=True)
        return mine / its, mine95 / its95, median(one / two for one, two in pairs)

    def of_sort(self, name: str, sort: str) -> list[float]:
        pairs = zip(self.questions, self.medians(name), strict=True)
        return [seconds for question, seconds in pairs if question.sort == sort]

    def unrest(self) -> tuple[float, float]:
        """How much longer the bare loop took than at its quickest: median and 95th percentile."""
        p50, p95 = _p50_p95(self.noise)
        return p50 / min(self.noise), p95 / min(self.noise)


def warm(peers: Mapping[str, Peer], questions: Sequence[Question]) -> tuple[dict[str, float], dict[str, list[Answer]]]:
    """Ask everything once, which warms.

    :returns: the p95 of the seconds that each engine then computes, and all answers.
    """
    answers: dict[str, list[Answer]] = {name: [] for name in peers}
    first: dict[str, list[float]] = {name: [] for name in peers}
    for question in questions:
        for name, peer in peers.items():
            answer, _seconds, computed = _asked(peer, question, 0)
            answers[name].append(answer)
            first[name].append(computed)
    return {name: _p50_p95(seconds)[1] for name, seconds in first.items()}, answers


def ask(peers: Mapping[str, Peer], questions: Sequence[Question], rounds: int = ROUNDS) -> dict[str, Times]:
    """Ask everything several times over. :returns: for each peer of ours the times of both."""
    gc.collect()
    gc.freeze()  # what the benchmark itself holds is nobody's garbage
    others = [name for name in peers if name != OURS] or [OURS]
    times = {name: _paired({one: peers[one] for one in (OURS, name)}, questions, rounds) for name in others}
    gc.unfreeze()
    return times


def _paired(pair: Mapping[str, Peer], questions: Sequence[Question], rounds: int) -> Times:
    """Who comes first changes from question to question, and for each of them from round to round."""
    times = Times(questions, *({name: [] for name in pair} for _ in range(2)))
    order = list(pair)
    rounds = 1 if any(ENTRANTS[name].slow for name in pair) else rounds
    for turn in range(rounds):
        for at, question in enumerate(questions):
            for name in order if (at + turn) % 2 else reversed(order):
                _answer, seconds, computed = _asked(pair[name], question, turn + 1)
                times.seconds[name].append(seconds)
                times.processor[name].append(computed)
            times.noise.append(_spin())
    return times


def anew(text: str, turn: int) -> str:
    """The text as one that was never asked, though it says the same: nobody may answer from what is kept of it."""
    return text + " " * turn if text else text


def _asked(peer: Peer, question: Question, turn: int) -> tuple[Answer, float, float]:
    """:returns: the answer, and its seconds by the wall's clock and the processor's."""
    text, filters = anew(question.text, turn), dict(question.filters)
    began, computed = perf_counter(), thread_time()
    answer = peer.search(text, filters)
    return answer, perf_counter() - began, thread_time() - computed


def _spin() -> float:
    began = perf_counter()
    sum(range(SPIN))
    return perf_counter() - began


def _p50_p95(seconds: Sequence[float]) -> tuple[float, float]:
    return median(seconds), quantiles(seconds, n=20)[18]
