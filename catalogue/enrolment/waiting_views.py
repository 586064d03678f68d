"""Joining a waiting list, and answering an offer: from one's own page, or with the link in the mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.accounts.household import members, named
from catalogue.accounts.models import Learner
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError, NotFound
from catalogue.enrolment import forms, queries, services
from catalogue.enrolment import waiting_queries as waiting
from catalogue.enrolment.eligibility import verdicts
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.offer_links import read_offer_link
from catalogue.enrolment.rules import (
    AnswerIsForOthersToo,
    EnrolmentState,
    NotOffered,
    OfferExpired,
    Reason,
    Together,
    Verdict,
    Weight,
)
from catalogue.enrolment.views import bp
from catalogue.enrolment.waiting_presenting import experience_words, would_be_words
from catalogue.offerings.models import Run

blueprints = ()  # its routes are on the blueprint of the enrolment
MOST_AT_ONCE = 10


@dataclass(frozen=True)
class Warned:
    """A warning, and what the form sends when somebody says yes to it for this learner."""

    reason: Reason
    value: str

    @property
    def field(self) -> str:
        return f"confirm-{self.value.replace(':', '-')}"


@dataclass(frozen=True)
class WaitingCandidate:
    """One learner who may join: what stands in the way or wants a yes, and the run's questions to her."""

    learner: Learner
    verdict: Verdict
    questions: Sequence[forms.Question]

    @property
    def live(self) -> bool:
        return self.verdict.says_already

    @property
    def warnings(self) -> Sequence[Warned]:
        """What she may wait in spite of, once somebody says so; nothing where she cannot wait, or does already."""
        if self.live or not self.verdict.may_wait:
            return []
        return [Warned(one, f"{self.learner.public_id}:{one.code}") for one in self.verdict.of(Weight.WARNS)]


@bp.get("/enrol/<run_id>/wait")
def wait(run_id: str) -> ResponseReturnValue:
    """Place and conditions, before anything is kept."""
    run, people = _run_and_people(run_id)
    return _wait_page(run, people, Answers({}))


@bp.post("/enrol/<run_id>/wait")
def join_the_list(run_id: str) -> ResponseReturnValue:
    run, people = _run_and_people(run_id)
    form, who = Answers(request.form), _ticked(people)
    if not who:
        form.errors["for"] = _l("Choose who waits")
    answers = {one.learner.id: _read(form, one) for one in who}
    said = set(request.form.getlist("confirm"))
    for warned in (each for one in who for each in one.warnings):
        if warned.value not in said:
            form.errors[warned.field] = _l("Please say whether you want to go on all the same")
    if form.errors:
        return _wait_page(run, people, form, status=422)
    yes = {one.learner.id: frozenset(each.reason.code for each in one.warnings) for one in who}
    together = Together.ALL if form.text("together", 5) == Together.ALL else Together.ANY
    try:
        joined = services.wait(
            run.id, [one.learner.id for one in who], acted_by=visitor().account_id, together=together,
            answers=answers, confirmed=yes, now=now(),
        )  # fmt: skip
    except DomainError as refused:
        run, people = _run_and_people(run_id)
        return _wait_page(run, people, form, refused=refused, status=refused.status)
    if len(joined) == 1:
        return redirect(url_for("enrolment.done", enrolment_id=joined[0].public_id), code=303)
    return redirect(url_for("enrolment.mine", notice="listed"), code=303)


@bp.post("/me/enrolments/<enrolment_id>/offer")
def answer_own_offer(enrolment_id: str) -> ResponseReturnValue:
    """Accept or decline while signed in."""
    enrolment = queries.enrolment_for(enrolment_id, visitor().account_id)
    _answer(enrolment, visitor().account_id)
    return redirect(url_for("enrolment.done", enrolment_id=enrolment_id), code=303)


@bp.get("/offers/<token>")
def offer(token: str) -> ResponseReturnValue:
    """Only shows: programs that check mails open links, and must answer no offer."""
    enrolment, account_id = waiting.offer_of_link(*read_offer_link(token))
    return _offer_page(enrolment, account_id, token, 200)


