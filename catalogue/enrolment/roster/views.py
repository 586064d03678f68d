"""A provider's classes, one class with everybody in it, one person of it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalogue.accounts.forms import Answers
from catalogue.core.clock import now
from catalogue.core.errors import DomainError
from catalogue.core.paging import page_number
from catalogue.enrolment.forms import questions_of
from catalogue.enrolment.mine.timetable import address_of
from catalogue.enrolment.roster import wording
from catalogue.enrolment.roster.blueprint import acting, bp, class_here, class_to_change, may_edit
from catalogue.enrolment.roster.classes import classes_of
from catalogue.enrolment.roster.people import meetings_of, roster_of
from catalogue.enrolment.roster.registers import registers_of
from catalogue.enrolment.roster.services import write_note
from catalogue.enrolment.rules import is_over
from catalogue.offerings.models import Run
from catalogue.offerings.rules import RunState
from catalogue.providers.desk import desk


@bp.get("/classes")
def classes() -> ResponseReturnValue:
    page = classes_of(desk().provider_id, page_number(), now())
    return render_template("roster/classes.html", desk=desk(), page=page, groups=wording.GROUPS,
                           seats_words=wording.seats_words, now=now())  # fmt: skip


@bp.get("/classes/<run_id>")
def roster(run_id: str) -> ResponseReturnValue:
    return roster_page(class_here(run_id))


def roster_page(run: Run, status: int = 200, problem: DomainError | None = None) -> ResponseReturnValue:
    """Everybody in the class. :param problem: why what was just wanted could not be done."""
    found = roster_of(run, now(), with_contacts=desk().working)
    page = render_template(
        "roster/roster.html", desk=desk(), run=run, roster=found, sections=wording.section_names(run),
        states=wording.STATES, marks=wording.MARKS, meetings=meetings_of(run), address_of=address_of, now=now(),
        questions=questions_of(run), may_edit=may_edit(), seats=wording.seats_words(run), problem=problem,
        registers=registers_of(run, found.seated, now()), share=wording.share_words,
        over=is_over(RunState(run.state), run.ends_at, now()),
    )  # fmt: skip
    return page, status


@bp.get("/classes/<run_id>/people/<who>")
def person(run_id: str, who: str) -> ResponseReturnValue:
    return person_page(class_here(run_id), who, Answers({}))


@bp.post("/classes/<run_id>/people/<who>")
def note(run_id: str, who: str) -> ResponseReturnValue:
    """Keep the note about somebody; an empty one takes it away."""
    run, form = class_to_change(run_id), Answers(request.form)
    found = roster_of(run, now()).person(who)
    try:
        write_note(found.enrolment.id, form.raw_text("note"), acted_by=acting(), now=now())
    except DomainError as refused:
        form.errors["note"] = refused.message
        return person_page(run, who, form, refused.status)
    return redirect(url_for("roster.person", run_id=run_id, who=who, notice="note_kept"), code=303)


def person_page(run: Run, who: str, form: Answers, status: int = 200) -> ResponseReturnValue:
    """One person of a class: note, answers, contacts, attendance, and the decision where one is due."""
    found = roster_of(run, now(), with_contacts=desk().working).person(who)
    page = render_template(
        "roster/person.html", desk=desk(), run=run, person=found, sections=wording.section_names(run),
        states=wording.STATES, marks=wording.MARKS, meetings=meetings_of(run), questions=questions_of(run),
        may_edit=may_edit(), form=form,
    )  # fmt: skip
    return page, status
