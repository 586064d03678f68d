"""When an enrolment can end, who can rate, and from when on ratings are shown."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalogue.enrolment.completion import rules
from catalogue.enrolment.completion.rules import Figures
from catalogue.enrolment.rules import EnrolmentState
from tests.builders import NOON

ENDED = {EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED, EnrolmentState.NO_SHOW}


@pytest.mark.parametrize("state", EnrolmentState)
def test_only_who_had_a_seat_can_end(state: EnrolmentState) -> None:
    if state in {EnrolmentState.CONFIRMED, *ENDED}:
        rules.ensure_may_end(state, NOON, NOON)
        rules.ensure_may_be_marked(state, NOON, NOON)
        return
    with pytest.raises(rules.NotTakingPart):
        rules.ensure_may_end(state, NOON, NOON)
    with pytest.raises(rules.NotTakingPart):
        rules.ensure_may_be_marked(state, NOON, NOON)


def test_nobody_ends_what_has_not_begun() -> None:
    with pytest.raises(rules.NotBegun):
        rules.ensure_may_end(EnrolmentState.CONFIRMED, NOON, NOON - timedelta(seconds=1))
    rules.ensure_may_end(EnrolmentState.CONFIRMED, None, NOON)


def test_nobody_was_at_a_meeting_that_is_ahead() -> None:
    with pytest.raises(rules.MeetingAhead):
        rules.ensure_may_be_marked(EnrolmentState.CONFIRMED, NOON, NOON - timedelta(seconds=1))


@pytest.mark.parametrize("state", EnrolmentState)
def test_only_what_is_completed_can_be_rated(state: EnrolmentState) -> None:
    if state == EnrolmentState.COMPLETED:
        rules.ensure_rateable(state, 1)
        rules.ensure_rateable(state, 5)
        return
    with pytest.raises(rules.NotCompleted):
        rules.ensure_rateable(state, 5)


@pytest.mark.parametrize("stars", [-1, 0, 6, 10**30])
def test_stars_are_one_to_five(stars: int) -> None:
    with pytest.raises(rules.StarsOutOfRange):
        rules.ensure_rateable(EnrolmentState.COMPLETED, stars)


@pytest.mark.parametrize(
    ("count", "total", "shown"),
    [(0, 0, None), (1, 5, None), (4, 20, None), (5, 22, Figures(5, 4.4)), (7, 31, Figures(7, 4.4))],
)
def test_figures_are_shown_from_five_ratings_on(count: int, total: int, shown: Figures | None) -> None:
    assert rules.figures(count, total) == shown


def test_late_is_there_and_excused_is_not() -> None:
    assert rules.attended(["present", "late", "absent", "excused", "present"]) == 3
