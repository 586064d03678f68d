"""What waits for the office: a fixed number of SELECTs, however much there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager

from catalogue.core.audit import AuditEntry
from catalogue.core.db import db
from catalogue.offerings.editing.models import OfferingRevision
from catalogue.offerings.editing.rules import RevisionState
from catalogue.offerings.models import Offering
from catalogue.offerings.reports.models import Report
from catalogue.offerings.reports.queries import LIVE
from catalogue.offerings.rules import OfferingState
from catalogue.office.scope import Scope
from catalogue.providers.models import Provider, ProviderChange
from catalogue.providers.rules import OVER, ProviderState

SHOWN = 50


@dataclass(frozen=True)
class Waiting:
    """A listing in the queue."""

    offering: Offering
    since: datetime

    def days(self, now: datetime) -> int:
        return max((now - self.since).days, 0)


@dataclass(frozen=True)
class Queue:
    """The listings that have waited longest. :ivar total: how many there are in all."""

    first: list[Waiting]
    total: int


def _of_the_living() -> ColumnElement[bool]:
    """At a provider that was refused or is closed nothing changes any more, so nothing of it waits."""
    return Provider.state.not_in(OVER)


def applications(scope: Scope) -> list[Provider]:
    """The providers that wait to be checked, the longest first."""
    waiting = select(Provider).where(Provider.state == ProviderState.APPLIED, scope.of_providers())
    return list(db.session.scalars(waiting.order_by(Provider.created_at, Provider.id)))


def changes(scope: Scope) -> list[ProviderChange]:
    """The providers whose new names or licence wait, the longest first."""
    waiting = select(ProviderChange).join(ProviderChange.provider).where(scope.of_providers(), _of_the_living())
    found = waiting.options(contains_eager(ProviderChange.provider)).order_by(ProviderChange.asked_at)
    return list(db.session.scalars(found))


def revisions(scope: Scope) -> list[OfferingRevision]:
    """Changes to live listings that wait, the longest first."""
    waiting = select(OfferingRevision).join(OfferingRevision.offering).join(Offering.provider)
    here = (OfferingRevision.state == RevisionState.OPEN, scope.of_offerings(), _of_the_living())
    found = waiting.where(*here).options(contains_eager(OfferingRevision.offering).contains_eager(Offering.provider))
    return list(db.session.scalars(found.order_by(OfferingRevision.created_at, OfferingRevision.id).limit(SHOWN)))


def live_report_count(scope: Scope) -> int:
    counted = select(func.count(Report.id)).join(Report.offering).join(Offering.provider)
    return db.session.scalar(counted.where(Report.state.in_(LIVE), scope.of_offerings())) or 0


def listings_in_review(scope: Scope) -> Queue:
    sent = (
        select(AuditEntry.entity_id, func.max(AuditEntry.at).label("at"))
        .where(AuditEntry.entity == "offering", AuditEntry.to_state == OfferingState.IN_REVIEW)
        .group_by(AuditEntry.entity_id)
        .subquery()
    )
    since = func.coalesce(sent.c.at, Offering.changed_at)
    here = (Offering.state == OfferingState.IN_REVIEW, scope.of_offerings(), _of_the_living())
    found = db.session.execute(
        select(Offering, sent.c.at)
        .join(Offering.provider)
        .outerjoin(sent, sent.c.entity_id == Offering.id)
        .where(*here)
        .options(contains_eager(Offering.provider))
        .order_by(since, Offering.id)
        .limit(SHOWN)
    )
    first = [Waiting(offering, at or offering.changed_at) for offering, at in found.tuples()]
    total = db.session.scalar(select(func.count(Offering.id)).join(Offering.provider).where(*here)) or 0
    return Queue(first, total)
