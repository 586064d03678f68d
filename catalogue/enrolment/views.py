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
from catalogue.enrolment.presenting import learning_of
from catalogue.enrolment.rules import (
    WHY_NOT,
    BirthDateNeeded,
    EnrolmentState,
    GenderNeeded,
    NotForThisGroup,
    NotInAgeRange,
    Person,
)
from catalogue.offerings.calendars import run_calendar
from catalogue.offerings.models import Run
from catalogue.offerings.wording import offering_url

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
    try:
        services.ensure_open(run, now())
        services.ensure_fits(run, Person(about.birth_date, about.gender), now())
    except WHY_NOT as refused:
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
    return _questions_page(run, Answers({}))


@bp.route("/enrol/<run_id>/check", methods=["GET", "POST"])
def check(run_id: str) -> ResponseReturnValue:
    """Shows everything once more; the answers travel with the form and are kept only when it is sent."""
    run, learner = queries.run_by_public_id(run_id), _learner()
    form = Answers(request.form)
    asked = forms.questions_of(run)
    answers = forms.read_answers(form, asked)
    if form.errors:
        return _questions_page(run, form, 422 if request.method == "POST" else 200)
    try:
        services.ensure_eligible(run, learner, now())
    except WHY_NOT:  # said on the first page, with what can be done
        return redirect(url_for("enrolment.who", run_id=run_id), code=303)
    return render_template(
        "enrolment/check.html", run=run, learner=learner, questions=asked, answers=answers,
        key=secrets.token_urlsafe(16), deadline=run.cancel_deadline,
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
            idempotency_key=form.text("key", 40) or None, now=now(),
        )  # fmt: skip
    except WHY_NOT as refused:
        return _who_page(queries.run_by_public_id(run_id), Answers({}), refused.status)
    return redirect(url_for("enrolment.done", enrolment_id=enrolled.public_id), code=303)


@bp.get("/me/enrolments/<enrolment_id>")
def done(enrolment_id: str) -> ResponseReturnValue:
    enrolment = queries.enrolment_for(enrolment_id, visitor().account_id)
    deadline = enrolment.run.cancel_deadline
    return render_template(
        "enrolment/done.html", enrolment=enrolment, states=EnrolmentState, deadline=deadline, now=now()
    )


@bp.get("/me")
def mine() -> ResponseReturnValue:
    learning = learning_of(queries.enrolments_of(visitor().account_id), now())
    return render_template("enrolment/mine.html", learning=learning, states=EnrolmentState, now=now())


@bp.get("/me/enrolments/<enrolment_id>/cancel")
def ask_to_cancel(enrolment_id: str) -> ResponseReturnValue:
    enrolment = queries.enrolment_for(enrolment_id, visitor().account_id)
    deadline = enrolment.run.cancel_deadline
    return render_template("enrolment/cancel.html", enrolment=enrolment, deadline=deadline, now=now())


@bp.post("/me/enrolments/<enrolment_id>/cancel")
def cancel(enrolment_id: str) -> ResponseReturnValue:
    enrolment = queries.enrolment_for(enrolment_id, visitor().account_id)
    services.cancel(enrolment.id, acted_by=visitor().account_id, now=now())
    return redirect(url_for("enrolment.mine", notice="cancelled"), code=303)


@bp.get("/me/enrolments/<enrolment_id>.ics")
def calendar_file(enrolment_id: str) -> ResponseReturnValue:
    run = queries.enrolment_for(enrolment_id, visitor().account_id).run
    answer = make_response(run_calendar(run, reader().lang, url=offering_url(run, external=True), now=now()))
    answer.mimetype = "text/calendar"
    answer.headers["Content-Disposition"] = f'attachment; filename="{run.public_id}.ics"'
    return answer


def _learner() -> Learner:
    learner = people.own_learner(visitor().account_id)
    if learner is None:
        raise NotFound
    return learner


def _who_page(run: Run, form: Answers, status: int = 200) -> Response:
    learner = _learner()
    refusal = None
    try:
        services.ensure_eligible(run, learner, now())
    except (BirthDateNeeded, GenderNeeded):
        pass  # asked for below
    except WHY_NOT as refused:
        refusal = refused
    page = render_template(
        "enrolment/who.html", run=run, learner=learner, form=form, refusal=refusal, change=request.args.get("change"),
        mendable=refusal is None or isinstance(refusal, (NotInAgeRange, NotForThisGroup)),
        needs_birth_date=forms.needs_birth_date(run), needs_gender=forms.needs_gender(run),
    )  # fmt: skip
    return make_response(page, status)


def _questions_page(run: Run, form: Answers, status: int = 200) -> Response:
    page = render_template("enrolment/questions.html", run=run, form=form, questions=forms.questions_of(run))
    return make_response(page, status)
