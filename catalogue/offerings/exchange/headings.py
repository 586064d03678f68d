"""The headings of a table: what people read above a column, and the short name that stands in it for good."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.core.reader import LANGUAGES, Reader, reading_as
from catalogue.offerings.exchange.columns import OFFERING_ALL, RUN_ALL
from catalogue.offerings.exchange.table_writing import COLUMNS
from catalogue.offerings.exchange.typed import plain
from catalogue.taxonomy.queries import once_per_app

NAMES: Mapping[str, LazyString] = {
    "reference": _l("Reference"),
    "kind": _l("Kind"),
    "format": _l("Form"),
    "title": _l("Title"),
    "summary": _l("Summary"),
    "description": _l("Description"),
    "topics": _l("Topics"),
    "level": _l("Level"),
    "age_min": _l("Lowest age"),
    "age_max": _l("Highest age"),
    "audiences": _l("Audiences"),
    "languages": _l("Teaching language"),
    "credential": _l("Certificate"),
    "skills_taught": _l("Skills that people gain"),
    "skills_required": _l("Skills that people need beforehand"),
    "occupations": _l("Occupations to which it leads"),
    "run_reference": _l("Reference of the date"),
    "mode": _l("How is it held?"),
    "city": _l("City"),
    "district": _l("District"),
    "venue": _l("Place"),
    "room": _l("Room"),
    "join_url": _l("Link for joining online"),
    "gender_mode": _l("Who can come?"),
    "price": _l("Price"),
    "currency": _l("Currency"),
    "capacity": _l("Seats"),
    "waiting_list": _l("Places on the waiting list"),
    "enrol_opens_at": _l("Enrolment opens on"),
    "enrol_closes_at": _l("Enrolment closes on"),
    "sessions": _l("Meetings"),
    "hours": _l("Hours in all"),
    "features": _l("Key features of learning cities that it serves"),
    "prerequisites": _l("Courses to have done before"),
    "steps": _l("Parts of the programme, in their order"),
    "learn": _l("What people will learn"),
    "who_for": _l("Who it is for, described"),
    "bring": _l("What to bring, and what to know beforehand"),
    "assessed": _l("How it is assessed"),
    "funding": _l("Who helps to pay"),
    "run_languages": _l("Teaching language of this date"),
    "minimum": _l("People needed for it to take place"),
    "allocation": _l("Who gets a seat?"),
    "flexible_start": _l("Start at any time"),
    "state": _l("State"),
    "cancel_until": _l("People can cancel until"),
    "reduced_price": _l("Lower price"),
    "reduced_for": _l("A lower price for"),
    "venue_address": _l("Address"),
    "venue_access": _l("Access to the place"),
    "errors": _l("Errors"),
}
"""Of a field in two languages there is one name; the heading says which language."""
ERRORS = "errors"
"""The column that our own answer to a file has: it is not read."""
KNOWN = OFFERING_ALL | RUN_ALL | {ERRORS}
IN_LANGUAGE: Mapping[str, str] = {"ar": _l("%(name)s in Arabic"), "en": _l("%(name)s in English")}
NEEDED, FOR_PUBLISHING = "*", "+"
"""Marks behind a heading: nothing goes in without it; it goes in, but stays a draft."""
SHORT_NAME = re.compile(r"\(\s*([a-z][a-z_]*)\s*\)")


def heading(column: str) -> LazyString | str:
    """What a column is called in the reader's language; its short name where there is nothing else."""
    if column in NAMES:
        return NAMES[column]
    field, _underscore, lang = column.rpartition("_")
    if field not in NAMES or lang not in LANGUAGES:
        return column
    return LazyString(lambda: str(IN_LANGUAGE[lang]) % {"name": NAMES[field]})


def column_of(written: str) -> str:
    """The short name of a column, from its heading in either language or from the short name in it.

    What is no heading of ours stays as it is, in lower case.
    """
    found = plain(written)
    if not found or found in KNOWN:
        return found
    if short := SHORT_NAME.search(found):
        return short[1] if short[1] in KNOWN else found
    return _by_heading().get(found.strip("*+ "), found)


@once_per_app
def _by_heading() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for lang in LANGUAGES:
        with reading_as(Reader(lang=lang)):
            for field in NAMES:  # a text without a language is in that of its heading
                if f"{field}_{lang}" in COLUMNS and field not in COLUMNS:
                    found[plain(str(NAMES[field]))] = f"{field}_{lang}"
            found.update({plain(str(heading(one))): one for one in (*COLUMNS, ERRORS) if one != heading(one)})
    return found
