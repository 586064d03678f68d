"""Enrolling in four steps (who, questions, check, done), my learning, cancelling."""

from __future__ import annotations

import secrets

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.accounts import queries as people
from catalogue.accounts.forms import Answers
from catalogue.accounts.models import Learner
from catalogue.accounts.services import change_particulars
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import NotFound
from catalogue.core.formats import at_zone
from catalogue.core.i18n import site_blueprint
from catalogue.core.reader import reader
from catalogue.enrolment import forms, queries, services
from catalogue.enrolment.eligibility import as_typed, eligibility
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.presenting import joining_of, learning_of, payment_words
from catalogue.enrolment.rules import (
    LIVE,
    WITHOUT_A_SEAT,
    CancellingClosed,
    EnrolmentState,
    GuardianNeeded,
    NotForThisGroup,
    NotInAgeRange,
    NotLive,
    Person,
    Reason,
    Weight,
)
from catalogue.offerings.calendars import run_calendar
from catalogue.offerings.models import Run
from catalogue.offerings.wording import offering_url

STOPPING = (Weight.REFUSES, Weight.WAITS, Weight.ASKS)

bp = site_blueprint("enrolment", __name__)
blueprints = (bp,)


@bp.get("/enrol")
def start() -> ResponseReturnValue:
    """Where the offering page's choice of a run leads."""
    return redirect(url_for("enrolment.who", run_id=request.args.get("run", "-")[:12] or "-"), code=303)


@bp.get("/enrol/<run_id>")
def who(run_id: str) -> ResponseReturnValue:
    return _who_page(queries.run_by_public_id(run_id), Answers({}))


@bp.post("/enrol/<run_id>")
def say_who(run_id: str) -> ResponseReturnValue:
    """Nothing is kept before it fits this run: a slip of the pen stays in the form, where it can be mended."""
    run, learner, form = queries.run_by_public_id(run_id), _learner(), Answers(request.form)
    about = forms.read_particulars(form, run, learner, at_zone(now()).date())
    if refused := next(iter(as_typed(learner, run, Person(about.birth_date, about.gender), now()).of(*STOPPING)), None):
        forms.say_what_does_not_fit(form, run, refused)
        return _who_page(run, form, 422 if form.errors else refused.status)
    if form.errors:
        return _who_page(run, form, 422)
    change_particulars(learner.id, about, account_id=visitor().account_id)
    step = "enrolment.questions" if forms.questions_of(run) else "enrolment.check"
    return redirect(url_for(step, run_id=run_id), code=303)


@bp.get("/enrol/<run_id>/questions")
def questions(run_id: str) -> ResponseReturnValue:
    run = queries.run_by_public_id(run_id)
    if queries.live_enrolment(run.id, _learner().id):
        return redirect(url_for("enrolment.who", run_id=run_id), code=303)
    return _questions_page(run, Answers({}))


@bp.route("/enrol/<run_id>/check", methods=["GET", "POST"])
def check(run_id: str) -> ResponseReturnValue:
    """Shows everything once more; the answers travel with the form and are kept only when it is sent."""
    run, learner = queries.run_by_public_id(run_id), _learner()
    if queries.live_enrolment(run.id, learner.id):
        return redirect(url_for("enrolment.who", run_id=run_id), code=303)
    form = Answers(request.form)
    asked = forms.questions_of(run)
    answers = forms.read_answers(form, asked)
    if form.errors:
        return _questions_page(run, form, 422 if request.method == "POST" else 200)
    verdict = eligibility(learner, run, now())
    if verdict.of(*STOPPING):  # said on the first page, with what can be done
        return redirect(url_for("enrolment.who", run_id=run_id), code=303)
    return render_template(
        "enrolment/check.html", run=run, learner=learner, questions=asked, answers=answers,
        key=secrets.token_urlsafe(16), warnings=verdict.of(Weight.WARNS), deadline=run.cancel_deadline,
        payment=payment_words(run),
    )  # fmt: skip


