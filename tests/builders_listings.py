"""Listings at a provider's desk, complete and not, and forms as people fill them in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from catalogue.core.db import db
from catalogue.offerings.editing.models import OfferingRevision
from catalogue.offerings.models import Offering, OfferingTopic, Run
from catalogue.providers.models import Provider
from catalogue.taxonomy.models import Topic
from tests.builders import NOON, a_place, a_run, an_offering, saved

SHORT = {
    "title_en": "Bread from date syrup",
    "summary_en": "An evening of baking.",
    "topics": "1013",
    "gender_mode": "women",
    "sessions_day": "20",
    "sessions_month": "1",
    "sessions_year": "2027",
    "sessions_calendar": "greg",
    "starts": "17:30",
    "ends": "20:00",
    "venue_name_en": "Library hall",
    "place": "jubail-industrial-city:khalij",
    "capacity": "12",
    "price": "50",
}


def a_complete_listing(
    provider: Provider | None = None, *, run: dict[str, Any] | None = None, **about: Any
) -> Offering:
    """A draft that lacks nothing for publishing, with one run."""
    offering = an_offering(provider=provider, **{"state": "draft", "published_at": None, **about})
    topic_id = db.session.scalars(select(Topic.id).where(Topic.code == "0715")).one()
    saved(OfferingTopic(offering_id=offering.id, topic_id=topic_id, position=0))
    place = a_place()
    a_run(offering=offering, **{"city_id": place.city_id, "district_id": place.id, "reference": "r1", **(run or {})})
    db.session.refresh(offering)
    return offering


def the_run(offering: Offering) -> Run:
    db.session.refresh(offering)
    return offering.runs[0]


def a_revision(offering: Offering, **about: Any) -> OfferingRevision:
    """A new title that waits for the office."""
    proposed = {"title": {"ar": offering.title_ar or "", "en": "Welding for everybody"}}
    defaults = {"offering_id": offering.id, "proposed": proposed, "base_version": 1, "created_at": NOON}
    return saved(OfferingRevision(**{**defaults, **about}))
