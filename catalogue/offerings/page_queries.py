"""Reads for the page of one offering: a fixed number of SELECTs, however many runs, meetings or steps it has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
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
from catalogue.offerings.rules import OfferingState, RunState, availability
from catalogue.providers.models import Provider
from catalogue.providers.rules import ProviderState
from catalogue.taxonomy.models import District

# A page that was once public stays and says what became of it.
STAYING = (OfferingState.PUBLISHED, OfferingState.PAUSED, OfferingState.ARCHIVED)
KNOWN_PROVIDERS = (ProviderState.VERIFIED, ProviderState.CLOSED)
SKILL_WEIGHT, TOPIC_WEIGHT = 3, 2
CANDIDATES = 40

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
    found = (
        select(Offering)
        .join(Provider)
        .where(Offering.public_id == public_id, Offering.state.in_(STAYING), Provider.state.in_(KNOWN_PROVIDERS))
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


def run_shown(offering_id: str, run_id: str) -> Run:
    """A run with its meetings and place. :raises NotFound: not a public one of this offering."""
    found = (
        select(Run)
        .join(Offering)
        .join(Provider)
        .where(
            Run.public_id == run_id,
            Run.state != RunState.DRAFT,
            Offering.public_id == offering_id,
            Offering.state.in_(STAYING),
            Provider.state.in_(KNOWN_PROVIDERS),
        )
        .options(
            joinedload(Run.offering),
            joinedload(Run.city),
            joinedload(Run.district),
            joinedload(Run.venue),
            selectinload(Run.sessions),
        )
    )
    run = db.session.scalars(found).one_or_none()
    if run is None:
        raise NotFound
    return run


def listed() -> ColumnElement[bool]:
    """That an offering (joined with its provider) is in the catalogue at present."""
    return and_(Offering.state == OfferingState.PUBLISHED, Provider.state == ProviderState.VERIFIED)


def still_to_come(now: datetime) -> ColumnElement[bool]:
    """That a run is scheduled and not over: a coarse sieve; `rules.availability` has the last word."""
    return and_(Run.state == RunState.SCHEDULED, or_(Run.ends_at.is_(None), Run.ends_at > now))


def similar(offering: Offering, now: datetime, limit: int = 3) -> list[Offering]:
    """Other offerings that teach the same skills or belong to the same fields and can still be joined, best first."""
    skills = (
        select(OfferingSkill.offering_id, func.count().label("n"))
        .where(OfferingSkill.role == "taught", OfferingSkill.skill_id.in_(taught_by(offering)))
        .group_by(OfferingSkill.offering_id)
        .subquery()
    )
    topics = (
        select(OfferingTopic.offering_id, func.count().label("n"))
        .where(OfferingTopic.topic_id.in_([link.topic_id for link in offering.topics]))
        .group_by(OfferingTopic.offering_id)
        .subquery()
    )
    likeness = SKILL_WEIGHT * func.coalesce(skills.c.n, 0) + TOPIC_WEIGHT * func.coalesce(topics.c.n, 0)
    coming = select(Run.offering_id).where(still_to_come(now))
    found = (
        select(Offering)
        .join(Provider)
        .outerjoin(skills, skills.c.offering_id == Offering.id)
        .outerjoin(topics, topics.c.offering_id == Offering.id)
        .where(listed(), likeness > 0, Offering.id != offering.id, Offering.id.in_(coming))
        .options(joinedload(Offering.provider), _RUNS.joinedload(Run.city))
        .order_by(likeness.desc(), case((Offering.city_id == offering.city_id, 0), else_=1), Offering.id)
        .limit(CANDIDATES)
    )
    return [other for other in db.session.scalars(found) if joinable(other.runs, now)][:limit]


def joinable(runs: Sequence[Run], now: datetime) -> bool:
    """Whether one of the runs is open, has a waiting list, or opens later."""
    return any(availability(run.figures, now).shown_by_default for run in runs)


def taught_by(offering: Offering) -> list[int]:
    return [link.skill_id for link in offering.skills if link.role == "taught" and link.skill_id]


def occupation_codes(offering: Offering) -> list[str]:
    return [link.isco_code for link in offering.occupations]
