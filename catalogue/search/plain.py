"""Answers without an index: a plain question to the database, for the while in which the index is built anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from catalogue.core.db import db
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.queries import is_public
from catalogue.offerings.rules import RunState
from catalogue.providers.models import Provider
from catalogue.search.port import Found
from catalogue.search.query import Query
from catalogue.taxonomy.models import City

MOST_WORDS = 8
SEARCHED = (
    Offering.title_ar,
    Offering.title_en,
    Offering.summary_ar,
    Offering.summary_en,
    Provider.name_ar,
    Provider.name_en,
)
OBEYED = ("kind", "city", "provider")
"""The filters that hold here; the others need the index."""


def plain_search(query: Query, now: datetime, size: int) -> Found:
    """The offerings whose titles, summaries or providers have all the words, the soonest first; no facets."""
    found = select(Offering.id).join(Offering.provider).where(is_public(), *_words(query), *_filters(query))
    if query.open != "all":
        found = found.where(_to_come(now))
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    start = (query.page - 1) * size
    ids = db.session.scalars(found.order_by(_soonest(now), Offering.id).offset(start).limit(size))
    return Found(total=total, ids=tuple(ids))


def _words(query: Query) -> list[ColumnElement[bool]]:
    words = query.text.split()[:MOST_WORDS]
    return [or_(*(column.icontains(word, autoescape=True) for column in SEARCHED)) for word in words]


def _filters(query: Query) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if kinds := query.values("kind"):
        wanted.append(Offering.kind.in_(kinds))
    if providers := query.values("provider"):
        wanted.append(Provider.public_id.in_(providers))
    if cities := query.values("city"):
        there = select(Run.offering_id).join(City, Run.city_id == City.id).where(City.slug.in_(cities))
        wanted.append(Offering.id.in_(there))
    return wanted


def _to_come(now: datetime) -> ColumnElement[bool]:
    """A coarse sieve: something is still to come, or there are no dates at all."""
    runs = select(Run.id).where(Run.offering_id == Offering.id)
    coming = and_(
        Run.state == RunState.SCHEDULED,
        or_(Run.starts_at > now, and_(Run.flexible_start, or_(Run.ends_at.is_(None), Run.ends_at > now))),
    )
    return or_(runs.where(coming).exists(), not_(runs.exists()))


def _soonest(now: datetime) -> Any:
    first = (
        select(func.min(Run.starts_at))
        .where(Run.offering_id == Offering.id, Run.starts_at > now, Run.state == RunState.SCHEDULED)
        .scalar_subquery()
    )
    return func.coalesce(first, datetime.max.replace(tzinfo=now.tzinfo, microsecond=0))
