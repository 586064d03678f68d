"""Reports, read."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager

from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.offerings.models import Offering
from catalogue.offerings.reports.models import Report
from catalogue.offerings.reports.rules import ReportState

LIVE = (ReportState.OPEN, ReportState.WITH_PROVIDER)
SHOWN = 100


def live_reports(*conditions: ColumnElement[bool]) -> list[Report]:
    """Those that are not closed: what nobody has answered first, the oldest first. At most `SHOWN`."""
    found = (
        select(Report)
        .join(Report.offering)
        .join(Offering.provider)
        .where(Report.state.in_(LIVE), *conditions)
        .options(contains_eager(Report.offering).contains_eager(Offering.provider))
        .order_by(Report.answered_at.is_not(None), Report.created_at, Report.id)
        .limit(SHOWN)
    )
    return list(db.session.scalars(found))


def reports_at(provider_id: int) -> list[Report]:
    """What is said about a provider's listings."""
    return live_reports(Offering.provider_id == provider_id)


def report_by_public_id(number: str) -> Report:
    """:raises NotFound: there is none."""
    found = db.session.scalars(select(Report).where(Report.public_id == number)).one_or_none()
    if found is None:
        raise NotFound
    return found
