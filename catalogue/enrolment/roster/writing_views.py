"""A message to everybody in a class."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.accounts.forms import Answers
from catalogue.core.clock import now
from catalogue.core.db import public_id
from catalogue.core.errors import DomainError, NotFound
from catalogue.enrolment.roster.blueprint import acting, bp, class_here, class_to_change
from catalogue.enrolment.roster.people import contacts_open
from catalogue.enrolment.roster.rules import MESSAGE_MAX
from catalogue.enrolment.roster.services import send_message
from catalogue.enrolment.roster.services.messages import accounts_in, out_of_reach
from catalogue.offerings.models import Run
from catalogue.providers.desk import desk


@bp.get("/classes/<run_id>/message")
def write(run_id: str) -> ResponseReturnValue:
    return _page(class_here(run_id), Answers({"form_number": public_id()}))


@bp.post("/classes/<run_id>/message")
def send(run_id: str) -> ResponseReturnValue:
    run, form = class_to_change(run_id), Answers(request.form)
    number = form.text("form_number", 20) or public_id()
    try:
        send_message(run.id, form.raw_text("words"), form_number=number, acted_by=acting(), now=now())
    except NotFound:
        raise
    except DomainError as refused:
        form.errors["words"] = refused.message
        return _page(class_here(run_id), form, refused.status)
    return redirect(url_for("roster.roster", run_id=run_id, notice="message_sent"), code=303)


def _page(run: Run, form: Answers, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "roster/write.html", desk=desk(), run=run, form=form, mails=len(accounts_in(run)), most=MESSAGE_MAX,
        open=contacts_open(run, None, now()), out_of_reach=out_of_reach(run),
    )  # fmt: skip
    return page, status
