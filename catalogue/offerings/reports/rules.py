"""What a report may be and become. Pure: no database, no web."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError
from catalogue.core.formats import at_zone

WORDS_MAX = 1000


class ReportState(StrEnum):
    OPEN = "open"
    WITH_PROVIDER = "with_provider"
    RESOLVED = "resolved"
    REJECTED = "rejected"


class ReportReason(StrEnum):
    DATES = "dates"
    PLACE = "place"
    PRICE = "price"
    GONE = "gone"
    ACCESS = "access"
    MISLEADING = "misleading"
    OTHER = "other"


class Answer(StrEnum):
    """What the provider says to it."""

    MENDED = "mended"
    RIGHT = "right"


NEXT: dict[ReportState, frozenset[ReportState]] = {
    ReportState.OPEN: frozenset({ReportState.WITH_PROVIDER, ReportState.RESOLVED, ReportState.REJECTED}),
    ReportState.WITH_PROVIDER: frozenset({ReportState.RESOLVED, ReportState.REJECTED}),
    ReportState.RESOLVED: frozenset(),
    ReportState.REJECTED: frozenset(),
}


class ReportCannotBecome(DomainError):
    code = "report_cannot_become"
    message = _l("This report is closed already.")


class WordsMissing(DomainError):
    code = "words_missing"
    message = _l("Please say it in a few words.")
    status = 422


def ensure_may_become(before: ReportState, after: ReportState) -> None:
    """:raises ReportCannotBecome: MODEL knows no such step."""
    if after not in NEXT[before]:
        raise ReportCannotBecome(before=before, after=after)


def days_left(created_at: datetime, now: datetime, days: int) -> int:
    """Days of the calendar that the provider still has: as many as its mail says on the day of the report, none on the
    last one, negative when it is late.
    """
    last = at_zone(created_at).date() + timedelta(days=days)
    return (last - at_zone(now).date()).days
