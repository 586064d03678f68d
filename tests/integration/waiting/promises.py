"""What MODEL promises of a waiting list, asked of one sight and the one before; nothing here asks the code under test.

Each promise has words of its own, so that a fault built in on purpose can be told by the promise that it breaks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from catalogue.enrolment.rules import HOLDING_A_SEAT, LIVE
from catalogue.enrolment.rules import EnrolmentState as State
from tests.integration.waiting.sight import Row, Sight, Size


def ensure_counted(now: Sight) -> None:
    for size in (now.run, *now.sections):
        own = [row for row in now.rows if size.key in (None, row.section)]
        _ensure_counter_is_true(size, own)
        assert size.seats_taken <= size.capacity, "more seats are taken than there are"
    assert len(now.waiting) <= now.places, "the list is longer than the provider says"


def _ensure_counter_is_true(size: Size, rows: Sequence[Row]) -> None:
    held = sum(row.state in HOLDING_A_SEAT for row in rows)
    waiting = sum(row.state == State.WAITLISTED for row in rows)
    assert (size.seats_taken, size.waiting_taken) == (held, waiting), "a counter is wrong"


def ensure_one_place_each(now: Sight) -> None:
    live = Counter(row.learner for row in now.having(*LIVE))
    assert not live or max(live.values()) == 1, "somebody has two places"


def ensure_log_follows(states: dict[int, str], now: Sight) -> None:
    """:param states: what the log said of each enrolment before; brought up to date."""
    for step in now.steps:
        assert step.before == states.get(step.enrolment), "a line of the log does not follow from the one before"
        states[step.enrolment] = step.after
    assert states == {row.id: row.state for row in now.rows}, "a step is missing in the log"


def ensure_offers_are_sound(now: Sight, start: datetime) -> None:
    for row in now.having(State.OFFERED):
        assert row.until is not None and row.until <= start, "an offer ends after the start"  # noqa: PT018
        assert ("enrolment_offered", row.number) in now.told, "somebody was not told of her offer"
    families: dict[int, set[str]] = {}
    for row in now.having(State.WAITLISTED, State.OFFERED):
        if row.family is not None:
            families.setdefault(row.family, set()).add(row.state)
    assert all(len(found) == 1 for found in families.values()), "a family was torn apart"


def ensure_the_list_closes_in_time(now: Sight, at: datetime, cut_off: datetime) -> None:
    rows = {row.id: row for row in now.rows}
    for step in now.steps:
        if step.after == State.OFFERED:
            assert at < cut_off, "an offer after the cut-off"
        if (step.before, step.after) == (State.WAITLISTED, State.LAPSED):
            assert at >= cut_off, "the list was closed before the cut-off"
            told = ("enrolment_list_closed", rows[step.enrolment].number) in now.told
            assert told, "somebody was not told that the list is closed"


def ensure_nobody_waits_beside_a_seat(now: Sight, passed: Counter[int]) -> None:
    """:param passed: how often each family that wants all has been passed over. Before the cut-off only."""
    in_all, free = now.free()
    kept = set[int]()
    for row in now.waiting:
        if row.family is None:
            assert min(in_all, free[row.section]) <= 0, "somebody waits beside a free seat"
            continue
        need = Counter(one.section for one in now.waiting if one.family == row.family)
        fits = need.total() <= in_all and all(free[key] >= size for key, size in need.items())
        assert not fits, "a family waits beside seats for all of it"
        if row.family not in kept and passed[row.family] >= 2 and could_have(now, row.family):
            kept.add(row.family)
            for key, size in need.items():
                got = max(0, min(size, free[key], in_all))
                free[key], in_all = free[key] - got, in_all - got


def ensure_in_turn(before: Sight, now: Sight, passed: Counter[int]) -> None:
    """Nobody is overtaken by who joined later, and a family that wants all is passed over twice at most.

    :param passed: brought up to date.
    """
    rows = {row.id: row for row in now.rows}
    joined = {step.enrolment for step in now.steps if step.after == State.WAITLISTED}
    waiting = {row.id: row for row in before.waiting} | {one: rows[one] for one in joined}
    counted = set[int]()
    for step in now.steps:
        gone = waiting.pop(step.enrolment, None) if step.before == State.WAITLISTED else None
        if step.after != State.OFFERED:
            continue
        assert gone is not None, "an offer to somebody who did not wait"
        if gone.family is None or gone.family not in counted:  # a family is offered its seats at once
            counted.add(gone.family or 0)
            for family in _families_passed_over(gone, list(waiting.values())):
                if could_have(now, family):
                    passed[family] += 1
                    assert passed[family] <= 2, "a family was passed over a third time"


def _families_passed_over(chosen: Row, waiting: Sequence[Row]) -> set[int]:
    found = set[int]()
    for row in waiting:
        in_front = (row.place or 0) < (chosen.place or 0) and row.section == chosen.section
        if not in_front or (row.family is not None and row.family == chosen.family):
            continue
        assert row.family is not None, "somebody was overtaken"
        found.add(row.family)
    return found


def could_have(now: Sight, family: int) -> bool:
    """Whether its seats exist at all."""
    need = Counter(row.section for row in now.waiting if row.family == family)
    return need.total() <= now.run.capacity and all(size <= now.capacity_of[key] for key, size in need.items())
