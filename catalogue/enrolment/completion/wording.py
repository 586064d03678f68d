"""How much somebody has completed, in words: for the page and the PDF of the learning record."""

from __future__ import annotations

from flask_babel import ngettext

from catalogue.core.formats import number
from catalogue.enrolment.certificates.presenting import hours_words
from catalogue.enrolment.completion.record import Entry, Record
from catalogue.enrolment.completion.rules import Attended


def total_words(record: Record) -> str:
    """“3 courses completed · 72 hours”."""
    count = len(record.entries)
    courses = ngettext("%(n)s course completed", "%(n)s courses completed", count, n=number(count))
    return " · ".join([str(courses), *([hours_words(record.hours)] if record.hours else [])])


def much_words(entry: Entry) -> list[str]:
    """How long it was, and in how many of its meetings the learner was there; nothing where it is not known."""
    said = [hours_words(entry.offering.hours)] if entry.offering.hours else []
    return said + (attended_words(entry.attended) if entry.attended else [])


def attended_words(found: Attended) -> list[str]:
    """“3 of 4 meetings attended”, and of how many nobody entered who was there."""
    said = ngettext("%(there)s of %(n)s meeting attended", "%(there)s of %(n)s meetings attended", found.meetings,
                    there=number(found.there), n=number(found.meetings))  # fmt: skip
    unknown = ngettext("attendance not entered for %(n)s meeting", "attendance not entered for %(n)s meetings",
                       found.unknown, n=number(found.unknown))  # fmt: skip
    return [str(said), *([str(unknown)] if found.unknown else [])]
