"""The last seats under fire: 200 learners, each asking twice at the same moment, for 50 seats of a real server.

The negative controls take a lock away and must go wrong: otherwise the first test would prove nothing.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from catalogue.accounts.models import Learner
from catalogue.app import create_app
from catalogue.core.clock import now
from catalogue.core.db import db, public_id
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import HOLDING_A_SEAT
from catalogue.offerings.models import Run
from catalogue.settings import Settings
from tests.builders import a_run
from tests.fire.crowd import open_now, people
from tests.fire.server import Answer, burst, serving
from tests.people import Browser, browsers_of

LEARNERS, SEATS = 200, 50
ROUNDS = int(os.environ.get("CATALOGUE_FIRE_ROUNDS", "3"))
CONTROL_ROUNDS = 10

pytestmark = [pytest.mark.slow]


@dataclass(frozen=True)
class Outcome:
    """What stands in the database after a round."""

    held: int
    counter: int


class House:
    """A database with many signed-in learners, and the server in front of it."""

    def __init__(self, settings: Settings, port: int) -> None:
        self.port = port
        self._app: Flask = create_app(settings)
        with self._app.app_context():
            self.browsers: Sequence[Browser] = browsers_of(people(LEARNERS), settings.secret_key)

    def round(self, seats: int = SEATS) -> tuple[list[Answer], Outcome]:
        with self._app.app_context():
            run = a_run(capacity=seats, **open_now())
            run_id, path = run.id, f"/ar/enrol/{run.public_id}/send"
        answers = burst(self.port, [path] * LEARNERS, self.browsers)
        return answers, self._outcome(run_id)

    def all_cancel(self) -> tuple[list[Answer], Outcome]:
        """Everybody has a seat in one run, and everybody gives it back twice at the same moment."""
        with self._app.app_context():
            run = a_run(capacity=LEARNERS, seats_taken=LEARNERS, **open_now())
            numbers = _enrol_directly(run.id)
            run_id = run.id
        answers = burst(self.port, [f"/ar/me/enrolments/{number}/cancel" for number in numbers], self.browsers)
        return answers, self._outcome(run_id)

    def _outcome(self, run_id: int) -> Outcome:
        with self._app.app_context():
            held = select(func.count()).where(Enrolment.run_id == run_id, Enrolment.state.in_(HOLDING_A_SEAT))
            counter = select(Run.seats_taken).where(Run.id == run_id)
            return Outcome(db.session.scalar(held) or 0, db.session.scalar(counter) or 0)

    def close(self) -> None:
        with self._app.app_context():
            db.session.remove()
            db.engine.dispose()


def _enrol_directly(run_id: int) -> list[str]:
    """A confirmed enrolment for everybody. :returns: their numbers, in the order of the learners."""
    rows: list[dict[str, Any]] = [
        {
            "public_id": public_id(), "run_id": run_id, "learner_id": learner.id, "acted_by": learner.account_id,
            "state": "confirmed", "answers": {}, "created_at": now(), "changed_at": now(),
        }
        for learner in db.session.scalars(select(Learner).order_by(Learner.account_id))
    ]  # fmt: skip
    db.session.execute(insert(Enrolment), rows)
    db.session.commit()
    return [str(row["public_id"]) for row in rows]


def a_house(settings: Settings, control: str = "") -> Iterator[House]:
    with serving(settings, control=control) as port:
        house = House(settings, port)
        yield house
        house.close()


@pytest.fixture
def house(each_settings: Settings) -> Iterator[House]:
    yield from a_house(each_settings)


@pytest.fixture
def unlocked_house(each_settings: Settings) -> Iterator[House]:
    yield from a_house(each_settings, "unlocked")


@pytest.fixture
def deferred_house(settings: Settings) -> Iterator[House]:
    yield from a_house(settings, "deferred")


def test_no_seat_is_sold_twice_none_stays_free_and_nobody_meets_an_error(house: House) -> None:
    for number in range(1, ROUNDS + 1):
        answers, outcome = house.round()
        statuses = Counter(answer.status for answer in answers)
        waits = sorted(answer.seconds for answer in answers)
        p95, worst = waits[int(len(waits) * 0.95)], waits[-1]
        print(f"round {number}: {dict(statuses)}, {outcome}, p95 {p95:.2f} s, worst {worst:.2f} s")  # noqa: T201
        assert outcome == Outcome(held=SEATS, counter=SEATS)
        assert statuses == {303: 2 * SEATS, 409: 2 * (LEARNERS - SEATS)}
        assert all(len(shown) == 1 for shown in _places(answers).values()), "twins were shown different enrolments"


def _places(answers: Sequence[Answer]) -> dict[int, set[str]]:
    """Where each learner's twin requests were sent on to."""
    places: dict[int, set[str]] = defaultdict(set)
    for answer in answers:
        places[answer.learner].add(answer.location)
    return places


@pytest.mark.made_up_counters  # they are wrong on purpose
def test_without_the_rule_about_seats_a_seat_is_sold_twice(unlocked_house: House) -> None:
    for number in range(1, CONTROL_ROUNDS + 1):
        _answers, outcome = unlocked_house.round()
        if outcome.held > SEATS:
            print(f"oversold by {outcome.held - SEATS} in round {number}")  # noqa: T201
            return
    pytest.fail(f"not once oversold in {CONTROL_ROUNDS} rounds: the test of the last seats proves nothing")


def test_giving_back_all_at_once_frees_every_seat_once(house: House) -> None:
    answers, outcome = house.all_cancel()
    assert outcome == Outcome(held=0, counter=0)
    assert Counter(answer.status for answer in answers) == {303: LEARNERS, 409: LEARNERS}


def test_without_beginning_at_once_learners_meet_errors(deferred_house: House) -> None:
    for number in range(1, CONTROL_ROUNDS + 1):
        answers, _outcome = deferred_house.all_cancel()
        if errors := sum(answer.status >= 500 for answer in answers):
            print(f"{errors} errors among {len(answers)} answers in round {number}")  # noqa: T201
            return
    pytest.fail(f"no error in {CONTROL_ROUNDS} rounds: beginning at once would not be needed")
