"""The meetings of runs in a stretch of time, for the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from catalogue.core.db import db
from catalogue.core.formats import at_zone, money
from catalogue.core.texts import LocalText, local
from catalogue.offerings.models import Offering, Run, RunSession
from catalogue.offerings.queries import is_public
from catalogue.offerings.rules import SessionState
from catalogue.taxonomy.models import City
from catalogue.taxonomy.vocabularies import label

AT_ONCE = 5000  # ids in one question; SQLite takes 32,766


@dataclass(frozen=True)
class Meeting:
    """One meeting with what a calendar says of it; `first` where its run begins with it. Times are local.

    `facts` are city, group and price, as far as they are known.
    """

    starts_at: datetime
    ends_at: datetime
    offering: str
    title: LocalText
    kind: str
    first: bool
    facts: tuple[str, ...] = ()


def meetings(run_ids: Sequence[int], start: datetime, end: datetime) -> list[Meeting]:
    """The meetings of these runs that begin in the stretch, the end not included; in the order of time."""
    found: list[Meeting] = []
    for at in range(0, len(run_ids), AT_ONCE):
        found += _meetings(run_ids[at : at + AT_ONCE], start, end)
    return sorted(found, key=lambda meeting: meeting.starts_at)


def nearest(run_ids: Sequence[int], moment: datetime) -> tuple[datetime | None, datetime | None]:
    """When the last meeting before the moment and the first one from it on begin, of these runs; in UTC."""
    found = [_around(run_ids[at : at + AT_ONCE], moment) for at in range(0, len(run_ids), AT_ONCE)]
    before = max((last for last, _ in found if last), default=None)
    after = min((first for _, first in found if first), default=None)
    return before, after


def _around(run_ids: Sequence[int], moment: datetime) -> tuple[datetime | None, datetime | None]:
    starts = RunSession.starts_at
    last, first = func.max(starts).filter(starts < moment), func.min(starts).filter(starts >= moment)
    joined = select(last, first).join(Run, RunSession.run_id == Run.id).join(Run.offering).join(Offering.provider)
    before, after = db.session.execute(joined.where(*_shown(run_ids))).one()
    return before, after


def _shown(run_ids: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    """The meetings of these runs that a calendar shows."""
    return (Run.id.in_(run_ids), is_public(), RunSession.state != SessionState.CANCELLED)


def _meetings(run_ids: Sequence[int], start: datetime, end: datetime) -> list[Meeting]:
    rows = db.session.execute(
        select(
            RunSession.starts_at,
            RunSession.ends_at,
            Run.starts_at.label("run_starts_at"),
            Run.price_halalas,
            Run.currency,
            Run.gender_mode,
            City.name_ar,
            City.name_en,
            Offering.public_id,
            Offering.kind,
            Offering.title_ar,
            Offering.title_en,
        )
        .join(Run, RunSession.run_id == Run.id)
        .outerjoin(City, Run.city_id == City.id)
        .join(Run.offering)
        .join(Offering.provider)
        .where(*_shown(run_ids), RunSession.starts_at >= start, RunSession.starts_at < end)
        .order_by(RunSession.starts_at, RunSession.id)
    )
    return [
        Meeting(
            starts_at=at_zone(row.starts_at),
            ends_at=at_zone(row.ends_at),
            offering=row.public_id,
            title=local(row, "title"),
            kind=row.kind,
            first=row.starts_at == row.run_starts_at,
            facts=_facts(row),
        )
        for row in rows
    ]


def _facts(row: Any) -> tuple[str, ...]:
    price = "" if row.price_halalas is None else money(row.price_halalas, row.currency)
    return tuple(filter(None, (local(row, "name").text, label("attendance_groups", row.gender_mode), price)))
