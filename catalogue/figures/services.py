"""Writing visits down, and forgetting old ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple, cast

from sqlalchemy import Table, delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from catalogue.core.db import Model, db, rows_changed, transaction
from catalogue.core.formats import at_zone
from catalogue.figures.models import OfferingDay, OfferingQuery
from catalogue.figures.rules import KEPT_DAYS, Source
from catalogue.offerings.models import Offering


class Visit(NamedTuple):
    """One way to one listing (its public id) on one day."""

    offering: str
    day: date
    source: Source
    query: str


@transaction
def add_visits(counts: Mapping[Visit, int]) -> int:
    """Add visits to what is there; listings that are gone are left out. :returns: how many were added."""
    numbers = {visit.offering for visit in counts}
    known = select(Offering.public_id, Offering.id).where(Offering.public_id.in_(numbers))
    ids = dict(db.session.execute(known).tuples().all())
    days: Counter[tuple[int, date, str]] = Counter()
    queries: Counter[tuple[int, date, str]] = Counter()
    for visit, count in counts.items():
        if (offering_id := ids.get(visit.offering)) is not None:
            days[offering_id, visit.day, str(visit.source)] += count
            if visit.query:
                queries[offering_id, visit.day.replace(day=1), visit.query] += count
    _add(OfferingDay, ("offering_id", "day", "source"), "views", days)
    _add(OfferingQuery, ("offering_id", "month", "query"), "arrivals", queries)
    return days.total()


def _add(table: type[Model], keys: tuple[str, str, str], counter: str, counts: Counter[tuple[int, date, str]]) -> None:
    """Sorted, so that two processes lock the rows in the same order."""
    if not counts:
        return
    rows = [{**dict(zip(keys, key, strict=True)), counter: count} for key, count in sorted(counts.items())]
    build = sqlite_insert if db.engine.dialect.name == "sqlite" else postgresql_insert
    statement = build(cast(Table, table.__table__))
    there = table.__table__.c[counter] + statement.excluded[counter]
    db.session.execute(statement.on_conflict_do_update(index_elements=keys, set_={counter: there}), rows)


@transaction
def forget_old(now: datetime) -> int:
    """Forget what no page shows any more. :returns: how many rows went."""
    oldest = at_zone(now).date() - timedelta(days=KEPT_DAYS)
    gone = rows_changed(delete(OfferingDay).where(OfferingDay.day < oldest))
    return gone + rows_changed(delete(OfferingQuery).where(OfferingQuery.month < oldest))
