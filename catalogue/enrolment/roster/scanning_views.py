"""Tickets at the door of a meeting: scanned by a camera or a scanner, or typed."""

from __future__ import annotations

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from catalogue.accounts.forms import Answers
from catalogue.core.clock import now
from catalogue.core.errors import DomainError, NotFound
from catalogue.core.formats import apart
from catalogue.core.security import HEADERS
from catalogue.core.texts import local
from catalogue.enrolment.completion.rules import THERE, Mark
from catalogue.enrolment.mine.timetable import address_of
from catalogue.enrolment.roster.blueprint import acting, bp, class_here, class_to_change
from catalogue.enrolment.roster.meeting_views import JSON
from catalogue.enrolment.roster.people import Person, meeting_of, roster_of
from catalogue.enrolment.roster.services import Tick, take_register
from catalogue.enrolment.roster.tickets import holder_of
from catalogue.enrolment.roster.wording import MARKS
from catalogue.offerings.models import Run, RunSession
from catalogue.providers.desk import desk

POLICY = "Permissions-Policy"
WITH_CAMERA = HEADERS[POLICY].replace("camera=()", "camera=(self)")


@bp.get("/classes/<run_id>/meetings/<at>/scan")
def scan(run_id: str, at: str) -> ResponseReturnValue:
    run = class_here(run_id)
    return _page(run, meeting_of(run, at), Answers({}), said=_said(run, meeting_of(run, at)))


@bp.post("/classes/<run_id>/meetings/<at>/scan")
def check_in(run_id: str, at: str) -> ResponseReturnValue:
    """Enter as present whose ticket it is; of who was entered as there already nothing changes."""
    run, form = class_to_change(run_id), Answers(request.form)
    meeting, for_script = meeting_of(run, at), request.accept_mimetypes.best == JSON
    try:
        holder = holder_of(form.text("code", 60), run)
        found = roster_of(run, now()).person(holder.public_id)
        again = found.marks.get(meeting.id) in THERE
        if not again:
            tick = Tick(holder.id, Mark.PRESENT, now())
            take_register(meeting.id, [tick], acted_by=acting(), now=now())
    except NotFound:
        raise
    except DomainError as refused:
        form.errors["code"] = refused.message
        if for_script:
            return jsonify(words=str(refused.message), good=False), refused.status
        return _page(class_here(run_id), meeting, form, refused.status)
    if for_script:
        return jsonify(words=_words(found, again=again), good=True)
    return redirect(url_for("roster.scan", run_id=run_id, at=at, who=found.number, again=int(again)), code=303)


def _words(person: Person, *, again: bool) -> str:
    name = apart(local(person.learner, "full_name"))
    if again:
        return str(_("%(name)s was entered as present before. Is it this person?", name=name))
    return str(_("%(name)s is present. Is it this person?", name=name))


def _said(run: Run, meeting: RunSession) -> str:
    """Who was just let in, named by the address; nothing where that is not so."""
    number = request.args.get("who", "")
    if not number:
        return ""
    try:
        person = roster_of(run, now()).person(number)
    except NotFound:
        return ""
    there = person.marks.get(meeting.id) in THERE
    return _words(person, again=request.args.get("again") == "1") if there else ""


def _page(run: Run, meeting: RunSession, form: Answers, status: int = 200, said: str = "") -> Response:
    page = render_template(
        "roster/scan.html", desk=desk(), run=run, meeting=meeting, at=address_of(meeting), form=form, said=said,
        begun=now() >= meeting.starts_at, marks=MARKS,
    )  # fmt: skip
    answer = make_response(page, status)
    answer.headers[POLICY] = WITH_CAMERA  # on this page alone
    return answer
