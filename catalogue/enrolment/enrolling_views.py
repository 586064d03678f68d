"""Enrolling in four steps, for oneself and one's family at once: who, questions, check, done.

`for` in the address (or the form) names the learners; without it, the visitor herself. Fields of the visitor's own have
plain names, those of the others begin with the learner's public id.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.accounts.household import called, choosing_for, members, named
from catalogue.accounts.models import Learner
from catalogue.accounts.services import Particulars, change_particulars_of
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import NotFound
from catalogue.core.formats import at_zone
from catalogue.enrolment import forms, queries, services
from catalogue.enrolment.candidates import Candidate, candidates_of
from catalogue.enrolment.eligibility import as_typed, eligibility
from catalogue.enrolment.presenting import payment_words
from catalogue.enrolment.rules import Person, Reason
from catalogue.enrolment.waiting_presenting import would_be_words
from catalogue.offerings.models import Run


def attach(bp: Blueprint) -> None:
    """Add these pages to the enrolment's blueprint."""
    bp.get("/enrol")(start)
    bp.get("/enrol/<run_id>")(who)
    bp.post("/enrol/<run_id>")(say_who)
    bp.get("/enrol/<run_id>/questions")(questions)
    bp.route("/enrol/<run_id>/check", methods=["GET", "POST"])(check)
    bp.post("/enrol/<run_id>/send")(send)


def start() -> ResponseReturnValue:
    """Where the offering page's choice of a run leads."""
    return redirect(url_for("enrolment.who", run_id=request.args.get("run", "-")[:12] or "-"), code=303)


def who(run_id: str) -> ResponseReturnValue:
    """Among several nobody is ticked unasked: only who was named in the address or chosen in the header."""
    said = choosing_for()
    chosen = _chosen() or (list(said.learners) if said.said else _usual() if len(members()) == 1 else [])
    return _who_page(queries.run_by_public_id(run_id), Answers({}), chosen)


def say_who(run_id: str) -> ResponseReturnValue:
    """Nothing is kept before it fits this run: a slip of the pen stays in the form, where it can be mended."""
    run, form = queries.run_by_public_id(run_id), Answers(request.form)
    chosen = _chosen() or ([] if len(members()) > 1 else _usual())
    if not chosen:
        form.errors["for"] = _l("Choose who is enrolling")
        return _who_page(run, form, [], 422)
    abouts, stopped = {}, None
    for learner in chosen:
        abouts[learner.id], stopping = _typed_of(form, run, learner)
        stopped = stopping or stopped
    if form.errors:
        return _who_page(run, form, chosen, 422)
    if stopped:  # the page says it at each name
        return _who_page(run, form, chosen, stopped.status)
    change_particulars_of(abouts, account_id=visitor().account_id)
    step = "enrolment.questions" if forms.questions_of(run) else "enrolment.check"
    return redirect(url_for(step, run_id=run_id, **_carried(chosen)), code=303)


def questions(run_id: str) -> ResponseReturnValue:
    run, chosen = queries.run_by_public_id(run_id), _chosen() or _usual()
    if _enrolled_already(run, chosen):
        return _back_to_who(run_id, chosen)
    return _questions_page(run, Answers({}), chosen)


def check(run_id: str) -> ResponseReturnValue:
    """Shows everything once more; the answers travel with the form and are kept only when it is sent."""
    run, chosen = queries.run_by_public_id(run_id), _chosen() or _usual()
    if _enrolled_already(run, chosen):
        return _back_to_who(run_id, chosen)
    form = Answers(request.form)
    answers = _answers(form, run, chosen)
    if form.errors:
        return _questions_page(run, form, chosen, 422 if request.method == "POST" else 200)
    for learner in chosen:
        verdict = eligibility(learner, run, now(), household=_household_ids())
        # Said on the first page, with what can be done.
        if verdict.stopping or verdict.unconfirmed(_codes_for(learner)):
            return _back_to_who(run_id, chosen)
    return render_template(
        "enrolment/check.html", run=run, chosen=chosen, questions=forms.questions_of(run), answers=answers,
        key=secrets.token_urlsafe(16), confirmed=_confirmed(), deadline=run.cancel_deadline,
        payment=payment_words(run), carried=_carried(chosen),
    )  # fmt: skip


def send(run_id: str) -> ResponseReturnValue:
    run, chosen, form = queries.run_to_send_to(run_id), _chosen() or _usual(), Answers(request.form)
    answers = _answers(form, run, chosen)
    if form.errors:
        return _questions_page(queries.run_by_public_id(run_id), form, chosen, 422)
    if run.seats_free == 0 and (full := _all_taken(run_id, chosen)):  # said without waiting for those who write
        return full
    key = form.text("key", 40)
    wishes = [
        services.Wish(
            run.id, one.id, answers[one.id], _codes_for(one), f"{key}:{one.public_id}" if key else None
        )
        for one in chosen
    ]  # fmt: skip
    try:
        made = services.enrol_together(wishes, acted_by=visitor().account_id, now=now())
    except Reason as refused:
        return _who_page(queries.run_by_public_id(run_id), Answers({}), chosen, refused.status)
    if len(made) > 1:
        return redirect(url_for("enrolment.mine", notice="enrolled"), code=303)
    return redirect(url_for("enrolment.done", enrolment_id=made[0].public_id), code=303)


