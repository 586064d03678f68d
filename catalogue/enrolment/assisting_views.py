"""At a counter: staff of a library or centre enrol somebody who has no e-mail, and print a slip.

Who is enrolled is nobody of the visitor's family: these pages ask `accounts.assistance`, never the household.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from catalogue.accounts import limits
from catalogue.accounts.assistance import WORDS_LEAST, assisted, assisted_by_name
from catalogue.accounts.forms import Answers
from catalogue.accounts.models import Learner
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import NotFound
from catalogue.core.i18n import site_blueprint
from catalogue.core.reader import reader
from catalogue.enrolment import forms, queries, services, slips
from catalogue.enrolment.assisted import assisted_enrolment, assisted_enrolments, learner_of
from catalogue.enrolment.assisting_forms import Asked, read, run_number, somebody_new
from catalogue.enrolment.candidates import MENDABLE
from catalogue.enrolment.eligibility import eligibility
from catalogue.enrolment.explaining import explain
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.presenting import payment_words
from catalogue.enrolment.rules import (
    LIVE,
    CancellingClosed,
    EnrolmentState,
    IdempotencyKeyUsed,
    NotLive,
    Reason,
    Verdict,
    Weight,
)
from catalogue.offerings.models import Run

bp = site_blueprint("assisting", __name__)
blueprints = (bp,)


@bp.get("/assist")
def begin() -> ResponseReturnValue:
    """Where the offering page's choice of a run leads; without one, how to find it."""
    form = Answers(request.args)
    if not form.has("run"):
        return _begin_page(form)
    try:
        run = queries.run_by_public_id(run_number(form.text("run")))
    except NotFound:
        form.errors["run"] = _l("There is no run with this number. It stands at the end of the address.")
        return _begin_page(form, status=422)
    return redirect(url_for("assisting.who", run_id=run.public_id), code=303)


@bp.post("/assist/find")
def find() -> ResponseReturnValue:
    """By POST, so that no name stands in an address or a log."""
    form = Answers(request.form)
    words = form.text("words", 120)
    if len(words) < WORDS_LEAST:
        form.errors["words"] = _l("Enter at least three letters of the name, or the number on the slip.")
        return _begin_page(form, status=422)
    limits.count_attempt(limits.FINDS_PER_ACCOUNT, str(visitor().account_id), now())
    mine = visitor().account_id, now()
    return _begin_page(form, found=learner_of(words, *mine) or assisted_by_name(words, *mine))


@bp.get("/assist/people/<learner_id>")
def person(learner_id: str) -> ResponseReturnValue:
    learner = assisted(learner_id, visitor().account_id, now())
    made = assisted_enrolments(learner.id, visitor().account_id, now())
    return render_template("assisting/person.html", learner=learner, enrolments=made)


@bp.post("/assist/people/<learner_id>/end")
def end(learner_id: str) -> ResponseReturnValue:
    learner = assisted(learner_id, visitor().account_id, now())
    services.end_here(learner.id, acted_by=visitor().account_id, now=now())
    return redirect(url_for("assisting.begin", notice="assistance_ended"), code=303)


@bp.get("/assist/runs/<run_id>")
def who(run_id: str) -> ResponseReturnValue:
    run, learner = queries.run_by_public_id(run_id), _learner()
    return _who_page(run, learner, Answers({}), eligibility(learner, run, now()))


@bp.post("/assist/runs/<run_id>")
def check(run_id: str) -> ResponseReturnValue:
    """Shows everything once more, with the words to be read aloud; nothing is kept yet."""
    run, form = queries.run_by_public_id(run_id), Answers(request.form)
    asked = _read(form, run)
    if form.errors:
        return _who_page(run, asked.learner, form, asked.verdict, 422)
    return _check_page(run, asked, form)


@bp.post("/assist/runs/<run_id>/send")
def send(run_id: str) -> ResponseReturnValue:
    run, form = queries.run_by_public_id(run_id), Answers(request.form)
    asked = _read(form, run)
    if form.errors and not _enrolled_by_this_form(form):
        return _who_page(run, asked.learner, form, asked.verdict, 422)
    if form.text("agreed") != "yes":
        form.errors["agreed"] = _l("Without this yes nothing may be kept, and nobody can be enrolled here.")
        return _check_page(run, asked, form, 422)
    limits.count_attempt(limits.ASSISTED_PER_ACCOUNT, str(visitor().account_id), now())
    visit = services.Visit(asked.about, asked.learner.id or None, reader().lang)
    wish = services.Wish(run.id, asked.learner.id, asked.answers, asked.confirmed, form.text("key", 40) or None)
    try:
        made = services.enrol_here(visit, wish, acted_by=visitor().account_id, now=now())
    except IdempotencyKeyUsed:  # the twin of this request was quicker
        made = services.enrol_here(visit, wish, acted_by=visitor().account_id, now=now())
    except Reason as refused:
        run = queries.run_by_public_id(run_id)
        return _who_page(run, _learner(), form, eligibility(_learner(), run, now()), refused.status)
    return redirect(url_for("assisting.slip", enrolment_id=made.public_id), code=303)


