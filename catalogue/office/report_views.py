"""Residents' reports before the office: what is late first; resolved or not confirmed."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.offerings.reports import services
from catalogue.offerings.reports.models import Report
from catalogue.offerings.reports.queries import live_reports, report_by_public_id
from catalogue.offerings.reports.rules import NEXT, ReportState, days_left
from catalogue.offerings.reports.words import ANSWERS, REASONS, STATES
from catalogue.office.scope import scope_of

DECISIONS = {"resolve": ReportState.RESOLVED, "reject": ReportState.REJECTED}


def attach(bp: Blueprint) -> None:
    """Add these pages to the office's blueprint."""
    bp.get("/office/reports")(reports)
    bp.get("/office/reports/<report_id>")(report)
    bp.post("/office/reports/<report_id>")(decide_report)


def reports() -> ResponseReturnValue:
    found = live_reports(scope_of(visitor().account_id).of_offerings())
    return render_template("office/reports.html", entries=[(one, _left(one)) for one in found], reasons=REASONS)


def report(report_id: str) -> ResponseReturnValue:
    return _page(_found(report_id), Answers({}))


def decide_report(report_id: str) -> ResponseReturnValue:
    found, form = _found(report_id), Answers(request.form)
    chosen = form.text("decision")
    if chosen not in DECISIONS:
        form.errors["decision"] = _l("Choose one of the entries")
        return _page(found, form, 422)
    try:
        services.decide(found.id, DECISIONS[chosen], actor_id=visitor().account_id, now=now())
    except DomainError as refused:
        form.errors["decision"] = refused.message
        return _page(_found(report_id), form, refused.status)
    return redirect(url_for("office.reports", notice="report_closed"), code=303)


def _found(report_id: str) -> Report:
    """:raises NotFound: there is none, or it is about another city's listing."""
    found = report_by_public_id(report_id)
    scope_of(visitor().account_id).ensure_offering(found.offering)
    return found


def _left(one: Report) -> int:
    return days_left(one.created_at, now(), current_app.config["SETTINGS"].answer_reports_days)


def _page(found: Report, form: Answers, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "office/report.html", report=found, form=form, left=_left(found), reasons=REASONS, answers=ANSWERS,
        state=STATES[found.state], closed=not NEXT[ReportState(found.state)],
    )  # fmt: skip
    return page, status