def _chosen() -> list[Learner]:
    """The learners named in the address or the form. :raises NotFound: somebody is not of the household."""
    return named([*request.form.getlist("for"), *request.args.getlist("for")])


def _usual() -> list[Learner]:
    """Without a word: those for whom the visitor is choosing, where that is one person; else herself."""
    chosen = choosing_for().learners
    found = list(chosen) if len(chosen) == 1 else [one for one in members() if one.account_id is not None]
    if not found:
        raise NotFound
    return found


def _household_ids() -> list[int]:
    return [one.id for one in members()]


def _confirmed() -> list[str]:
    return [*request.form.getlist("confirm"), *request.args.getlist("confirm")]


def _codes_for(learner: Learner) -> frozenset[str]:
    pairs = (one.partition(":") for one in _confirmed())
    return frozenset(code for who, _colon, code in pairs if who == learner.public_id)


def _typed_of(form: Answers, run: Run, learner: Learner) -> tuple[Particulars, Reason | None]:
    """What was typed of one learner, and what stands in the way; what can be mended is an error at its field."""
    part = forms.part_of(form, learner)
    about = forms.read_particulars(part, run, learner, at_zone(now(), run.time_zone).date())
    verdict = as_typed(learner, run, Person(about.birth_date, about.gender), now(), household=_household_ids())
    stopping = next(iter(verdict.stopping), None)
    if stopping:
        forms.say_what_does_not_fit(part, run, stopping)
    for warning in verdict.unconfirmed(_codes_for(learner)):
        part.errors[f"confirm-{warning.code}"] = _yes_wanted(learner)
    forms.take_errors(form, part, learner)
    return about, stopping


def _yes_wanted(learner: Learner) -> str:
    """Said at the box, and in the summary above the form, where it has to say whose box it is."""
    words = str(_("Please say whether you want to go on all the same"))
    return words if len(members()) == 1 else str(_("%(name)s: %(words)s", name=called(learner), words=words))


def _carried(chosen: Sequence[Learner]) -> dict[str, Any]:
    """What every step carries on; nothing for somebody who enrols herself alone and confirmed nothing."""
    alone = len(chosen) == 1 and chosen[0].account_id is not None and len(members()) == 1
    carried = {"for": [] if alone else [one.public_id for one in chosen], "confirm": _confirmed()}
    return {key: values for key, values in carried.items() if values}


def _answers(form: Answers, run: Run, chosen: Sequence[Learner]) -> dict[int, dict[str, Any]]:
    asked, found = forms.questions_of(run), {}
    for learner in chosen:
        part = forms.part_of(form, learner)
        found[learner.id] = forms.read_answers(part, asked)
        forms.take_errors(form, part, learner)
    return found


def _enrolled_already(run: Run, chosen: Sequence[Learner]) -> bool:
    return all(queries.live_enrolment(run.id, one.id) for one in chosen)


def _all_taken(run_id: str, chosen: Sequence[Learner]) -> Response | None:
    """The answer to who comes too late; nothing where they are in already, and ask once more."""
    run = queries.run_by_public_id(run_id)
    candidates = candidates_of(run, members(), now())
    ids = {one.id for one in chosen}
    if all(one.enrolled for one in candidates if one.learner.id in ids):
        return None
    return _who_page(run, Answers({}), chosen, Reason.status, candidates)


def _back_to_who(run_id: str, chosen: Sequence[Learner]) -> ResponseReturnValue:
    return redirect(url_for("enrolment.who", run_id=run_id, **_carried(chosen)), code=303)


def _who_page(
    run: Run,
    form: Answers,
    chosen: Sequence[Learner],
    status: int = 200,
    candidates: Sequence[Candidate] | None = None,
) -> Response:
    candidates = candidates_of(run, members(), now()) if candidates is None else candidates
    if not form.typed and not request.args.get("change"):  # nobody is ticked whom it does not fit
        chosen = [one for one in chosen if any(each.learner is one and each.fits for each in candidates)]
    page = render_template(
        "enrolment/who.html", run=run, form=form, candidates=candidates, chosen=[one.id for one in chosen],
        change=request.args.get("change"), confirmed=_confirmed(),
        needs_birth_date=forms.needs_birth_date(run), needs_gender=forms.needs_gender(run),
        would_be_words=would_be_words,
    )  # fmt: skip
    return make_response(page, status)


def _questions_page(run: Run, form: Answers, chosen: Sequence[Learner], status: int = 200) -> Response:
    page = render_template(
        "enrolment/questions.html", run=run, form=form, questions=forms.questions_of(run), chosen=chosen,
        carried=_carried(chosen),
    )  # fmt: skip
    return make_response(page, status)
