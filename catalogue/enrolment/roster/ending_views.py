"""How a class ended for everybody in it: proposed by attendance, entered at once, corrected later."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from catalogue.accounts.forms import Answers
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.core.formats import at_zone
from catalogue.core.texts import local
from catalogue.enrolment.completion.rules import OUTCOMES, NotBegun
from catalogue.enrolment.mine.timetable import address_of
from catalogue.enrolment.roster import wording
from catalogue.enrolment.roster.blueprint import acting, bp, class_here, class_to_change
from catalogue.enrolment.roster.forms import read_outcomes
from catalogue.enrolment.roster.people import Person, meetings_of, roster_of
from catalogue.enrolment.roster.rules import DayOutsideTheRun, proposed
from catalogue.enrolment.roster.services import end_all
from catalogue.offerings.models import Run
from catalogue.providers.desk import desk

CALENDARS = (("greg", wording.GREGORIAN), ("hijri", wording.HIJRI))


@bp.get("/classes/<run_id>/completion")
def completion(run_id: str) -> ResponseReturnValue:
    run = class_here(run_id)
    day = at_zone(min(run.ends_at or now(), now()), run.time_zone).date()
    parts = {"ended_on_day": day.day, "ended_on_month": day.month, "ended_on_year": day.year}
    return _page(run, Answers({key: str(value) for key, value in parts.items()}))


@bp.post("/classes/<run_id>/completion")
def complete(run_id: str) -> ResponseReturnValue:
    """Only what differs from how it stands is entered; whoever has no outcome chosen stays as she is."""
    run, form = class_to_change(run_id), Answers(request.form)
    if not _begun(run):
        return _page(run, form, 409, problem=NotBegun())
    found = roster_of(run, now())
    (wanted, meanwhile), day = read_outcomes(form, found.seated), form.any_day("ended_on")
    if form.errors:
        return _page(run, form, 422)
    try:
        refused = end_all(run, wanted, ended_on=day, acted_by=acting(), now=now())
    except DayOutsideTheRun as why:
        form.errors["ended_on"] = why.message
        return _page(class_here(run_id), form, why.status)
    if refused or meanwhile:
        names = {one.enrolment.id: local(one.learner, "full_name").text for one in found.seated}
        told = [f"{names[number]}: {why.message}" for number, why in refused.items()]
        told += [_meanwhile(one) for one in meanwhile]
        return _page(class_here(run_id), form, 409, told=told)
    return redirect(url_for("roster.completion", run_id=run_id, notice="outcomes_kept"), code=303)


def _meanwhile(person: Person) -> str:
    """The page shows what was chosen beside how it stands: pressed again, it is a correction."""
    name, state = local(person.learner, "full_name").text, wording.STATES[person.state][0]
    return str(_("%(name)s: somebody else has entered “%(state)s” meanwhile, and that stands.", name=name, state=state))


def _begun(run: Run) -> bool:
    return run.flexible_start or (run.starts_at is not None and run.starts_at <= now())


def _page(
    run: Run, form: Answers, status: int = 200, problem: DomainError | None = None, told: list[str] | None = None
) -> ResponseReturnValue:
    people, meetings = roster_of(run, now()).seated, meetings_of(run)
    every = len(meetings)
    proposals = {one.number: proposed(one.attended(every)) for one in people if one.state not in OUTCOMES}
    entered = {number for one in people for number in one.marks}
    open_meetings = [one for one in meetings if one.starts_at <= now() and one.id not in entered]
    page = render_template(
        "roster/completion.html", desk=desk(), run=run, form=form, people=people, proposals=proposals,
        outcomes=wording.OUTCOMES, states=wording.STATES, share=wording.share_words, begun=_begun(run), meetings=every,
        open_meetings=open_meetings, address_of=address_of,
        calendars=CALENDARS, problem=problem, told=told or [],
    )  # fmt: skip
    return page, status