@bp.get("/assist/enrolments/<enrolment_id>")
def slip(enrolment_id: str) -> ResponseReturnValue:
    return _slip_page(_enrolment(enrolment_id))


@bp.post("/assist/enrolments/<enrolment_id>")
def make_slip(enrolment_id: str) -> ResponseReturnValue:
    """The code stands on this page once; only its hash is kept, so a reload makes another one."""
    enrolment = _enrolment(enrolment_id)
    made = services.make_slip_code(enrolment.learner_id, acted_by=visitor().account_id, now=now())
    return _slip_page(_enrolment(enrolment_id), slips.Code(*made))


@bp.post("/assist/enrolments/<enrolment_id>/cancel")
def cancel(enrolment_id: str) -> ResponseReturnValue:
    enrolment = _enrolment(enrolment_id)
    try:
        services.cancel_here(enrolment.id, enrolment.learner_id, acted_by=visitor().account_id, now=now())
    except (NotLive, CancellingClosed) as refused:
        return _slip_page(_enrolment(enrolment_id), status=refused.status)
    return redirect(url_for("assisting.slip", enrolment_id=enrolment_id, notice="assistance_cancelled"), code=303)


def _enrolment(public_id: str) -> Enrolment:
    return assisted_enrolment(public_id, visitor().account_id, now())


def _enrolled_by_this_form(form: Answers) -> bool:
    """A form that was sent twice: the verdict says "enrolled already", and the same answer is due once more."""
    key = form.text("key", 40)
    return bool(key) and queries.sent_with(visitor().account_id, key)


def _learner() -> Learner:
    """Whom the address or the form names; else somebody new. :raises NotFound: nobody whom this account added."""
    key = request.values.get("person", "")
    return assisted(key, visitor().account_id, now()) if key else somebody_new()


def _read(form: Answers, run: Run) -> Asked:
    of_age_at = current_app.config["SETTINGS"].of_age_at
    return read(form, run, _learner(), frozenset(request.form.getlist("confirm")), of_age_at=of_age_at, now=now())


def _begin_page(form: Answers, *, found: Sequence[Learner] | None = None, status: int = 200) -> Response:
    return make_response(render_template("assisting/begin.html", form=form, found=found), status)


def _who_page(run: Run, learner: Learner, form: Answers, verdict: Verdict, status: int = 200) -> Response:
    refusals = verdict.refusals
    open_ = not verdict.of(Weight.WAITS) and all(one.code in MENDABLE for one in refusals)
    said = (Weight.REFUSES,) if refusals else (Weight.WAITS, Weight.WARNS, Weight.INFORMS)
    page = render_template(
        "assisting/who.html", run=run, learner=learner, form=form, told=explain(verdict.of(*said), run), open=open_,
        questions=forms.questions_of(run), needs_birth_date=forms.needs_birth_date(run),
        needs_gender=forms.needs_gender(run), confirmed=request.form.getlist("confirm"),
        enrolled=queries.live_enrolment(run.id, learner.id) if learner.id else None,
    )  # fmt: skip
    return make_response(page, status)


def _check_page(run: Run, asked: Asked, form: Answers, status: int = 200) -> Response:
    carried = [(name, value) for name, value in request.form.items(multi=True)
               if name not in {"csrf_token", "key", "agreed"}]  # fmt: skip
    page = render_template(
        "assisting/check.html", run=run, asked=asked, form=form, carried=carried, questions=forms.questions_of(run),
        key=form.text("key", 40) or secrets.token_urlsafe(16), deadline=run.cancel_deadline, payment=payment_words(run),
    )  # fmt: skip
    return make_response(page, status)


def _slip_page(enrolment: Enrolment, code: slips.Code | None = None, status: int = 200) -> Response:
    deadline = enrolment.run.cancel_deadline if enrolment.state == EnrolmentState.CONFIRMED else None
    live = enrolment.state in LIVE
    page = render_template(
        "assisting/slip.html", enrolment=enrolment, halves=slips.halves(enrolment, code), code=code, live=live,
        states=EnrolmentState, cancellable=live and (deadline is None or now() < deadline),
    )  # fmt: skip
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
