"""Killed in the middle of enrolling, again and again: what was answered as enrolled is there, once, and counted."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from catalogue.settings import Settings
from tests.fire.crowd import Crowd
from tests.fire.killing import Mortal, mortal
from tests.fire.server import post

CLIENTS, RUNS, CAPACITY = 50, 60, 40
KILLS = max(20, int(os.environ.get("CATALOGUE_FIRE_KILLS", "20")))
SERVER_EVERY = 7
PAUSE_SECONDS = 0.3
PATIENCE_SECONDS = 120

pytestmark = [pytest.mark.slow]


class Onslaught:
    """Every client goes through the runs in an order of its own and repeats each request until it is answered."""

    def __init__(self, port: int, crowd: Crowd, paths: list[str]) -> None:
        self.answered: Counter[int] = Counter()
        self.places: dict[tuple[int, str], set[str]] = {}
        self._port, self._crowd, self._paths = port, crowd, paths
        self._over = threading.Event()
        self._lanes = [threading.Thread(target=self._go, args=(number,)) for number in range(len(crowd.browsers))]

    def begin(self) -> None:
        for lane in self._lanes:
            lane.start()

    def end(self) -> None:
        self._over.set()
        for lane in self._lanes:
            lane.join()

    def wait_for(self, answers: int) -> None:
        """Until so many more answers came: on a busy machine a kill must meet work as well."""
        wanted, until = self.answered.total() + answers, time.monotonic() + PATIENCE_SECONDS
        while self.answered.total() < wanted:
            assert time.monotonic() < until, "nobody is answered any more"
            time.sleep(0.01)

    def _go(self, number: int) -> None:
        chance = Random(number)
        while not self._over.is_set():
            self._ask(number, chance.choice(self._paths))
            self._over.wait(PAUSE_SECONDS * chance.random())

    def _ask(self, number: int, path: str) -> None:
        for _attempt in range(100):
            answer = post(self._port, path, number, self._crowd.browsers[number])
            self.answered[answer.status] += 1
            if answer.status == 303:
                self.places.setdefault((number, path), set()).add(answer.location)
            if answer.status in {303, 409}:
                return
            time.sleep(0.05)
        raise AssertionError(f"{path} was never answered: the last status was {answer.status}")


@pytest.fixture
def crowd(each_settings: Settings) -> Iterator[Crowd]:
    made = Crowd(each_settings, CLIENTS)
    yield made
    made.close()


@pytest.fixture
def server(each_settings: Settings) -> Iterator[Mortal]:
    with mortal(each_settings) as made:
        yield made


def test_whoever_was_told_that_she_is_enrolled_is_enrolled_once_whatever_was_killed(
    server: Mortal, crowd: Crowd
) -> None:
    onslaught, chance = Onslaught(server.port, crowd, crowd.runs(RUNS, CAPACITY)), Random(7)
    onslaught.begin()
    try:
        for number in range(1, KILLS + 1):
            onslaught.wait_for(10 + chance.randrange(20))
            if number % SERVER_EVERY == 0:
                server.kill_everything()
            else:
                server.kill_a_worker(chance)
        onslaught.wait_for(50)
    finally:
        onslaught.end()
    told = [place for places in onslaught.places.values() for place in places]
    cut = onslaught.answered[599]
    print(f"{KILLS} kills, {len(told)} told, answers {dict(onslaught.answered)}")  # noqa: T201
    assert cut, "no request was met by a kill: the test proves nothing"
    assert len(told) > KILLS
    assert crowd.lost(told) == set()
    assert [pair for pair, places in onslaught.places.items() if len(places) > 1] == [], "shown two enrolments"
    assert crowd.troubles() == []
    assert set(onslaught.answered) <= {303, 409, 503, 599}
