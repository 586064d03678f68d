"""The mails about reports: to the provider's people that there is one, to who reported what became of it."""

from __future__ import annotations

from flask import current_app, url_for
from flask_babel import gettext as _

from catalogue.core.db import db
from catalogue.core.formats import apart
from catalogue.core.mail import Letter
from catalogue.core.outbox import Message
from catalogue.core.texts import local
from catalogue.offerings.reports.models import Report
from catalogue.offerings.reports.rules import ReportState
from catalogue.offerings.reports.words import REASONS
from catalogue.offerings.wording import offering_url


def _received(message: Message) -> Letter | None:
    report = db.session.get(Report, message.payload["report"])
    if report is None:
        return None
    title = local(report.offering, "title", message.language)
    provider = report.offering.provider.public_id
    link = url_for("desk_reports.reports", lang=message.language, provider_id=provider, _external=True)
    days = current_app.config["SETTINGS"].answer_reports_days
    about = {"title": title, "reason": REASONS[report.reason], "words": report.words, "link": link, "days": days}
    return Letter(_("A report about your listing: %(title)s", title=apart(title)), "report_received", about)


def _decided(message: Message) -> Letter | None:
    report = db.session.get(Report, message.payload["report"])
    if report is None:
        return None
    title = local(report.offering, "title", message.language)
    about = {"title": title, "resolved": report.state == ReportState.RESOLVED, "answer": report.answer_words}
    link = offering_url(report.offering, external=True)
    return Letter(
        _("The outcome of your report: %(title)s", title=apart(title)), "report_decided", {**about, "link": link}
    )


WRITERS = {"report_received": _received, "report_decided": _decided}
