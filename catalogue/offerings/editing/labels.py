"""What the fields of the editor's forms are called: a message far from its field says which one it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.core.reader import LANGUAGES
from catalogue.offerings.editing.hints import TEXTS

LABELS: Mapping[str, LazyString] = {
    **{text.name: text.words for text in TEXTS},
    "topics": _l("Topics"),
    "format": _l("Form"),
    "level": _l("Level"),
    "credential": _l("Certificate"),
    "hours": _l("Hours in all"),
    "age_min": _l("Lowest age"),
    "age_max": _l("Highest age"),
    "languages": _l("Teaching language"),
    "audiences": _l("Audiences"),
    "skills_taught": _l("Skills that people gain"),
    "skills_required": _l("Skills that people need beforehand"),
    "prerequisites": _l("Courses to have done before"),
    "occupations": _l("Occupations to which it leads"),
    "steps": _l("Parts of the programme, in their order"),
    "features": _l("Key features"),
    "image": _l("Picture"),
    "image_alt": _l("What the picture shows"),
    "image_credit": _l("Who made the picture"),
    "mode": _l("How is it held?"),
    "place": _l("City and district"),
    "venue_name": _l("Name of the place"),
    "venue_address": _l("Address"),
    "room": _l("Room"),
    "join_url": _l("Link for joining online"),
    "gender_mode": _l("Who can come?"),
    "capacity": _l("Seats"),
    "sections": _l("Seats of each section"),
    "waiting_list": _l("Places on the waiting list"),
    "minimum": _l("People needed for it to take place"),
    "price": _l("Price in riyals"),
    "reduced_price": _l("Lower price in riyals"),
    "reduced_for": _l("A lower price for"),
    "allocation": _l("Who gets a seat?"),
    "enrol_opens_at": _l("Enrolment opens on"),
    "enrol_closes_at": _l("Enrolment closes on"),
    "cancel_until": _l("People can cancel until"),
    "sessions": _l("Meetings"),
    "repeat_from": _l("First day"),
    "repeat_until": _l("Last day at the latest"),
    "repeat_without": _l("Days to leave out"),
    "starts": _l("Begins at"),
    "ends": _l("Ends at"),
    "repeat_starts": _l("Begins at"),
    "repeat_ends": _l("Ends at"),
    "ramadan_starts": _l("In Ramadan: begins at"),
    "ramadan_ends": _l("In Ramadan: ends at"),
}
ROW = re.compile(r"(sessions|questions|sections)_(\d+)(?:_\w+)?")


def label_of(name: str) -> LazyString | None:
    """None where a field has no name that says more than its message does."""
    if row := ROW.fullmatch(name):
        number = int(row[2]) + 1
        if row[1] == "sections":
            return LABELS["sections"]
        meeting = row[1] == "sessions"
        return _l("Meeting %(number)s", number=number) if meeting else _l("Question %(number)s", number=number)
    if name in LABELS:
        return LABELS[name]
    bare, _underscore, lang = name.rpartition("_")
    if lang not in LANGUAGES or bare not in LABELS:
        return None
    field = LABELS[bare]
    return _l("%(field)s, in Arabic", field=field) if lang == "ar" else _l("%(field)s, in English", field=field)


def named(errors: Mapping[str, LazyString | str]) -> dict[str, LazyString | str]:
    """The same messages, each with the name of its field before it."""
    return {name: _named(label_of(name), message) for name, message in errors.items()}


def _named(label: LazyString | None, message: LazyString | str) -> LazyString | str:
    return message if label is None else _l("%(field)s: %(problem)s", field=label, problem=message)
