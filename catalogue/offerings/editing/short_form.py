"""The short form: eight questions about a workshop of one evening, in the language in which the page is read.

When and where have several parts each.
"""

from __future__ import annotations

from datetime import date, time
from typing import Any

from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.offerings.editing.labels import named
from catalogue.offerings.editing.moments import clock_of, written
from catalogue.offerings.editing.places import place_fields, zone_of
from catalogue.offerings.exchange.shape import DESCRIPTION_MAX
from catalogue.offerings.rules import OfferingKind

ASKED = ("title", "summary", "topics", "gender_mode", "sessions", "venue_name", "place", "price")
"""What sending on asks for; to put it away for later, a title is enough. Seats may stay without limit."""
NEEDED = {
    "title": _l("Enter a title"),
    "summary": _l("Enter a summary"),
    "topics": _l("Choose a topic"),
    "gender_mode": _l("Choose who can come"),
    "venue_name": _l("Enter the name of the place"),
    "place": _l("Choose the city and district"),
    "price": _l("Enter the price, or 0 if it is free"),
}
"""Each says what it is about: the summary of errors stands far from the fields."""
IN_A_LANGUAGE = frozenset({"title", "summary", "venue_name"})


def names_of(lang: str) -> frozenset[str]:
    """The fields of the form, in this language."""
    plain = {"topics", "gender_mode", "sessions", "starts", "ends", "place", "capacity", "price"}
    return frozenset(plain | {f"{name}_{lang}" for name in IN_A_LANGUAGE})


def read_short(form: Answers, lang: str, today: date, *, whole: bool) -> dict[str, Any]:
    """The fields of the exchange format; what is missing or cannot be read stands in `form.errors`.

    :param whole: whether everything is asked for.
    """
    day = form.coming_day("sessions", today)
    starts, ends = _clock(form, "starts"), _clock(form, "ends")
    asked = ASKED if whole else ("title",)
    for name in asked:
        field = f"{name}_{lang}" if name in IN_A_LANGUAGE else name
        if field == "sessions":
            _ensure_dated(form, day, starts, ends)
        elif not form.text(field) and field not in form.errors:
            form.errors[field] = NEEDED[name]
    return {
        "kind": OfferingKind.WORKSHOP,
        "title": {lang: form.raw_text(f"title_{lang}")},
        "summary": {lang: form.raw_text(f"summary_{lang}", DESCRIPTION_MAX)},
        "topics": [form.text("topics")] if form.text("topics") else [],
        "languages": [lang],
        "credential": "none",
        "runs": [_run(form, lang, day, starts, ends)],
    }


def _run(form: Answers, lang: str, day: date | None, starts: time | None, ends: time | None) -> dict[str, Any]:
    """People meet; who wants to come can enrol until it begins."""
    place = form.text("place")
    venue = form.text(f"venue_name_{lang}")
    run: dict[str, Any] = {
        "reference": "r1",
        "mode": "in_person",
        "gender_mode": form.text("gender_mode"),
        "price": form.text("price"),
        "capacity": form.text("capacity"),
        **place_fields(place),
    }
    if venue:
        run["venue"] = {"name": {lang: venue}}
    if day and starts and ends:
        zone = zone_of(place)
        begin, end = (written(day, clock, zone) for clock in (starts, ends))
        run |= {"sessions": [{"starts_at": begin, "ends_at": end}], "enrol_closes_at": begin}
    return run


def _clock(form: Answers, name: str) -> time | None:
    typed = form.text(name, 20)
    try:
        return clock_of(typed) if typed else None
    except ValueError:
        form.errors.update(named({name: _l("Enter a time such as 17:30")}))
        return None


def _ensure_dated(form: Answers, day: date | None, starts: time | None, ends: time | None) -> None:
    for name, found, words in (
        ("sessions", day, _l("Enter the day on which it takes place")),
        ("starts", starts, _l("Enter when it begins")),
        ("ends", ends, _l("Enter when it ends")),
    ):
        if found is None and name not in form.errors:
            form.errors[name] = words
    if starts and ends and ends <= starts and "ends" not in form.errors:
        form.errors["ends"] = _l("The session ends before it begins.")
