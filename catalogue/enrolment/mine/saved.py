"""Saved offerings in words: what has become of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import g
from flask_babel import gettext as _

from catalogue.accounts.visitor import visitor
from catalogue.core.formats import at_zone
from catalogue.core.http import signed_in
from catalogue.enrolment.mine import queries
from catalogue.enrolment.mine.models import SavedOffering
from catalogue.offerings.models import Offering
from catalogue.offerings.page_queries import KNOWN_PROVIDERS, STAYING
from catalogue.offerings.queries.cards import card_of
from catalogue.offerings.rules import Availability, OfferingState
from catalogue.offerings.run_words import TONES, date_words, status_words


@dataclass(frozen=True)
class Saved:
    """One saved offering. `dates` are empty where there is nothing to come; only a shown one has a page."""

    saved: SavedOffering
    shown: bool
    status: str
    tone: str
    dates: tuple[str, str]

    @property
    def offering(self) -> Offering:
        return self.saved.offering


def saved_list(rows: Sequence[SavedOffering], now: datetime) -> list[Saved]:
    return [_saved(row, now) for row in rows]


def _saved(row: SavedOffering, now: datetime) -> Saved:
    offering = row.offering
    shown = offering.state in STAYING and offering.provider.state in KNOWN_PROVIDERS
    if not shown or offering.state == OfferingState.ARCHIVED or not offering.provider.verified:
        return Saved(row, shown, _("No longer offered"), "danger", ("", ""))
    if offering.state == OfferingState.PAUSED:
        return Saved(row, shown, _("Paused by the provider"), "sun", ("", ""))
    best = card_of(offering, now).run
    if best is None:
        return Saved(row, shown, _("No dates at present"), "", ("", ""))
    run, state = best.run, best.availability
    over = state in {Availability.ENDED, Availability.CANCELLED}
    first, last, today = (at_zone(at, run.time_zone).date() if at else None for at in (run.starts_at, run.ends_at, now))
    dates = date_words(first, last, flexible=run.flexible_start, today=today or now.date())
    return Saved(row, shown, status_words(run, state), TONES.get(state, ""), ("", "") if over else dates)


def is_saved(offering_id: int) -> bool:
    """Whether the visitor has saved an offering; asked of the database once for a page, however many it shows."""
    if not signed_in():
        return False
    if "saved_offerings" not in g:
        g.saved_offerings = queries.saved_ids(visitor().account_id)
    return offering_id in g.saved_offerings
