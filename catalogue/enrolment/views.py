"""One enrolment, cancelling it, taking a record over; enrolling and my learning have rooms of their own."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.accounts import limits
from catalogue.accounts.forms import Answers
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError, NotFound
from catalogue.core.i18n import site_blueprint
from catalogue.core.reader import reader
from catalogue.enrolment import enrolling_views, queries, services
from catalogue.enrolment.certificates.presenting import qr_code
from catalogue.enrolment.mine import feed_views
from catalogue.enrolment.mine import views as mine
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.presenting import joining_of, payment_words
from catalogue.enrolment.roster.tickets import ticket_code
from catalogue.enrolment.rules import (
    LIVE,
    WITHOUT_A_SEAT,
    CancellingClosed,
    EnrolmentState,
    NotLive,
)
from catalogue.enrolment.waiting_presenting import story_of
from catalogue.enrolment.waiting_queries import may_answer
from catalogue.offerings.calendars import run_calendar
from catalogue.offerings.wording import offering_url

NOTICES: dict[str, str] = {
    EnrolmentState.REQUESTED: "withdrawn",
    EnrolmentState.WAITLISTED: "left_list",
    EnrolmentState.OFFERED: "left_list",
}

bp = site_blueprint("enrolment", __name__)
blueprints = (bp, feed_views.bp)
enrolling_views.attach(bp)
mine.attach(bp)


@bp.get("/me/enrolments/<enrolment_id>")
def done(enrolment_id: str) -> ResponseReturnValue:
    enrolment = queries.enrolment_for(enrolment_id, visitor().account_id)
    return render_template(
        "enrolment/done.html", enrolment=enrolment, states=EnrolmentState, now=now(),
        deadline=enrolment.run.cancel_deadline, joining=joining_of(enrolment), payment=payment_words(enrolment.run),
        story=story_of(enrolment, now()), may_answer=may_answer(enrolment, visitor().id),
    )  # fmt: skip


@bp.get("/me/enrolments/<enrolment_id>/ticket")
def ticket(enrolment_id: str) -> ResponseReturnValue:
    """What is shown at the door, by who has a seat."""
    enrolment = queries.enrolment_for(enrolment_id, visitor().account_id)
    if enrolment.state != EnrolmentState.CONFIRMED:
        raise NotFound
    code = ticket_code(enrolment)
    return render_template("enrolment/ticket.html", enrolment=enrolment, code=code, picture=qr_code(code))


@bp.get("/me/enrolments/<enrolment_id>/cancel")
def ask_to_cancel(enrolment_id: str) -> ResponseReturnValue:
    return _cancel_page(queries.enrolment_for(enrolment_id, visitor().account_id))


@bp.post("/me/enrolments/<enrolment_id>/cancel")
def cancel(enrolment_id: str) -> ResponseReturnValue:
    enrolment = queries.enrolment_for(enrolment_id, visitor().account_id)
    notice = NOTICES.get(enrolment.state, "cancelled")
    try:
        services.cancel(enrolment.id, acted_by=visitor().account_id, now=now())
    except (NotLive, CancellingClosed) as refused:  # the page says which of the two
        return _cancel_page(queries.enrolment_for(enrolment_id, visitor().account_id), refused.status)
    return redirect(url_for("enrolment.mine", notice=notice), code=303)


@bp.get("/me/enrolments/<enrolment_id>.ics")
def calendar_file(enrolment_id: str) -> ResponseReturnValue:
    """The meetings, for who has a seat; of an enrolment that has ended, that they leave the calendar again."""
    enrolment = queries.enrolment_for(enrolment_id, visitor().account_id)
    run, withdrawn = enrolment.run, enrolment.state in WITHOUT_A_SEAT
    if not withdrawn and enrolment.state != EnrolmentState.CONFIRMED:
        raise NotFound  # a request is no appointment yet
    url, joining = offering_url(run, external=True), "" if withdrawn else joining_of(enrolment).line
    file = run_calendar(
        run, reader().lang, url=url, now=now(), joining=joining, withdrawn=withdrawn, whose=enrolment.learner.public_id
    )
    answer = make_response(file)
    answer.headers["Content-Type"] = f"text/calendar; charset=utf-8; method={'CANCEL' if withdrawn else 'PUBLISH'}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{run.public_id}.ics"'
    return answer


def _cancel_page(enrolment: Enrolment, status: int = 200) -> Response:
    page = render_template(
        "enrolment/cancel.html", enrolment=enrolment, states=EnrolmentState, live=enrolment.state in LIVE,
        deadline=enrolment.run.cancel_deadline, now=now(),
    )  # fmt: skip
    return make_response(page, status)


@bp.get("/me/family/claim")
def claim() -> ResponseReturnValue:
    return render_template("enrolment/claim.html", form=Answers({}))


@bp.post("/me/family/claim")
def claim_record() -> ResponseReturnValue:
    form = Answers(request.form)
    limits.count_attempt(limits.CLAIMS_PER_ACCOUNT, str(visitor().account_id), now())
    try:
        services.claim_record(form.text("code", 40), visitor().account_id, now())
    except DomainError as refused:
        form.errors["code"] = refused.message
        return make_response(render_template("enrolment/claim.html", form=form), refused.status)
    return redirect(url_for("enrolment.mine", notice="claimed"), code=303)
