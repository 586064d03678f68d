"""What reasons, states and answers of reports are called."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.offerings.reports.rules import Answer, ReportReason, ReportState

REASONS: dict[str, LazyString] = {
    ReportReason.DATES: _l("Dates or times are wrong"),
    ReportReason.PLACE: _l("The place is wrong"),
    ReportReason.PRICE: _l("The price is wrong"),
    ReportReason.GONE: _l("It does not take place, or is no longer offered"),
    ReportReason.ACCESS: _l("What is said about accessibility is wrong"),
    ReportReason.MISLEADING: _l("It promises what it does not keep"),
    ReportReason.OTHER: _l("Something else"),
}
STATES: dict[str, LazyString] = {
    ReportState.OPEN: _l("Open"),
    ReportState.WITH_PROVIDER: _l("With the provider"),
    ReportState.RESOLVED: _l("Resolved"),
    ReportState.REJECTED: _l("Not confirmed"),
}
ANSWERS: dict[str, LazyString] = {
    Answer.MENDED: _l("It is mended"),
    Answer.RIGHT: _l("It is right, because …"),
}
