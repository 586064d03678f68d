"""Answers without an index: a plain question to the database, for the while in which the index is built anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select

from catalogue.core.db import db
from catalogue.core.formats import midnight
from catalogue.offerings.freshness.queries import not_silent
from catalogue.offerings.models import Offering, OfferingTopic, Run
from catalogue.offerings.queries import is_public
from catalogue.offerings.rules import RunState
from catalogue.providers.models import Provider
from catalogue.search.port import Counted, Found
from catalogue.search.query import Query
from catalogue.taxonomy.models import City, Topic

MOST_WORDS = 8
SEARCHED = (
    Offering.title_ar,
    Offering.title_en,
    Offering.summary_ar,
    Offering.summary_en,
    Provider.name_ar,
    Provider.name_en,
)
OBEYED = frozenset({"kind", "topic", "provider", "city", "mode", "from", "until", "open"})
"""The filters that hold here; the others need the index."""


def plain_search(query: Query, now: datetime, size: int) -> Found:
    """The offerings whose titles, summaries or providers have all the words, the soonest first; no facets."""
    found = select(Offering.id).where(*_conditions(query, now)).join(Offering.provider)
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    start = (query.page - 1) * size
    ids = tuple(db.session.scalars(found.order_by(_soonest(now), Offering.id).offset(start).limit(size)))
    return Found(total=total, ids=ids, run_ids=_runs_of(ids, query, now))


def plain_count(query: Query, now: datetime) -> int:
    """How many offerings match; 0 where that cannot be said without the index."""
    if any(name not in OBEYED for name, _value in query.filters()):
        return 0
    return plain_search(query, now, 0).total


def plain_facets(query: Query, now: datetime) -> Found:
    """The total, and how many offerings there are of each provider and in each field."""
    wanted = select(Offering.id).join(Offering.provider).where(*_conditions(query, now))
    within = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    of_providers = (
        select(Provider.public_id, func.count())
        .join(Offering, Offering.provider_id == Provider.id)
        .where(Offering.id.in_(wanted))
        .group_by(Provider.public_id)
    )
    providers = Counted.of((value, number) for value, number in db.session.execute(of_providers))
    return Found(total=within, facets={"topic": Counted.of(_in_fields(wanted)), "provider": providers})


def _in_fields(wanted: Select[int]) -> Iterator[tuple[str, int]]:
    """A field holds what its narrower fields hold, whose codes begin with its own; each offering once."""
    pairs = select(Topic.code, OfferingTopic.offering_id).join(Topic, OfferingTopic.topic_id == Topic.id)
    offerings: dict[str, set[int]] = {}
    for code, offering_id in db.session.execute(pairs.where(OfferingTopic.offering_id.in_(wanted))):
        for length in range(2, len(code) + 1):
            offerings.setdefault(code[:length], set()).add(offering_id)
    return ((code, len(ids)) for code, ids in sorted(offerings.items()))


def _conditions(query: Query, now: datetime) -> list[ColumnElement[bool]]:
    found = [is_public(), *_words(query)]
    if kinds := query.values("kind"):
        found.append(Offering.kind.in_(kinds))
    if providers := query.values("provider"):
        found.append(Provider.public_id.in_(providers))
    if topics := query.values("topic"):
        within = select(OfferingTopic.offering_id).join(Topic, OfferingTopic.topic_id == Topic.id)
        found.append(Offering.id.in_(within.where(or_(*(Topic.code.startswith(code) for code in topics)))))
    runs = select(Run.id).where(Run.offering_id == Offering.id)
    fitting = runs.where(*_of_runs(query, now)).exists()
    asked = [*query.values("city"), *query.values("mode"), query.starts_from, query.starts_until]
    if any(asked) or query.open == "1":
        found.append(fitting)
    elif query.open != "all":
        found.append(or_(fitting, not_(runs.exists())))
    if query.open != "all":
        found.append(not_silent(now))
    return found


def _words(query: Query) -> list[ColumnElement[bool]]:
    words = query.text.split()[:MOST_WORDS]
    return [or_(*(column.icontains(word, autoescape=True) for column in SEARCHED)) for word in words]


def _of_runs(query: Query, now: datetime) -> list[ColumnElement[bool]]:
    """What a run must have to be shown."""
    found = [Run.state != RunState.DRAFT]
    if cities := query.values("city"):
        found.append(Run.city_id.in_(select(City.id).where(City.slug.in_(cities))))
    if modes := query.values("mode"):
        found.append(Run.mode.in_(modes))
    if query.starts_from:
        found.append(Run.starts_at >= midnight(query.starts_from))
    if query.starts_until:
        found.append(Run.starts_at < midnight(query.starts_until + timedelta(days=1)))
    if query.open != "all":
        found.append(_to_come(now))
    return found


def _to_come(now: datetime) -> ColumnElement[bool]:
    """A coarse sieve."""
    going_on = and_(Run.flexible_start, or_(Run.ends_at.is_(None), Run.ends_at > now))
    return and_(Run.state == RunState.SCHEDULED, or_(Run.starts_at > now, going_on))


def _runs_of(ids: Sequence[int], query: Query, now: datetime) -> dict[int, tuple[int, ...]]:
    runs = select(Run.offering_id, Run.id).where(Run.offering_id.in_(ids), *_of_runs(query, now))
    found: dict[int, tuple[int, ...]] = {}
    for offering_id, run_id in db.session.execute(runs.order_by(Run.starts_at, Run.id)) if ids else ():
        found[offering_id] = (*found.get(offering_id, ()), run_id)
    return found


def _soonest(now: datetime) -> Any:
    first = (
        select(func.min(Run.starts_at))
        .where(Run.offering_id == Offering.id, Run.starts_at > now, Run.state == RunState.SCHEDULED)
        .scalar_subquery()
    )
    return func.coalesce(first, datetime.max.replace(tzinfo=now.tzinfo, microsecond=0))
