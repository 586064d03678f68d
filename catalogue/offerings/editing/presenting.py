"""Listings as the desk shows them: what is missing, the next date, seats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import LazyString

from catalogue.offerings.editing.wording import MISSING
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.parts import parts_of
from catalogue.offerings.presenting.badges import Badge, kind_badge
from catalogue.offerings.queries import card_of
from catalogue.offerings.rules import Missing, missing_for_publishing
from catalogue.offerings.run_words import RunWords

OF_OFFERING = frozenset({"summary", "topics", "credential", "image_alt_ar", "image_alt_en", "image_consent"})


@dataclass(frozen=True)
class Lack:
    """One thing that publishing needs, and where it is entered. :ivar run: the number of the run that it is about."""

    words: LazyString
    url: str
    run: int = 0


@dataclass(frozen=True)
class Row:
    """A listing in the list."""

    offering: Offering
    kind: Badge
    lacks: list[Lack]
    run: RunWords | None
    waiting: bool


def row_of(offering: Offering, now: datetime, *, waiting: bool) -> Row:
    card = card_of(offering, now)
    run = RunWords(card.run.run, now) if card.run else None
    return Row(offering, kind_badge(offering), lacks_of(offering), run, waiting)


def lacks_of(offering: Offering) -> list[Lack]:
    """What publishing needs and the listing does not have, each with the address of its field."""
    runs = {run.reference: (number, run) for number, run in enumerate(offering.runs, 1)}
    return [_lack(offering, one, runs) for one in missing_for_publishing(parts_of(offering))]


def _lack(offering: Offering, missing: Missing, runs: dict[str, tuple[int, Run]]) -> Lack:
    words = MISSING[missing.field]
    if missing.run is not None:
        number, run = runs[missing.run]
        address = url_for("listings.run", offering_id=offering.public_id, run_id=run.public_id)
        field = {"venue": "venue_name_ar"}.get(missing.field, missing.field)
        return Lack(words, f"{address}#f-{field}", number if len(runs) > 1 else 0)
    if missing.field in OF_OFFERING:
        address = url_for("listings.edit", offering_id=offering.public_id)
        return Lack(words, f"{address}#f-{'summary_ar' if missing.field == 'summary' else missing.field}")
    return Lack(words, url_for("listings.new_run", offering_id=offering.public_id))
