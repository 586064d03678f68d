"""The door to the people in a run, for whoever changes a listing: added seats are offered, what changed is told.

A port: the people belong to the slice of enrolments, which leans on this one and puts its service here (see `app.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from catalogue.core.db import db
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.relied_on import (
    TITLE,
    VENUE,
    Facts,
    Matter,
    Told,
    facts_of,
    facts_of_place,
    matters_between,
    was_and_is,
)
from catalogue.offerings.rules import RunState


class RunChange(NamedTuple):
    """A run that has just been changed.

    :ivar matters: what those in it relied on and find changed. :ivar title: what it was called, in both languages.
    :ivar told: the same part by part, before and after.
    """

    run_id: int
    matters: tuple[Matter, ...] = ()
    title: tuple[object, ...] = ()
    told: Sequence[Told] = ()


SeatDoor = Callable[[Sequence[RunChange], datetime], None]
Met = Mapping[int, Facts]
Reworded = Mapping[int, tuple[Any, ...]]
"""Venue → what its name and address were (`VENUE`)."""
NAME = "seat_door"
JoinedSince = Callable[[Collection[int], datetime], bool]
"""Whether somebody who is still in any of these runs joined at this moment or later."""
SINCE = "joined_since"


def met_in(offering: Offering | None) -> Met:
    """Run → what those in it rely on, of the runs in which anybody is: to be asked before anything changes."""
    runs = offering.runs if offering is not None else ()
    return {run.id: facts_of(run) for run in runs if run.seats_taken or run.waiting_taken}


def tell_of_changes(offering: Offering, met: Met, reworded: Reworded, now: datetime) -> None:
    """In the transaction that changed the offering.

    :param reworded: venues of which the name or the address changed: other listings meet there too.
    """
    changes = [_change(run, met[run.id]) for run in offering.runs if run.id in met]
    changes += [
        RunChange(run.id, (Matter.PLACE,), told=was_and_is({VENUE: reworded[run.venue_id]}, facts_of_place(run.venue)))
        for run in _meeting_at(reworded, offering.id)
        if run.venue_id is not None
    ]
    if changes:
        door: SeatDoor = current_app.extensions[NAME]
        door(changes, now)


def anybody_joined(offering: Offering, since: datetime) -> bool:
    """Whether people rely on the listing as it was from this moment on."""
    joined: JoinedSince = current_app.extensions[SINCE]
    return joined([run.id for run in offering.runs], since)


def _change(run: Run, before: Facts) -> RunChange:
    after = facts_of(run)
    return RunChange(run.id, matters_between(before, after), before[TITLE], was_and_is(before, after))


def _meeting_at(venue_ids: Collection[int], offering_id: int) -> Sequence[Run]:
    """Runs of other listings with people in them."""
    if not venue_ids:
        return ()
    here = (Run.venue_id.in_(venue_ids), Run.offering_id != offering_id, Run.state == RunState.SCHEDULED)
    found = select(Run).where(*here, or_(Run.seats_taken > 0, Run.waiting_taken > 0))
    return db.session.scalars(found.order_by(Run.id).options(joinedload(Run.venue))).all()
