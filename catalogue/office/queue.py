"""The two queues that are worked through one by one, the longest waiting first: new listings, changes to live ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager

from catalogue.core.audit import AuditEntry
from catalogue.core.db import db
from catalogue.core.paging import pages_of
from catalogue.offerings.editing.models import OfferingRevision
from catalogue.offerings.editing.rules import RevisionState
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import OfferingKind, OfferingState
from catalogue.office.scope import Scope
from catalogue.providers.models import Provider
from catalogue.providers.rules import OVER, ProviderState
from catalogue.taxonomy.models import City

T = TypeVar("T")
PER_PAGE = 20
WORKED_THROUGH = 2000
"""So many are put in line to find the next one."""
NEW, KNOWN = "new", "known"


@dataclass(frozen=True)
class Chosen:
    """What of a queue somebody works through. :ivar who: new or known providers; :ivar city: a slug."""

    kind: str = ""
    who: str = ""
    city: str = ""

    @classmethod
    def of(cls, given: dict[str, str]) -> Chosen:
        """What is not known is not chosen."""
        kind, who = given.get("kind", ""), given.get("who", "")
        known = {"kind": kind in set(OfferingKind), "who": who in (NEW, KNOWN), "city": True}
        return cls(**{name: given.get(name, "")[:60] for name, right in known.items() if right})

    @property
    def args(self) -> dict[str, str]:
        """For addresses: only what is chosen."""
        return {name: value for name, value in asdict(self).items() if value}

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.kind:
            found.append(Offering.kind == self.kind)
        if self.who:
            new = Provider.state == ProviderState.APPLIED
            found.append(new if self.who == NEW else ~new)
        if self.city:
            city = select(City.id).where(City.slug == self.city).scalar_subquery()
            found.append(func.coalesce(Provider.city_id, Offering.city_id) == city)
        return found


ALL = Chosen()


@dataclass(frozen=True)
class Waiting(Generic[T]):
    """Something in a queue."""

    row: T
    since: datetime

    def days(self, now: datetime) -> int:
        return max((now - self.since).days, 0)


@dataclass(frozen=True)
class Queue(Generic[T]):
    """A page of it. :ivar total: how many there are in all."""

    first: list[Waiting[T]]
    total: int
    page: int = 1

    @property
    def pages(self) -> int:
        return pages_of(self.total, PER_PAGE)


def of_the_living() -> ColumnElement[bool]:
    """At a provider that was refused or is closed nothing changes any more, so nothing of it waits."""
    return Provider.state.not_in(OVER)


def listings_in_review(
    scope: Scope, chosen: Chosen = ALL, *, page: int = 1, most: int | None = None
) -> Queue[Offering]:
    """:param most: fewer than a page."""
    waiting, since = _listings(scope, chosen)
    whole = waiting.add_columns(since).options(contains_eager(Offering.provider))
    return _page(whole, _number(waiting), page, most)


def revisions_waiting(
    scope: Scope, chosen: Chosen = ALL, *, page: int = 1, most: int | None = None
) -> Queue[OfferingRevision]:
    waiting = _revisions(scope, chosen)
    eager = contains_eager(OfferingRevision.offering).contains_eager(Offering.provider)
    return _page(waiting.add_columns(OfferingRevision.created_at).options(eager), _number(waiting), page, most)


def line_of_listings(scope: Scope, chosen: Chosen) -> Sequence[str]:
    """The public ids of those that wait, in their order."""
    waiting, _since = _listings(scope, chosen)
    return db.session.scalars(waiting.with_only_columns(Offering.public_id).limit(WORKED_THROUGH)).all()


def line_of_revisions(scope: Scope, chosen: Chosen) -> Sequence[str]:
    waiting = _revisions(scope, chosen).with_only_columns(OfferingRevision.public_id)
    return db.session.scalars(waiting.limit(WORKED_THROUGH)).all()


def _listings(scope: Scope, chosen: Chosen) -> tuple[Select[Offering], ColumnElement[datetime]]:
    sent = (
        select(AuditEntry.entity_id, func.max(AuditEntry.at).label("at"))
        .where(AuditEntry.entity == "offering", AuditEntry.to_state == OfferingState.IN_REVIEW)
        .group_by(AuditEntry.entity_id)
        .subquery()
    )
    since = func.coalesce(sent.c.at, Offering.changed_at)
    waiting = (
        select(Offering)
        .join(Offering.provider)
        .outerjoin(sent, sent.c.entity_id == Offering.id)
        .where(Offering.state == OfferingState.IN_REVIEW, scope.of_offerings(), of_the_living(), *chosen.conditions())
        .order_by(since, Offering.id)
    )
    return waiting, since


def _revisions(scope: Scope, chosen: Chosen) -> Select[OfferingRevision]:
    waiting = select(OfferingRevision).join(OfferingRevision.offering).join(Offering.provider)
    here = (OfferingRevision.state == RevisionState.OPEN, scope.of_offerings(), of_the_living(), *chosen.conditions())
    return waiting.where(*here).order_by(OfferingRevision.created_at, OfferingRevision.id)


def _number(waiting: Select[Any]) -> int:
    counted = waiting.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
    return db.session.scalar(counted) or 0


def _page(whole: Select[Any], total: int, page: int, most: int | None) -> Queue[Any]:
    page = min(page, pages_of(total, PER_PAGE))
    rows = db.session.execute(whole.offset((page - 1) * PER_PAGE).limit(most or PER_PAGE)).tuples()
    return Queue([Waiting(row, since) for row, since in rows], total, page)
