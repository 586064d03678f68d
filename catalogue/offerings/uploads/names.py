"""What the columns of a file are called in the words of the desk: beside the short names that programs read."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.offerings.uploads.allowed import plain

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
}
"""Of a field in two languages there is one name; its short name says which language."""


def name_of(field: str) -> LazyString | None:
    """The name of a field, wherever it stands; None of one that only a program writes."""
    return NAMES.get(plain(field))
