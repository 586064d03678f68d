"""One meeting of a class: who is there."""

from __future__ import annotations

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from catalogue.accounts.visitor import visitor
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.core.formats import apart
from catalogue.core.texts import local
from catalogue.enrolment.completion.rules import MeetingAhead
from catalogue.enrolment.mine.timetable import address_of
from catalogue.enrolment.roster import wording
from catalogue.enrolment.roster.blueprint import acting, bp, class_here, class_to_change
from catalogue.enrolment.roster.forms import read_ticks
from catalogue.enrolment.roster.people import Roster, meeting_of, roster_of
from catalogue.enrolment.roster.services import Taken, take_register
from catalogue.offerings.models import Run, RunSession
from catalogue.providers.desk import desk

JSON = "application/json"


@bp.get("/classes/<run_id>/meetings/<at>")
def attendance(run_id: str, at: str) -> ResponseReturnValue:
    run = class_here(run_id)
    return _page(run, meeting_of(run, at))


@bp.post("/classes/<run_id>/meetings/<at>")
def mark(run_id: str, at: str) -> ResponseReturnValue:
    """Enter ticks: the whole page from a form, single ones from the page's own script, which asks for JSON."""
    run = class_to_change(run_id)
    meeting, found = meeting_of(run, at), roster_of(run, now())
    ticks = read_ticks(request.form, found.seated, meeting, now())
    for_script = request.accept_mimetypes.best == JSON
    try:
        taken = take_register(meeting.id, ticks, acted_by=acting(), now=now())
    except MeetingAhead as refused:
        return (jsonify(problem=str(refused.message)), 409) if for_script else _page(run, meeting, 409, refused)
    told = _told(found, taken)
    if for_script:
        return jsonify(kept=[_number(found, one) for one in taken.kept], told=told)
    if told:
        return _page(class_here(run_id), meeting, 409, told=[one["words"] for one in told])
    return redirect(url_for("roster.attendance", run_id=run_id, at=at, notice="attendance_kept"), code=303)


def _page(
    run: Run, meeting: RunSession, status: int = 200, problem: DomainError | None = None, told: list[str] | None = None
) -> ResponseReturnValue:
    page = render_template(
        "roster/attendance.html", desk=desk(), run=run, meeting=meeting, at=address_of(meeting),
        people=roster_of(run, now()).seated, marks=wording.MARKS, begun=now() >= meeting.starts_at, problem=problem,
        told=told or [], sections=wording.section_names(run), account=visitor().id,
    )  # fmt: skip
    return page, status


def _told(found: Roster, taken: Taken) -> list[dict[str, str]]:
    """What was ticked and does not stand, in words; `mark` is empty where there is no seat any more."""
    said = []
    for person in found.seated:
        name = apart(local(person.learner, "full_name"))
        if person.enrolment.id in taken.overtaken:
            mark = taken.overtaken[person.enrolment.id]
            words = _("%(name)s: somebody else entered “%(mark)s” later, and that stands.", name=name,
                      mark=wording.MARKS[mark])  # fmt: skip
            said.append({"who": person.number, "mark": str(mark), "words": words})
        elif person.enrolment.id in taken.gone:
            words = _("%(name)s has no seat in this class any more.", name=name)
            said.append({"who": person.number, "mark": "", "words": words})
    return said


def _number(found: Roster, enrolment_id: int) -> str:
    return next(one.number for one in found.seated if one.enrolment.id == enrolment_id)
