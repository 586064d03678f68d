"""A class in words: states, marks, outcomes, seats."""

from __future__ import annotations

from flask_babel import LazyString, lazy_pgettext, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from catalogue.core.formats import number
from catalogue.enrolment.completion.rules import Mark, Outcome
from catalogue.enrolment.completion.wording import attended_words
from catalogue.enrolment.roster.classes import Group
from catalogue.enrolment.roster.people import Person
from catalogue.enrolment.rules import EnrolmentState
from catalogue.enrolment.sections import sections_of
from catalogue.offerings.models import Run
from catalogue.taxonomy.vocabularies import label

GROUPS: dict[Group, LazyString] = {
    Group.TO_COMPLETE: _l("Ended: results to enter"),
    Group.RUNNING: _l("Running now"),
    Group.COMING: _l("Still to come"),
    Group.OVER: lazy_pgettext("classes", "Ended"),
}
STATES: dict[EnrolmentState, tuple[LazyString, str]] = {
    EnrolmentState.REQUESTED: (_l("Seat requested"), "sun"),
    EnrolmentState.WAITLISTED: (_l("Waiting list"), "info"),
    EnrolmentState.OFFERED: (_l("A seat is offered"), "sun"),
    EnrolmentState.CONFIRMED: (_l("Confirmed"), "ok"),
    EnrolmentState.COMPLETED: (_l("Completed"), "ok"),
    EnrolmentState.NOT_COMPLETED: (_l("Not completed"), ""),
    EnrolmentState.NO_SHOW: (_l("Did not attend"), ""),
}
"""Words and the tone of the badge."""
MARKS: dict[Mark, LazyString] = {
    Mark.PRESENT: _l("Present"),
    Mark.LATE: _l("Late"),
    Mark.EXCUSED: _l("Excused"),
    Mark.ABSENT: _l("Absent"),
}
"""In the order in which they are offered."""
OUTCOMES: dict[Outcome, LazyString] = {
    Outcome.COMPLETED: _l("Completed"),
    Outcome.NOT_COMPLETED: _l("Not completed"),
    Outcome.NO_SHOW: _l("Did not attend"),
}


def seats_words(run: Run) -> str:
    """“3 of 10 seats taken”."""
    if run.capacity is None:
        return str(ngettext("One seat taken, without limit", "%(n)s seats taken, without limit", run.seats_taken,
                            n=number(run.seats_taken)))  # fmt: skip
    taken, every = number(run.seats_taken), number(run.capacity)
    return str(_("Seats taken: %(taken)s of %(all)s", taken=taken, all=every))


def section_names(run: Run) -> dict[str, str]:
    """The section's key → what it is called; empty where everybody learns together."""
    return {one.key: label("attendance_groups", one.gender_mode) for one in sections_of(run)}


def share_words(person: Person, meetings: int) -> str:
    """“3 of 4 meetings”, and how many nobody entered; empty where nothing was.

    :param meetings: how many the class has.
    """
    return " · ".join(attended_words(person.attended(meetings))) if person.marks else ""


GREGORIAN, HIJRI = _l("Gregorian"), _l("Hijri")
