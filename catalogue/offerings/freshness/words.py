"""The last word about a listing, and what the settings make of it."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Silence:
    """What has become of a listing that nobody has confirmed for long.

    :ivar said_at: the last word. :ivar since: since when it stands as it does. :ivar next_at: when it comes worse.
    """

    how: Freshness
    said_at: datetime
    since: datetime
    next_at: datetime | None


def silence_of(offering: Offering, now: datetime) -> Silence | None:
    """None where nobody has to be asked. Source: docs/rules/freshness.md, rules 2 to 4."""
    how, limits = freshness_of(offering, now), thresholds()
    if how is Freshness.SURE:
        return None
    said_at, steps = last_word(offering), (limits.ask, limits.demote, limits.hide)
    next_at = said_at + steps[how] if how < len(steps) else None
    return Silence(how, said_at, said_at + steps[how - 1], next_at)


def is_worth_confirming(offering: Offering, now: datetime) -> bool:
    """Whether a file with the same content says something that was not said just now."""
    published = offering.state == OfferingState.PUBLISHED
    return published and now - last_word(offering) >= rules.REPEATED_CONFIRMING
