"""Marking offerings for the index, in the transaction that touched them: a rolled-back change marks nothing.

Rows changed through the ORM are noticed by themselves; whoever uses a Core statement calls `mark_stale`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, event, insert, select, update
from sqlalchemy.orm import Session

from catalogue.core.clock import now as present
from catalogue.core.db import db
from catalogue.offerings.models import (
    IndexChange,
    Offering,
    OfferingOccupation,
    OfferingSkill,
    OfferingTopic,
    Run,
    RunSession,
    Venue,
)
from catalogue.providers.models import Provider

Question = Callable[[set[int]], Select[int]]


def _of_runs(ids: set[int]) -> Select[int]:
    return select(Run.offering_id).where(Run.id.in_(ids)).distinct()


def _of_venues(ids: set[int]) -> Select[int]:
    return select(Run.offering_id).where(Run.venue_id.in_(ids)).distinct()


def _of_providers(ids: set[int]) -> Select[int]:
    return select(Offering.id).where(Offering.provider_id.in_(ids))


# Which offerings a changed row touches: the column that leads there, and the question that follows it, if any.
AFFECTS: dict[type[Any], tuple[str, Question | None]] = {
    Offering: ("id", None),
    Run: ("offering_id", None),
    RunSession: ("run_id", _of_runs),
    OfferingTopic: ("offering_id", None),
    OfferingSkill: ("offering_id", None),
    OfferingOccupation: ("offering_id", None),
    Provider: ("id", _of_providers),
    Venue: ("id", _of_venues),
}
_offerings = Offering.__table__
ONE_VERSION_ON = (
    update(Offering)
    .where(_offerings.c.id.in_(bindparam("older", expanding=True)))
    .values(version=_offerings.c.version + 1)
)
TO_INDEX = insert(IndexChange).inline()  # its number is of no use here


def mark_stale(offering_ids: Iterable[int], now: datetime) -> None:
    """Have the offerings indexed again after the running transaction."""
    _mark(db.session(), set(offering_ids), now)


def _mark(session: Session, ids: Collection[int], now: datetime, *, new: Collection[int] = ()) -> None:
    """A new row is at its first version already."""
    if not ids:
        return
    connection, in_order = session.connection(), sorted(ids)
    if older := [offering_id for offering_id in in_order if offering_id not in new]:
        connection.execute(ONE_VERSION_ON, {"older": older})
    rows_to_index = [{"offering_id": offering_id, "changed_at": now} for offering_id in in_order]
    connection.execute(TO_INDEX, rows_to_index)


@event.listens_for(db.session, "before_flush")
def _note_modified(session: Session, _flush: object, _rows: object) -> None:
    """Now, because afterwards a column that was set to an SQL expression looks as if nothing had happened."""
    session.info["modified"] = [row for row in session.dirty if type(row) in AFFECTS and session.is_modified(row)]


@event.listens_for(db.session, "after_flush")
def _mark_changed(session: Session, _flush: object) -> None:
    changed = (*session.new, *session.deleted, *session.info.pop("modified", ()))
    found: dict[Question | None, set[int]] = {}
    for row in changed:
        if (affects := AFFECTS.get(type(row))) is not None:
            column, question = affects
            found.setdefault(question, set()).add(getattr(row, column))
    ids = {one for one in found.pop(None, ()) if one is not None}
    for question, keys in found.items():
        if question is not None:
            ids.update(session.scalars(question({key for key in keys if key is not None})))
    _mark(session, ids, present(), new={row.id for row in session.new if isinstance(row, Offering)})
