"""The last word about a listing, and what the settings make of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app

from catalogue.offerings.freshness import rules
from catalogue.offerings.freshness.rules import Freshness, Thresholds
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import OfferingState


def thresholds() -> Thresholds:
    settings = current_app.config["SETTINGS"]
    days = (settings.confirm_after_days, settings.demote_after_days, settings.hide_after_days)
    return Thresholds(*(timedelta(days=number) for number in days))


def last_word(offering: Offering) -> datetime:
    """When its provider last confirmed, changed or published it."""
    said = (offering.confirmed_at, offering.published_at, offering.changed_at)
    return max(moment for moment in said if moment is not None)


def freshness_of(offering: Offering, now: datetime) -> Freshness:
    """How fresh a published listing is; any other has nothing to be confirmed."""
    if offering.state != OfferingState.PUBLISHED:
        return Freshness.SURE
    return rules.freshness(last_word(offering), now, thresholds())


def is_worth_confirming(offering: Offering, now: datetime) -> bool:
    """Whether a file with the same content says something that was not said just now."""
    published = offering.state == OfferingState.PUBLISHED
    return published and now - last_word(offering) >= rules.REPEATED_CONFIRMING
