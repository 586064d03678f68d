"""The place in the form of a run: chosen among those that are there, or described; and who else is held there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

from catalogue.accounts.forms import Answers
from catalogue.core.formats import at_zone, day_full
from catalogue.core.messages import gettext as _
from catalogue.core.reader import LANGUAGES
from catalogue.core.texts import LocalText, local
from catalogue.offerings.editing.choices import Group
from catalogue.offerings.editing.halls import halls_of, others_at, stamp_of
from catalogue.offerings.editing.rules import PlaceChanged, digest
from catalogue.offerings.editing.services import Place
from catalogue.offerings.models import Offering, Run, Venue
from catalogue.taxonomy.vocabularies import access_features

Fields = dict[str, Any]
NAMED = 5
DESCRIBED = tuple(f"venue_{part}_{lang}" for part in ("name", "address") for lang in LANGUAGES)


@dataclass(frozen=True)
class PlaceSheet:
    """What the form shows of the place.

    :ivar halls: to choose from. :ivar seen: stamp of the place where the run is held; `shown` of what the form says.
    :ivar of_the_city: whether the city describes it. :ivar others: the next of the other dates there, by their listing
        and day; `dates` in all.
    """

    halls: list[Group]
    seen: str
    shown: str
    where: str
    of_the_city: bool = False
    others: list[tuple[LocalText, str]] = field(default_factory=list)
    dates: int = 0


def sheet_of(offering: Offering, own: Run | None, form: Answers, problem: Exception | None) -> PlaceSheet:
    """:param problem: a form that is shown again says still what it showed first."""
    venue = own.venue if own else None
    again = form.has("venue_shown") and not isinstance(problem, PlaceChanged)
    seen, shown, where = (form.text(name, 100) for name in ("venue_seen", "venue_shown", "place_shown"))
    if not again:
        seen, shown, where = (stamp_of(venue) if venue else ""), _digest(form), form.text("place")
    if not again and form.has("venue_shown"):  # she was told of another description, and what she typed counts
        shown = ""
    others = others_at(venue.id, own.id if own else None) if venue and venue.provider_id else ()
    named = [(local(run.offering, "title"), _day(run)) for run in others[:NAMED]]
    city = venue is not None and venue.provider_id is None
    return PlaceSheet(_groups(offering.provider_id, venue), seen, shown, where, city, named, len(others))


def _day(run: Run) -> str:
    return day_full(at_zone(run.starts_at, run.time_zone).date()) if run.starts_at else ""


def _groups(provider_id: int, current: Venue | None) -> list[Group]:
    found: dict[bool, list[tuple[str, str]]] = {}
    for venue in halls_of(provider_id):
        if venue is not current:
            area = local(venue.district or venue.city, "name").text if venue.district or venue.city else ""
            words = " · ".join(part for part in (local(venue, "name").text, area) if part)
            found.setdefault(venue.provider_id is not None, []).append((venue.public_id, words))
    names = ((True, _("Your places")), (False, _("Places that the learning city describes")))
    return [(str(words), found[own]) for own, words in names if own in found]


def read_place(form: Answers, run: Fields, waiting: Mapping[str, Any]) -> tuple[Fields, Place]:
    """The run's fields, and what was done with the place; what cannot be stands in `form.errors`.

    :param waiting: what is proposed of the run already.
    """
    chosen = form.text("hall", 20)
    described = _digest(form) != form.text("venue_shown", 100)
    moved = form.text("place") != form.text("place_shown", 100)
    if chosen and described and form.text("venue_shown", 100):
        form.errors["hall"] = _l("Either choose a place in the list or describe one: here are both.")
    seen = form.text("venue_seen", 100) if form.has("venue_seen") else None
    place = Place(chosen, described or moved, seen, form.text("venue_for", 10))
    if place.touched or chosen:
        return run, place
    kept = {name: value for name, value in run.items() if name != "venue"}
    return {**kept, "venue": waiting["venue"]} if "venue" in waiting else kept, place


def _digest(form: Answers) -> str:
    """Of what the fields say of the place."""
    names = (*DESCRIBED, *(f"access_{key}" for key in access_features()))
    return digest(json.dumps([form.text(name) for name in names]))
