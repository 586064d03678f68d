"""What waits for the office beside the queues: a fixed number of SELECTs, however much there is."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from catalogue.core.db import db
from catalogue.offerings.models import Offering
from catalogue.offerings.reports.models import Report
from catalogue.offerings.reports.queries import LIVE
from catalogue.office.queue import of_the_living
from catalogue.office.scope import Scope
from catalogue.providers.models import Provider, ProviderChange
from catalogue.providers.rules import ProviderState


def applications(scope: Scope) -> list[Provider]:
    """The providers that wait to be checked, the longest first."""
    waiting = select(Provider).where(Provider.state == ProviderState.APPLIED, scope.of_providers())
    return list(db.session.scalars(waiting.order_by(Provider.created_at, Provider.id)))


def changes(scope: Scope) -> list[ProviderChange]:
    """The providers whose new names or licence wait, the longest first."""
    waiting = select(ProviderChange).join(ProviderChange.provider).where(scope.of_providers(), of_the_living())
    found = waiting.options(contains_eager(ProviderChange.provider)).order_by(ProviderChange.asked_at)
    return list(db.session.scalars(found))


def live_report_count(scope: Scope) -> int:
    counted = select(func.count(Report.id)).join(Report.offering).join(Offering.provider)
    return db.session.scalar(counted.where(Report.state.in_(LIVE), scope.of_offerings())) or 0
