"""Saying that something is wrong about a listing: for everybody, signed in or not."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from catalogue.accounts import limits
from catalogue.accounts.forms import Answers
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.core.http import signed_in
from catalogue.core.i18n import site_blueprint
from catalogue.core.texts import local, slug
from catalogue.offerings.models import Offering
from catalogue.offerings.page_queries import offering_shown
from catalogue.offerings.reports import desk_views, services
from catalogue.offerings.reports.rules import WORDS_MAX, ReportReason
from catalogue.offerings.reports.words import REASONS

bp = site_blueprint("reports", __name__)
blueprints = (bp, desk_views.bp)


@bp.get("/offerings/<offering_id>/report")
def ask(offering_id: str) -> ResponseReturnValue:
    return _page(offering_shown(offering_id), Answers({}))


@bp.post("/offerings/<offering_id>/report")
def send(offering_id: str) -> ResponseReturnValue:
    found, form = offering_shown(offering_id), Answers(request.form)
    reason = form.text("reason")
    if reason not in tuple(ReportReason):
        form.errors["reason"] = _l("Choose one of the entries")
        return _page(found, form, 422)
    limits.count_attempt(limits.REPORTS_PER_NETWORK, limits.network(request.remote_addr), now())
    account_id = visitor().account_id if signed_in() else None
    readable = slug(local(found, "title").text)
    try:
        services.file(found.id, ReportReason(reason), form.raw_text("words"), account_id=account_id, now=now())
    except DomainError as refused:
        form.errors["words"] = refused.message
        return _page(offering_shown(offering_id), form, refused.status)
    address = url_for("offerings.offering", offering_id=offering_id, slug=readable, notice="reported")
    return redirect(address, code=303)


def _page(found: Offering, form: Answers, status: int = 200) -> ResponseReturnValue:
    page = render_template("reports/ask.html", offering=found, form=form, reasons=REASONS, words_max=WORDS_MAX)
    return page, status
