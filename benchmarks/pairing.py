"""Engines asked the same questions in turn, question by question, so that a slow moment of the machine hits all."""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median, quantiles
from time import perf_counter, thread_time

from benchmarks.peers.all import ENTRANTS
from benchmarks.peers.peer import Answer, Peer
from benchmarks.questions import Question

ROUNDS = 5
SPIN = 20_000


@dataclass
class Times:
    """Seconds of each engine's answers, round after round, each round in the order of the questions.

    A busy machine takes the processor away for milliseconds now and then, which would be most of a quick engine's p95
    and little of a slow one's. So each question counts with its median over the rounds; `raw_p95` is without that.
    `processor` is what this thread computed meanwhile, which others hardly change: all of an engine in process.
    """

    questions: Sequence[Question]
    seconds: dict[str, list[float]] = field(default_factory=dict)
    processor: dict[str, list[float]] = field(default_factory=dict)
    first: dict[str, list[float]] = field(default_factory=dict)  # of the round that warmed, by the processor
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

    def first_p95(self, name: str) -> float:
        return _p50_p95(self.first[name])[1]

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


def warm(peers: Mapping[str, Peer], questions: Sequence[Question]) -> tuple[Times, dict[str, list[Answer]]]:
    """Ask everything once, which warms. :returns: the times to be filled, and all answers."""
    times = Times(questions, *({name: [] for name in peers} for _ in range(3)))
    answers: dict[str, list[Answer]] = {name: [] for name in peers}
    for question in questions:
        for name, peer in peers.items():
            answer, _seconds, computed = _asked(peer, question, 0)
            answers[name].append(answer)
            times.first[name].append(computed)
    return times, answers


def ask(peers: Mapping[str, Peer], times: Times, rounds: int = ROUNDS) -> None:
    """Ask everything several times over. Who comes first changes from question to question."""
    gc.collect()
    gc.freeze()  # what the benchmark itself holds is nobody's garbage
    order = list(peers)
    for turn in range(rounds):
        for question in times.questions:
            order.append(order.pop(0))
            for name in order:
                if turn == 0 or not ENTRANTS[name].slow:
                    _answer, seconds, computed = _asked(peers[name], question, turn + 1)
                    times.seconds[name].append(seconds)
                    times.processor[name].append(computed)
            times.noise.append(_spin())
    gc.unfreeze()


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
