"""E4: the waiting list in any order of deeds, and faults built in on purpose that it must notice.

The normal run is short and the same every time. `CATALOGUE_MACHINE_STEPS=100000` makes it long (then with a seed of its
own, or `CATALOGUE_MACHINE_SEED`).
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import datetime, timedelta

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from catalogue.core.db import rows_changed
from catalogue.enrolment import services
from catalogue.enrolment.rules import waiting
from catalogue.enrolment.services import cancelling, capacity, closing, offers, seats
from catalogue.enrolment.services import waiting as joining
from catalogue.offerings.models import Run, RunSection
from catalogue.offerings.rules import RunFigures
from tests.integration.waiting.machine import Town, forget_everything

SHORT, STEPS_OF_ONE = 300, 30
STEPS = int(os.environ.get("CATALOGUE_MACHINE_STEPS", SHORT))
SEED = int(os.environ.get("CATALOGUE_MACHINE_SEED", 4 if STEPS == SHORT else random.randrange(10**6)))
UNTIL_NOTICED = 3000
pytestmark = [pytest.mark.slow]


def play(town: type[Town], steps: int, seed: int) -> None:
    """Games of thirty steps, until one breaks a promise."""
    plan = settings(
        max_examples=max(1, steps // STEPS_OF_ONE), stateful_step_count=STEPS_OF_ONE, deadline=None, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
    )  # fmt: skip
    town.looks.clear()
    town.visited.clear()
    run_state_machine_as_test(hypothesis.seed(seed)(town), settings=plan)


def test_whatever_happens_nothing_is_oversold_and_nobody_is_overtaken(town: type[Town]) -> None:
    play(town, STEPS, SEED)
    print(f"{town.looks['states']} states, {len(town.visited)} of them different, seed {SEED}")  # noqa: T201
    assert len(town.visited) > STEPS / 4, "the games hardly differ: check the machine"


def _no_promotion(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(cancelling, "offer_free_seats", lambda run, now: 0)


def _declined_seats_stay_idle(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(offers, "offer_free_seats", lambda run, now: 0)


def _one_seat_too_many(patch: pytest.MonkeyPatch) -> None:
    real = offers.room_of

    def generous(run: Run) -> waiting.Room:
        room = real(run)
        room.free += 1
        return room

    patch.setattr(offers, "room_of", generous)


def _seats_given_back_twice(patch: pytest.MonkeyPatch) -> None:
    real = seats.count

    def twice(run_id: int, section: str | None, **how_many: int) -> None:
        real(run_id, section, **how_many)
        real(run_id, section, **how_many)

    patch.setattr(cancelling, "count", twice)


def _size_below_what_is_taken(patch: pytest.MonkeyPatch) -> None:
    def careless(run_id: int, size: int | None) -> bool:
        return rows_changed(update(Run).where(Run.id == run_id).values(capacity=size)) == 1

    patch.setattr(capacity, "_set_run", careless)


def _last_come_first_served(patch: pytest.MonkeyPatch) -> None:
    real = waiting.units_of
    patch.setattr(waiting, "units_of", lambda queue: list(reversed(real(queue))))


def _families_torn_apart(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(waiting, "units_of", lambda queue: [waiting.Unit((entry,)) for entry in queue])


def _passers_by_may_pass(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(RunFigures, "kept", property(lambda self: False))
    patch.setattr(seats, "_is_for_whoever_waits", lambda run_id, section: False)

    def careless(run_id: int, section: str) -> bool:
        own = RunSection.run_id == run_id, RunSection.key == section, RunSection.seats_taken < RunSection.capacity
        return rows_changed(update(RunSection).where(*own).values(seats_taken=RunSection.seats_taken + 1)) == 1

    patch.setattr(seats, "_claim_in_section", careless)


def _offers_never_end(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(offers, "_lapse", lambda run_id, now: 0)


def _late_answers_count(patch: pytest.MonkeyPatch) -> None:
    real = offers.accept

    def whenever(enrolment_id: int, *, acted_by: int, now: datetime) -> None:
        real(enrolment_id, acted_by=acted_by, now=now - timedelta(days=9))

    patch.setattr(services, "accept", whenever)


def _offers_after_the_cut_off(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(waiting, "LAST_OFFER_BEFORE_START", waiting.LAST_OFFER_BEFORE_START * 0)


def _places_counted_twice_are_free(patch: pytest.MonkeyPatch) -> None:
    """A waiting place is given back when the offer is made, and again when the offer ends."""
    real = seats.count

    def twice(run_id: int, section: str | None, *, seats: int = 0, waiting: int = 0) -> None:
        real(run_id, section, seats=seats, waiting=waiting + (1 if seats < 0 else 0))

    patch.setattr(offers, "count", twice)


def _list_without_end(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(joining, "take_waiting_place", lambda run_id, section: True)


def _lists_never_close(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(closing, "_close", lambda run_id, now: 0)


def _lists_close_early(patch: pytest.MonkeyPatch) -> None:
    real = services.close_lists
    patch.setattr(services, "close_lists", lambda now: real(now + timedelta(days=4)))


def _closed_without_a_word(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(closing, "tell_all", lambda kind, told, now: None)


FAULTS: list[tuple[Callable[[pytest.MonkeyPatch], None], str]] = [
    (_no_promotion, "waits beside"),
    (_declined_seats_stay_idle, "waits beside"),
    (_one_seat_too_many, "seats_not_oversold|more seats"),
    (_seats_given_back_twice, "a counter is wrong|CHECK constraint"),
    (_size_below_what_is_taken, "more seats|CHECK constraint"),
    (_last_come_first_served, "somebody was overtaken"),
    (_families_torn_apart, "a family was torn apart"),
    (_passers_by_may_pass, "somebody passed by"),
    (_offers_never_end, "an offer outlived its time"),
    (_late_answers_count, "after its time"),
    (_offers_after_the_cut_off, "after the cut-off"),
    (_places_counted_twice_are_free, "a counter is wrong"),
    (_list_without_end, "a counter is wrong|CHECK constraint|longer than"),
    (_lists_never_close, "waits in vain"),
    (_lists_close_early, "before the cut-off"),
    (_closed_without_a_word, "not told that the list is closed"),
]


@pytest.mark.parametrize(("fault", "broken"), FAULTS, ids=[fault.__name__.strip("_") for fault, _broken in FAULTS])
def test_a_fault_built_in_on_purpose_is_noticed(
    town: type[Town], monkeypatch: pytest.MonkeyPatch, fault: Callable[[pytest.MonkeyPatch], None], broken: str
) -> None:
    """By the promise that it breaks, or by a constraint of the database; not by chance."""
    fault(monkeypatch)
    try:
        with pytest.raises((AssertionError, IntegrityError), match=broken):
            play(town, UNTIL_NOTICED, seed=4)
        print(f"noticed after {town.looks['states']} states")  # noqa: T201
    finally:
        monkeypatch.undo()
        forget_everything()  # what a fault did to the counters is not the next test's to judge
