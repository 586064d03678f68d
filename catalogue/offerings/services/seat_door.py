"""The door to the people in a run, for an import that changes it: added seats are offered, moved times are told.

A port: the people belong to the slice of enrolments, which leans on this one and puts its service here (see `app.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from flask import current_app

from catalogue.offerings.models import Run, RunSession


class RunChange(NamedTuple):
    """A run that an import has just changed. :ivar moved: whether it meets at another time or place than before."""

    run_id: int
    moved: bool


SeatDoor = Callable[[Sequence[RunChange], datetime], None]
NAME = "seat_door"


def tell_of_changes(changes: Sequence[RunChange], now: datetime) -> None:
    """In the transaction that made them."""
    if changes:
        door: SeatDoor = current_app.extensions[NAME]
        door(changes, now)


def whereabouts(run: Run) -> tuple[object, ...]:
    """When and where people meet: what those who are enrolled are told of when it changes."""
    venue = run.venue.public_id if run.venue else None
    return (venue, run.room_ar, run.room_en, *sorted(map(_meeting, run.sessions)))


def _meeting(session: RunSession) -> tuple[datetime, datetime, str]:
    return session.starts_at, session.ends_at, str(session.state)
