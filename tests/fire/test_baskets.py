"""E5: baskets of up to five runs, chosen in any order, from twelve threads at once: no deadlock, nothing oversold.

Beside them others join waiting lists, leave them, and seats are added, as on a busy day.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from catalogue.core.db import db
from catalogue.core.errors import Busy, DomainError
from catalogue.enrolment import services
from catalogue.enrolment.counters import drift
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.services import enrolling
from catalogue.offerings.models import Run
from catalogue.settings import Settings
from tests.builders import NOON, a_learner, a_run, an_offering
from tests.conftest import an_app

BASKETS = int(os.environ.get("CATALOGUE_BASKETS", "144"))
THREADS, RUNS = 12, 8
pytestmark = [pytest.mark.slow]


class Market:
    """Eight runs of three offerings with few seats, and a learner for each basket."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.outcomes: Counter[str] = Counter()
        self.conflicts = 0
        with app.app_context():
            offerings = [an_offering() for _ in range(3)]
            self.runs = [
                a_run(
                    offering=offerings[number % 3], starts_at=NOON + timedelta(days=10 + number), capacity=30,
                    waiting_list=40, reference=f"b{number}",
                ).id
                for number in range(RUNS)
            ]  # fmt: skip
            self.people = [(learner.id, learner.account_id or 0) for learner in (a_learner() for _ in range(BASKETS))]
            event.listen(db.engine, "handle_error", self._note_conflict)

    def _note_conflict(self, context: object) -> None:
        self.conflicts += getattr(getattr(context, "original_exception", None), "sqlstate", "") == "40P01"

    def open(self, *, to_the_first_conflict: bool = False) -> None:
        self.to_the_first_conflict = to_the_first_conflict
        lanes = [
            threading.Thread(target=self._buy, args=(self.people[number::THREADS], Random(number)))
            for number in range(THREADS)
        ]
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()

    def _buy(self, people: list[tuple[int, int]], random: Random) -> None:
        for learner, account in people:
            if self.to_the_first_conflict and self.conflicts:
                return
            self._come(learner, account, random)

    def _come(self, learner: int, account: int, random: Random) -> None:
        chosen = random.sample(self.runs, random.randint(1, 5))
        wanted = [services.Wish(run, learner, {}) for run in chosen]
        self._try(lambda: services.enrol_together(wanted, acted_by=account, now=NOON))
        self._try(lambda: services.wait(chosen[0], [learner], acted_by=account, now=NOON))
        if random.random() < 0.2:
            self._try(lambda: self._leave(chosen[0], learner, account))

    def _leave(self, run_id: int, learner: int, account: int) -> None:
        held = select(Enrolment.id).where(Enrolment.run_id == run_id, Enrolment.learner_id == learner)
        if (there := db.session.scalars(held).first()) is not None:
            services.cancel(there, acted_by=account, now=NOON)

    def _try(self, deed: Callable[[], object]) -> None:
        with self.app.app_context():
            try:
                deed()
                self.outcomes["done"] += 1
            except Busy:
                self.outcomes["busy"] += 1
            except DomainError:
                self.outcomes["refused"] += 1
            except Exception as trouble:
                self.outcomes[type(trouble).__name__] += 1


@pytest.fixture
def market(each_app: Flask) -> Market:
    return Market(each_app)


def test_baskets_from_many_threads_never_wait_for_each_other_in_a_ring(market: Market) -> None:
    market.open()
    assert market.outcomes.keys() <= {"done", "refused"}, market.outcomes
    assert market.conflicts == 0
    with market.app.app_context():
        assert drift() == []
        over = select(func.count()).select_from(Run).where(Run.seats_taken > Run.capacity)
        assert db.session.scalar(over) == 0
        full = select(func.count()).select_from(Run).where(Run.seats_taken == Run.capacity)
        assert (db.session.scalar(full) or 0) > 0, "nobody had to fight for a seat: check this test"


@pytest.fixture
def postgresql_app(postgresql_settings: Settings) -> Iterator[Flask]:
    yield from an_app(postgresql_settings)


@pytest.mark.postgresql
def test_without_the_order_they_do(postgresql_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: in the order in which people click, PostgreSQL has to break deadlocks."""
    monkeypatch.setattr(enrolling, "lock_in_order", lambda run_ids: None)
    monkeypatch.setattr(enrolling, "in_order", list)
    market = Market(postgresql_app)
    market.open(to_the_first_conflict=True)  # each costs a second of waiting, and one is the proof
    assert market.conflicts > 0
