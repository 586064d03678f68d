"""How much somebody has completed, in words: for the page and the PDF of the learning record."""

from __future__ import annotations

from flask_babel import ngettext

from catalogue.core.formats import number
from catalogue.enrolment.certificates.presenting import hours_words
from catalogue.enrolment.completion.record import Entry, Record


def total_words(record: Record) -> str:
    """“3 courses completed · 72 hours”."""
    count = len(record.entries)
    courses = ngettext("%(n)s course completed", "%(n)s courses completed", count, n=number(count))
    return " · ".join([str(courses), *([hours_words(record.hours)] if record.hours else [])])


def much_words(entry: Entry) -> list[str]:
    """How long it was, and in how many of its meetings the learner was there; nothing where it is not known."""
    said = [hours_words(entry.offering.hours)] if entry.offering.hours else []
    if entry.attended:
        there, known = entry.attended
        said.append(
            str(ngettext("%(there)s of %(n)s meeting attended", "%(there)s of %(n)s meetings attended", known,
                         there=number(there), n=number(known)))
        )  # fmt: skip
    return said
