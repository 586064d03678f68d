"""Reports at the desk of the provider whose listings they are about."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import NotFound
from catalogue.offerings.reports import services
from catalogue.offerings.reports.queries import reports_at
from catalogue.offerings.reports.rules import WORDS_MAX, Answer, WordsMissing, days_left
from catalogue.offerings.reports.words import ANSWERS, REASONS
from catalogue.providers.desk import desk, desk_blueprint

bp = desk_blueprint("desk_reports", __name__)


@bp.get("/reports")
def reports() -> ResponseReturnValue:
    return _page(Answers({}))


@bp.post("/reports/<report_id>")
def answer(report_id: str) -> ResponseReturnValue:
    form = Answers(request.form)
    what = form.text("answer")
    if what not in tuple(Answer):
        form.errors[f"answer-{report_id}"] = _l("Choose one of the entries")
        return _page(form, 422, wrong=report_id)
    try:
        services.answer(
            desk().provider_id,
            report_id,
            Answer(what),
            form.raw_text("words"),
            actor_id=visitor().account_id,
            now=now(),
        )
    except WordsMissing as refused:
        form.errors[f"words-{report_id}"] = refused.message
        return _page(form, refused.status, wrong=report_id)
    return redirect(url_for(".reports", notice="report_answered"), code=303)


def _page(form: Answers, status: int = 200, wrong: str = "") -> ResponseReturnValue:
    """:param wrong: the report whose form has to be sent again."""
    here = desk()
    found = reports_at(here.provider_id)
    if wrong and wrong not in {one.public_id for one in found}:
        raise NotFound
    days = current_app.config["SETTINGS"].answer_reports_days
    entries = [(one, days_left(one.created_at, now(), days)) for one in found]
    page = render_template(
        "desk/reports.html",
        desk=here,
        entries=entries,
        form=form,
        wrong=wrong,
        reasons=REASONS,
        answers=ANSWERS,
        words_max=WORDS_MAX,
    )
    return page, status
