"""What changes the seats of a class: the answer to a request, the number of seats, cancelling."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.accounts.forms import Answers
from catalogue.core.clock import now
from catalogue.core.errors import DomainError, NotFound
from catalogue.enrolment import services
from catalogue.enrolment.roster.blueprint import acting, bp, class_here, class_to_change
from catalogue.enrolment.roster.forms import read_seats, seats_before
from catalogue.enrolment.roster.people import roster_of
from catalogue.enrolment.roster.views import roster_page
from catalogue.enrolment.roster.wording import seats_words, section_names
from catalogue.enrolment.rules import CapacitiesTooLow, EnrolmentState
from catalogue.enrolment.services import Decision
from catalogue.offerings.models import Run
from catalogue.offerings.rules import ReasonNeeded
from catalogue.providers.desk import desk

CAUSE = "changed at the desk"
NOTICES: dict[str, str] = {
    EnrolmentState.CONFIRMED: "request_confirmed",
    EnrolmentState.WAITLISTED: "request_listed",
    EnrolmentState.REJECTED: "request_rejected",
}


@bp.post("/classes/<run_id>/people/<who>/decision")
def decide(run_id: str, who: str) -> ResponseReturnValue:
    run, form = class_to_change(run_id), Answers(request.form)
    found = roster_of(run, now()).person(who)
    reject = form.text("decision") == Decision.REJECT
    decision, reason = Decision.REJECT if reject else Decision.CONFIRM, form.text("reason")
    try:
        after = services.decide(found.enrolment.id, decision, acted_by=acting(), reason=reason, now=now())
    except NotFound:
        raise
    except DomainError as refused:  # answered already, or there is no seat and no place: the page says which
        return roster_page(class_here(run_id), refused.status, refused)
    return redirect(url_for("roster.roster", run_id=run_id, notice=NOTICES[after]), code=303)


@bp.get("/classes/<run_id>/seats")
def seats(run_id: str) -> ResponseReturnValue:
    run = class_here(run_id)
    shown = {field: "" if size is None else str(size) for field, size in seats_before(run).items()}
    return _seats_page(run, Answers(shown))


@bp.post("/classes/<run_id>/seats")
def change_seats(run_id: str) -> ResponseReturnValue:
    """All sizes, or none where one is too low; the page says at which, and how many are taken."""
    run, form = class_to_change(run_id), Answers(request.form)
    changed = read_seats(form, run)
    try:
        if not form.errors:
            services.change_capacities(run.id, changed, acted_by=acting(), cause=CAUSE, now=now())
    except CapacitiesTooLow as refused:
        for section in refused.sections:
            form.errors[f"seats_{section}" if section else "seats"] = refused.message
    if form.errors:
        return _seats_page(class_here(run_id), form, 422)
    return redirect(url_for("roster.roster", run_id=run_id, notice="seats_changed"), code=303)


def _seats_page(run: Run, form: Answers, status: int = 200) -> ResponseReturnValue:
    page = render_template("roster/seats.html", desk=desk(), run=run, form=form, seats=seats_words(run),
                           sections=section_names(run))  # fmt: skip
    return page, status


@bp.get("/classes/<run_id>/cancel")
def ask_to_cancel(run_id: str) -> ResponseReturnValue:
    return _cancel_page(class_here(run_id), Answers({}))


@bp.post("/classes/<run_id>/cancel")
def cancel(run_id: str) -> ResponseReturnValue:
    run, form = class_to_change(run_id), Answers(request.form)
    try:
        services.cancel_run(run.id, form.raw_text("reason"), acted_by=acting(), now=now())
    except ReasonNeeded:
        form.errors["reason"] = ReasonNeeded.message
        return _cancel_page(class_here(run_id), form, 422)
    except NotFound:
        raise
    except DomainError as refused:  # cancelled already, or over
        return _cancel_page(class_here(run_id), form, refused.status, refused)
    return redirect(url_for("roster.roster", run_id=run_id, notice="class_cancelled"), code=303)


def _cancel_page(run: Run, form: Answers, status: int = 200, problem: DomainError | None = None) -> ResponseReturnValue:
    found = roster_of(run, now())
    page = render_template("roster/cancel.html", desk=desk(), run=run, form=form, people=len(found.everybody),
                           problem=problem)  # fmt: skip
    return page, status
