"""Reads for the page of one offering: a fixed number of SELECTs, however many runs, meetings or steps it has."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.offerings.models import (
    Offering,
    OfferingSkill,
    OfferingTopic,
    ProgrammeStep,
    Run,
    Venue,
)
from catalogue.offerings.queries import Card, similar
from catalogue.offerings.rules import OfferingState, RunState
from catalogue.providers.models import Provider
from catalogue.providers.rules import ProviderState
from catalogue.taxonomy.models import District

# A page that was once public stays and says what became of it.
STAYING = (OfferingState.PUBLISHED, OfferingState.PAUSED, OfferingState.ARCHIVED)
KNOWN_PROVIDERS = (ProviderState.VERIFIED, ProviderState.CLOSED)
CANDIDATES = 12

_RUNS = selectinload(Offering.runs)
_PLACES = (
    _RUNS.joinedload(Run.city),
    _RUNS.joinedload(Run.district).joinedload(District.city),
    _RUNS.joinedload(Run.venue).joinedload(Venue.district).joinedload(District.city),
    _RUNS.joinedload(Run.venue).joinedload(Venue.city),
)


def offering_shown(public_id: str) -> Offering:
    """An offering with all that its page tells.

    :raises NotFound: there is none, or it is not for the public (a draft, taken down, an unverified provider).
    """
    return _whole(Offering.public_id == public_id, Offering.state.in_(STAYING), Provider.state.in_(KNOWN_PROVIDERS))


def offering_in_any_state(public_id: str) -> Offering:
    """The same for the office and for its provider, whatever became of it. :raises NotFound: there is none."""
    return _whole(Offering.public_id == public_id)


def _whole(*conditions: ColumnElement[bool]) -> Offering:
    found = (
        select(Offering)
        .join(Provider)
        .where(*conditions)
        .options(
            joinedload(Offering.provider),
            joinedload(Offering.city),
            *_PLACES,
            _RUNS.selectinload(Run.sessions),
            selectinload(Offering.topics).joinedload(OfferingTopic.topic),
            selectinload(Offering.skills).joinedload(OfferingSkill.skill),
            selectinload(Offering.occupations),
            selectinload(Offering.steps).joinedload(ProgrammeStep.step).joinedload(Offering.provider),
        )
    )
    offering = db.session.scalars(found).one_or_none()
    if offering is None:
        raise NotFound
    return offering


def still_to_come(now: datetime) -> ColumnElement[bool]:
    """That a run is scheduled and not over: a coarse sieve; `rules.availability` has the last word."""
    return and_(Run.state == RunState.SCHEDULED, or_(Run.ends_at.is_(None), Run.ends_at > now))


def like_it(offering: Offering, now: datetime, limit: int = 3) -> list[Card]:
    """Other offerings like this one that can still be joined, best first."""
    found = similar(offering.id, now, CANDIDATES)
    return [card for card in found if card.run and card.run.availability.shown_by_default][:limit]


def taught_by(offering: Offering) -> list[int]:
    return [link.skill_id for link in offering.skills if link.role == "taught" and link.skill_id]


def occupation_codes(offering: Offering) -> list[str]:
    return [link.isco_code for link in offering.occupations]
