"""A class on paper and in spreadsheets."""

from __future__ import annotations

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from catalogue.core.clock import now
from catalogue.core.reader import reader
from catalogue.enrolment.completion.rules import OUTCOMES
from catalogue.enrolment.roster.blueprint import bp, class_here
from catalogue.enrolment.roster.exports import FORMS, table_of
from catalogue.enrolment.roster.people import meetings_of, roster_of
from catalogue.enrolment.roster.wording import section_names
from catalogue.offerings.calendars import place_line
from catalogue.providers.desk import desk

MEETINGS_MOST = 4
"""Columns to sign in that fit beside the names."""
FREE_LINES = 4


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
    answer.headers["Content-Disposition"] = f'attachment; filename="{run.public_id}.{form}"'
    return answer