@bp.post("/enrol/<run_id>/send")
def send(run_id: str) -> ResponseReturnValue:
    run, learner, form = queries.run_by_public_id(run_id), _learner(), Answers(request.form)
    answers = forms.read_answers(form, forms.questions_of(run))
    if form.errors:
        return _questions_page(run, form, 422)
    try:
        enrolled = services.enrol(
            run.id, learner.id, acted_by=visitor().account_id, answers=answers,
            confirmed=frozenset(request.form.getlist("confirm")),
            idempotency_key=form.text("key", 40) or None, now=now(),
        )  # fmt: skip
    except Reason as refused:
        return _who_page(queries.run_by_public_id(run_id), Answers({}), refused.status)
    return redirect(url_for("enrolment.done", enrolment_id=enrolled.public_id), code=303)


@bp.get("/me/enrolments/<enrolment_id>")
def done(enrolment_id: str) -> ResponseReturnValue:
    enrolment = queries.enrolment_for(enrolment_id, visitor().account_id)
    return render_template(
        "enrolment/done.html", enrolment=enrolment, states=EnrolmentState, now=now(),
        deadline=enrolment.run.cancel_deadline, joining=joining_of(enrolment), payment=payment_words(enrolment.run),
    )  # fmt: skip


@bp.get("/me")
def mine() -> ResponseReturnValue:
    learning = learning_of(queries.enrolments_of(visitor().account_id), now())
    return render_template("enrolment/mine.html", learning=learning, states=EnrolmentState, now=now())


@bp.get("/me/enrolments/<enrolment_id>/cancel")
def ask_to_cancel(enrolment_id: str) -> ResponseReturnValue:
    return _cancel_page(queries.enrolment_for(enrolment_id, visitor().account_id))


@bp.post("/me/enrolments/<enrolment_id>/cancel")
def cancel(enrolment_id: str) -> ResponseReturnValue:
    enrolment = queries.enrolment_for(enrolment_id, visitor().account_id)
    notice = "withdrawn" if enrolment.state == EnrolmentState.REQUESTED else "cancelled"
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
    answer = make_response(run_calendar(run, reader().lang, url=url, now=now(), joining=joining, withdrawn=withdrawn))
    answer.headers["Content-Type"] = f"text/calendar; charset=utf-8; method={'CANCEL' if withdrawn else 'PUBLISH'}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{run.public_id}.ics"'
    return answer


def _learner() -> Learner:
    learner = people.own_learner(visitor().account_id)
    if learner is None:
        raise NotFound
    return learner


def _who_page(run: Run, form: Answers, status: int = 200) -> Response:
    learner = _learner()
    verdict = eligibility(learner, run, now())
    refusal = next(iter(verdict.of(Weight.REFUSES, Weight.WAITS)), None)  # what it asks is asked for below
    page = render_template(
        "enrolment/who.html", run=run, learner=learner, form=form, refusal=refusal,
        enrolled=queries.live_enrolment(run.id, learner.id), change=request.args.get("change"),
        mendable=refusal is None or isinstance(refusal, (NotInAgeRange, NotForThisGroup, GuardianNeeded)),
        needs_birth_date=forms.needs_birth_date(run), needs_gender=forms.needs_gender(run),
    )  # fmt: skip
    return make_response(page, status)


def _cancel_page(enrolment: Enrolment, status: int = 200) -> Response:
    page = render_template(
        "enrolment/cancel.html", enrolment=enrolment, states=EnrolmentState, live=enrolment.state in LIVE,
        deadline=enrolment.run.cancel_deadline, now=now(),
    )  # fmt: skip
    return make_response(page, status)


def _questions_page(run: Run, form: Answers, status: int = 200) -> Response:
    page = render_template("enrolment/questions.html", run=run, form=form, questions=forms.questions_of(run))
    return make_response(page, status)
