"""Until when contacts are shown, when a tick was made, what attendance proposes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalogue.enrolment.completion.rules import Attended, Outcome
from catalogue.enrolment.roster.rules import contacts_until, proposed, ticked_at
from tests.builders import NOON

HOUR = timedelta(hours=1)
BEGUN = NOON - 2 * HOUR


@pytest.mark.parametrize(
    ("there", "known", "meetings", "outcome"),
    [
        (0, 0, 0, None),
        (0, 1, 1, Outcome.NO_SHOW),
        (3, 4, 4, Outcome.COMPLETED),
        (2, 3, 3, Outcome.NOT_COMPLETED),
        (1, 1, 1, Outcome.COMPLETED),
        (74, 100, 100, Outcome.NOT_COMPLETED),
        (0, 0, 4, None),
        (1, 1, 2, None),
        (3, 3, 4, Outcome.COMPLETED),
        (2, 3, 4, None),
        (1, 3, 4, Outcome.NOT_COMPLETED),
        (0, 2, 4, Outcome.NOT_COMPLETED),
    ],
)
def test_three_quarters_of_all_meetings_are_enough_and_what_nobody_entered_decides_nothing(
    there: int, known: int, meetings: int, outcome: Outcome | None
) -> None:
    assert proposed(Attended(there, known, meetings)) == outcome


@pytest.mark.parametrize(
    ("said", "sent", "ago"),
    [
        (None, None, timedelta(0)),
        (5, None, timedelta(0)),
        (0, 60_000, timedelta(minutes=1)),
        (10**12 - 3_600_000, 10**12, HOUR),
        (60_000, 0, timedelta(0)),
        (0, 10**17, 2 * HOUR),
    ],
    ids=["no script", "half", "a minute", "any clock", "future", "before the meeting"],
)
def test_a_tick_is_as_old_as_the_device_says(said: int | None, sent: int | None, ago: timedelta) -> None:
    assert ticked_at(said, sent, BEGUN, NOON) == NOON - ago


def test_contacts_end_with_the_run_or_else_with_the_enrolment() -> None:
    assert contacts_until(NOON, None, 14) == NOON + timedelta(days=14)
    assert contacts_until(NOON, NOON - HOUR, 14) == NOON + timedelta(days=14)
    assert contacts_until(None, NOON, 14) == NOON + timedelta(days=14)
    assert contacts_until(None, None, 14) is None
