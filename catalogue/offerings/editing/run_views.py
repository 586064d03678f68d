"""The dates of a listing: adding, changing, copying and taking out a run."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from catalogue.accounts.forms import Answers
from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.core.formats import at_zone
from catalogue.core.reader import reader
from catalogue.offerings.editing import choices, meetings, once, queries, questions, services
from catalogue.offerings.editing.blueprint import bp
from catalogue.offerings.editing.deadlines import tell_left_behind
from catalogue.offerings.editing.labels import named
from catalogue.offerings.editing.place_form import read_place, sheet_of
from catalogue.offerings.editing.problems import at_fields
from catalogue.offerings.editing.rules import ChangedMeanwhile, SentWithOtherWords
from catalogue.offerings.editing.run_form import NAMES, SECTIONS, read_run, start, typed_of
from catalogue.offerings.editing.services import NotTakenAsWritten, Wanted
from catalogue.offerings.editing.wording import SESSIONS
from catalogue.offerings.exchange.moments import YEAR_OUTSIDE, YEARS
from catalogue.offerings.exchange.writing import run_fields
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.rules import AHEAD, LIVE, AnotherThanSeen
from catalogue.offerings.run_words import RunWords
from catalogue.providers.desk import desk
from catalogue.providers.forms import CALENDARS
from catalogue.taxonomy.vocabularies import access_features


@bp.get("/listings/<offering_id>/runs/new")
def new_run(offering_id: str) -> ResponseReturnValue:
    found = queries.own_listing(desk().provider_id, offering_id)
    return _page(found, None, Answers(start(reader().cal)))


@bp.post("/listings/<offering_id>/runs/new")
def add_run(offering_id: str) -> ResponseReturnValue:
    return _save(queries.own_listing(desk().provider_id, offering_id), None)


@bp.get("/listings/<offering_id>/runs/<run_id>")
def run(offering_id: str, run_id: str) -> ResponseReturnValue:
    found = queries.own_listing(desk().provider_id, offering_id)
    own = queries.run_of(found, run_id)
    return _page(found, own, Answers(typed_of(_with_proposal(found, own), reader().cal)))


@bp.post("/listings/<offering_id>/runs/<run_id>")
def save_run(offering_id: str, run_id: str) -> ResponseReturnValue:
    found = queries.own_listing(desk().provider_id, offering_id)
    return _save(found, queries.run_of(found, run_id))


@bp.post("/listings/<offering_id>/runs/<run_id>/remove")
def remove_run(offering_id: str, run_id: str) -> ResponseReturnValue:
    here, seen = desk(), request.form.get("seen", "")
    found = queries.own_listing(here.provider_id, offering_id)
    try:
        services.remove_run(here.provider_id, found.id, queries.run_of(found, run_id).id, seen=seen, now=now())
    except AnotherThanSeen:
        again = url_for(".run", offering_id=offering_id, run_id=run_id, notice="changed_meanwhile")
        return redirect(again, code=303)
    return redirect(url_for(".listing", offering_id=offering_id, notice="run_removed"), code=303)


@bp.get("/listings/<offering_id>/runs/<run_id>/copy")
def ask_to_copy_run(offering_id: str, run_id: str) -> ResponseReturnValue:
    found = queries.own_listing(desk().provider_id, offering_id)
    return _copy_page(found, queries.run_of(found, run_id), Answers({"first_calendar": reader().cal}))


@bp.post("/listings/<offering_id>/runs/<run_id>/copy")
def copy_run(offering_id: str, run_id: str) -> ResponseReturnValue:
    here, form, at = desk(), Answers(request.form), now()
    found = queries.own_listing(here.provider_id, offering_id)
    own = queries.run_of(found, run_id)
    first = form.coming_day("first", at_zone(at, own.time_zone).date())
    if first is None and not form.errors:
        form.errors["first"] = _l("Enter the day on which it takes place")
    if first is not None and first.year not in YEARS:
        form.errors["first"] = YEAR_OUTSIDE
    if first is None or form.errors:
        return _copy_page(found, own, form)
    try:
        copied = services.copy_run(
            here.provider_id, offering_id, run_id, first, sent=once.sent(), actor_id=visitor().account_id, now=at
        )
    except SentWithOtherWords as refused:
        return _copy_page(found, own, form, refused)
    except NotTakenAsWritten as refused:  # such as a later meeting, beyond the last year
        form.errors["first"] = next((one.message for one in refused.problems), refused.message)
        return _copy_page(found, own, form)
    address = url_for(".run", offering_id=offering_id, run_id=copied.public_id, notice="run_copied")
    return redirect(address, code=303)


def _copy_page(found: Offering, own: Run, form: Answers, problem: DomainError | None = None) -> ResponseReturnValue:
    page = render_template(
        "listings/copy_run.html",
        desk=desk(), offering=found, run=own, form=form, calendars=CALENDARS, words=RunWords(own, now()),
        problem=problem, once=once.key_of_form(problem),
    )  # fmt: skip
    return page, problem.status if problem else 422 if form.errors else 200


def _with_proposal(found: Offering, own: Run) -> dict[str, Any]:
    proposed = _proposed(found, own)
    mode = {} if "mode" in proposed else {"mode": own.mode}
    return {**run_fields(own), **proposed, **mode}


def _proposed(found: Offering, own: Run | None) -> dict[str, Any]:
    """What waits for the office of this run."""
    revision = queries.open_revision_of(found.id) if own else None
    waiting = revision.proposed.get("runs", ()) if revision else ()
    return next((one for one in waiting if own and one["reference"] == own.reference), {})


def _save(found: Offering, own: Run | None) -> ResponseReturnValue:
    typed = MultiDict(request.form)
    form = Answers(typed)
    before = run_fields(own) if own else {"reference": _new_reference(found)}
    run, place = read_place(form, read_run(form, typed, before), _proposed(found, own))
    if own and own.state in AHEAD:
        tell_left_behind(form, typed, {**before, **_proposed(found, own)}, run)
    fields = {"runs": [run]}
    problem: DomainError | None = None
    if form.errors:  # with all else that is wrong
        whole = {"kind": found.kind, **fields}
        form.errors = named({**at_fields(services.check(whole, found.provider.reference), NAMES), **form.errors})
        return _page(found, own, form)
    try:
        saved = services.save(
            desk().provider_id, found.id,
            Wanted(fields, seen=form.text("seen") or None, lang=reader().lang, place=place),
            sent=None if own else once.sent(), actor_id=visitor().account_id, now=now(),
        )  # fmt: skip
    except NotTakenAsWritten as refused:
        form.errors, problem = named(at_fields(refused.problems, NAMES)), refused
    except DomainError as refused:
        problem = refused
    if problem:
        return _page(found, own, form, problem)
    notice = "listing_waiting" if saved.waiting else "listing_saved"
    return redirect(url_for(".listing", offering_id=found.public_id, notice=notice), code=303)


def _new_reference(found: Offering) -> str:
    taken = {one.reference for one in found.runs}
    return next(f"r{n}" for n in range(1, len(taken) + 2) if f"r{n}" not in taken)


def _page(found: Offering, own: Run | None, form: Answers, problem: DomainError | None = None) -> ResponseReturnValue:
    for name in ("city", "district"):
        if name in form.errors:
            form.errors["place"] = form.errors.pop(name)
    wrong = bool(form.errors or problem)
    told = isinstance(problem, ChangedMeanwhile | SentWithOtherWords)  # who saves once more means it
    seen = form.text("seen") if wrong and not told else found.stamp
    page = render_template(
        "listings/run.html",
        desk=desk(), offering=found, run=own, form=form, problem=problem, wrong=wrong, seen=seen,
        live=found.state in LIVE, places=choices.places(), calendars=CALENDARS, session_states=SESSIONS,
        lists={name: choices.terms(name) for name in LISTS}, access=choices.worded(access_features()),
        sections=[one["gender_mode"] for one in (own.sections if own else ())] or SECTIONS,
        where=sheet_of(found, own, form, problem), meeting_rows=meetings.rows_of(form),
        question_rows=questions.rows_of(form), once=once.key_of_form(problem), account=visitor().id,
    )  # fmt: skip
    return page, problem.status if problem else 422 if wrong else 200


LISTS = ("delivery_modes", "attendance_groups", "languages_of_instruction", "audiences")
