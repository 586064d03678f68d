"""Published listings whose every date is over: readers find nothing in them that they could begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import selectinload

from catalogue.core.db import db
from catalogue.offerings.editing.rules import may_be_on_demand
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.rules import AHEAD, OfferingState, RunState

SHOWN = 50


@dataclass(frozen=True)
class Expired:
    """A listing of which nothing is left. :ivar last: its last date; none where it has none."""

    offering: Offering
    last: Run | None

    @property
    def on_demand(self) -> bool:
        """Whether it could be had at any time instead."""
        return self.last is not None and may_be_on_demand(self.last.mode, self.last.flexible_start)


def expired_listings(provider_id: int, now: datetime) -> list[Expired]:
    """Those whose last date is over for longest first; at most `SHOWN`."""
    found = _expired(select(Offering), provider_id, now).options(selectinload(Offering.runs).joinedload(Run.city))
    ended = select(func.max(Run.ends_at)).where(Run.offering_id == Offering.id).correlate(Offering).scalar_subquery()
    rows = db.session.scalars(found.order_by(ended.is_(None), ended, Offering.id).limit(SHOWN))
    return [Expired(one, last_run(one.runs)) for one in rows]


def count_expired(provider_id: int, now: datetime) -> int:
    return db.session.scalar(_expired(select(func.count(Offering.id)), provider_id, now)) or 0


def runs_ahead(offering_id: int, now: datetime) -> int:
    """How many dates of a listing may still take place, or are taking place."""
    return db.session.scalar(select(func.count(Run.id)).where(Run.offering_id == offering_id, _ahead(now))) or 0


def last_run(runs: Sequence[Run]) -> Run | None:
    """The last one that was held; a cancelled one only where no other is there."""
    return max(runs, key=lambda run: (run.state != RunState.CANCELLED, _moment(run), run.id), default=None)


def _moment(run: Run) -> str:
    at = run.ends_at or run.starts_at
    return at.isoformat() if at else ""


def _ahead(now: datetime) -> ColumnElement[bool]:
    """A postponed date is still to be held, whatever its old days say; one without an end can be begun at any time."""
    open_end = or_(Run.state == RunState.POSTPONED, Run.ends_at.is_(None), Run.ends_at > now)
    return and_(Run.state.in_(AHEAD), open_end)


def _expired(what: Select[Any], provider_id: int, now: datetime) -> Select[Any]:
    ahead = exists().where(Run.offering_id == Offering.id, _ahead(now)).correlate(Offering)
    return what.where(Offering.provider_id == provider_id, Offering.state == OfferingState.PUBLISHED, ~ahead)
