"""A class on paper and in spreadsheets."""

from __future__ import annotations

from flask import make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from catalogue.core.clock import now
from catalogue.core.downloads import disposition, file_name
from catalogue.core.formats import at_zone
from catalogue.core.reader import reader
from catalogue.core.texts import local
from catalogue.enrolment.completion.rules import OUTCOMES
from catalogue.enrolment.roster.blueprint import bp, class_here
from catalogue.enrolment.roster.exports import FORMS, table_of
from catalogue.enrolment.roster.people import meetings_of, roster_of
from catalogue.enrolment.roster.wording import section_names
from catalogue.offerings.calendars import place_line
from catalogue.offerings.models import Run
from catalogue.providers.desk import desk

MEETINGS_MOST = 4
"""Columns to sign in that fit beside the names."""
FREE_LINES = 4
ROSTER = _l("learners")
"""What the file is, as a part of its name."""


@bp.get("/classes/<run_id>/sheet")
def sheet(run_id: str) -> ResponseReturnValue:
    """A list to be signed: the meetings that come next, or the last ones."""
    run = class_here(run_id)
    meetings = meetings_of(run)
    coming = [one for one in meetings if one.ends_at > now()]
    people = [one for one in roster_of(run, now()).seated if coming == [] or one.state not in OUTCOMES]
    return render_template(
        "roster/sheet.html", desk=desk(), run=run, people=people, free=FREE_LINES,
        meetings=coming[:MEETINGS_MOST] or meetings[-MEETINGS_MOST:], place=place_line(run, reader().lang),
        sections=section_names(run),
    )  # fmt: skip


@bp.get("/classes/<run_id>/roster.<any(xlsx, csv):form>")
def table(run_id: str, form: str) -> ResponseReturnValue:
    run = class_here(run_id)
    write, kind = FORMS[form]
    answer = make_response(write(table_of(roster_of(run, now(), with_contacts=desk().working))))
    answer.headers["Content-Type"] = kind
    answer.headers["Content-Disposition"] = _named(run, form)
    return answer


def _named(run: Run, form: str) -> str:
    """After the class and its first day: several lie beside one another in a folder."""
    day = at_zone(run.starts_at or now()).date()
    name = file_name(local(run.offering, "title").text, str(ROSTER), day=day, form=form)
    return disposition(name, file_name(run.offering.title_en or "", "roster", day=day, form=form))