@bp.post("/offers/<token>")
def answer_offer(token: str) -> ResponseReturnValue:
    """The one click from the mail, without signing in."""
    number, account = read_offer_link(token)
    enrolment, account_id = waiting.offer_of_link(number, account)
    try:
        _answer(enrolment, account_id)
        status = 200
    except (NotOffered, OfferExpired, AnswerIsForOthersToo) as refused:  # the page says how it ended
        status = refused.status
    enrolment, _account = waiting.offer_of_link(number, account)
    return _offer_page(enrolment, account_id, token, status)


def _answer(enrolment: Enrolment, account_id: int) -> None:
    deeds = {"accept": services.accept, "decline": services.decline}
    act = deeds.get(request.form.get("answer", ""))
    if act is None:
        abort(400)
    act(enrolment.id, acted_by=account_id, now=now())


def _run_and_people(run_id: str) -> tuple[Run, list[WaitingCandidate]]:
    run = queries.run_by_public_id(run_id)
    asked = [one[:12] for one in request.args.getlist("for")[:MOST_AT_ONCE]]
    learners = named(asked) or [one for one in members() if one.account_id is not None]
    if not learners:
        raise NotFound
    found = verdicts(learners, [run], now())
    questions = forms.questions_of(run)
    return run, [
        WaitingCandidate(one, found[one.id, run.id], [_own(question, one, len(learners)) for question in questions])
        for one in learners
    ]


def _ticked(people: Sequence[WaitingCandidate]) -> list[WaitingCandidate]:
    """Those of several new ones who are to wait; where there is no choice, all whom the address names."""
    if sum(not one.live for one in people) < 2:
        return list(people)
    return [one for one in people if one.learner.public_id in request.form.getlist("for")]


def _own(question: forms.Question, learner: Learner, people: int) -> forms.Question:
    """The question under a name of its own for each of several people."""
    return question if people == 1 else replace(question, key=f"{question.key}__{learner.public_id}")


def _read(form: Answers, one: WaitingCandidate) -> Mapping[str, Any]:
    return {key.partition("__")[0]: value for key, value in forms.read_answers(form, list(one.questions)).items()}


def _wait_page(
    run: Run,
    people: Sequence[WaitingCandidate],
    form: Answers,
    *,
    refused: DomainError | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    new = [one for one in people if not one.live]
    hindered = [(one.learner, reason) for one in people for reason in one.verdict.of(Weight.REFUSES, Weight.ASKS)]
    in_line = min((one.verdict.waiting for one in new), default=0)
    page = render_template(
        "enrolment/wait.html", run=run, people=people, form=form, hindered=hindered, refused=refused,
        new=new, ticked=request.form.getlist("for") if form.typed else [one.learner.public_id for one in new],
        may_wait=bool(new) and all(_ready(one.verdict) for one in new),
        place=would_be_words(in_line), said=request.form.getlist("confirm"),
        experience=experience_words(waiting.experience_of(run.offering.provider_id, now())),
    )  # fmt: skip
    return make_response(page, status)


def _ready(verdict: Verdict) -> bool:
    """Whether the learner may wait and nothing has to be known of her first."""
    return verdict.may_wait and not verdict.of(Weight.ASKS)


def _offer_page(enrolment: Enrolment, account_id: int, token: str, status: int) -> ResponseReturnValue:
    """Its address holds a secret: it is told to no other site."""
    until = enrolment.offer_expires_at
    stands = enrolment.state == EnrolmentState.OFFERED and until is not None and now() < until
    if not stands and enrolment.state != EnrolmentState.CONFIRMED and status == 200 and request.method == "GET":
        status = OfferExpired.status
    page = render_template(
        "enrolment/offer.html", enrolment=enrolment, token=token, stands=stands, states=EnrolmentState, until=until,
        people=waiting.learners_answered_for(enrolment, account_id),
        may_answer=waiting.may_answer(enrolment, read_offer_link(token)[1]),
    )  # fmt: skip
    answer = make_response(page, status)
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer
