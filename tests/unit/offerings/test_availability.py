"""Whether one can enrol in a run, at every boundary."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from catalogue.offerings.rules import Availability, RunFigures, availability

NOW = datetime(2027, 1, 10, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OPEN = RunFigures(
    state="scheduled", capacity=30, seats_taken=3, waiting_places=0, opens_at=NOW - SECOND, closes_at=NOW + SECOND,
    starts_at=NOW + 2 * SECOND, ends_at=NOW + 3 * SECOND,
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "open"),
        ({"state": "cancelled"}, "cancelled"),
        ({"state": "cancelled", "ends_at": NOW - SECOND}, "cancelled"),
        ({"state": "completed"}, "ended"),
        ({"state": "draft"}, "closed"),
        ({"state": "postponed"}, "closed"),
        ({"state": "postponed", "ends_at": NOW}, "ended"),
        ({"ends_at": NOW}, "ended"),
        ({"ends_at": NOW + SECOND, "starts_at": NOW}, "running"),
        ({"starts_at": NOW}, "running"),
        ({"starts_at": NOW + SECOND}, "open"),
        ({"starts_at": NOW, "flexible": True}, "open"),
        ({"closes_at": NOW}, "closed"),
        ({"closes_at": NOW + SECOND}, "open"),
        ({"closes_at": None}, "open"),
        ({"opens_at": NOW}, "open"),
        ({"opens_at": NOW + SECOND, "closes_at": NOW + 2 * SECOND}, "opens_soon"),
        ({"opens_at": None}, "open"),
        ({"opens_at": NOW + SECOND, "seats_taken": 30}, "opens_soon"),
        ({"closes_at": NOW, "seats_taken": 30}, "closed"),
        ({"seats_taken": 30}, "full"),
        ({"seats_taken": 30, "waiting_places": 1}, "waiting_list"),
        ({"seats_taken": 29}, "last_seats"),
        ({"seats_taken": 24}, "last_seats"),
        ({"seats_taken": 23}, "open"),
        ({"capacity": 5, "seats_taken": 0}, "open"),
        ({"capacity": 5, "seats_taken": 1}, "last_seats"),
        ({"capacity": 100, "seats_taken": 80}, "last_seats"),
        ({"capacity": 100, "seats_taken": 79}, "open"),
        ({"capacity": None, "seats_taken": 500}, "open"),
        ({"starts_at": None, "ends_at": None, "closes_at": None, "opens_at": None}, "open"),
    ],
)
def test_availability_at_every_boundary(change: dict[str, object], expected: str) -> None:
    assert availability(replace(OPEN, **change), NOW) == expected  # type: ignore[arg-type]


def test_availabilities_rank_from_open_to_cancelled() -> None:
    ranked = sorted(Availability, key=lambda one: one.rank)

    assert [str(one) for one in ranked] == [
        "open", "last_seats", "waiting_list", "opens_soon", "full", "closed", "running", "ended", "cancelled",
    ]  # fmt: skip
    assert [one for one in ranked if one.enrollable] == ranked[:2]
    assert [one for one in ranked if one.shown_by_default] == ranked[:4]
