"""One offering with everything of it, what is like it, and what it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from catalogue.core.db import db
from catalogue.offerings.freshness.queries import not_silent
from catalogue.offerings.models import (
    Offering,
    OfferingOccupation,
    OfferingSkill,
    OfferingTopic,
    ProgrammeStep,
    Run,
    Venue,
)
from catalogue.offerings.queries.cards import Card, cards
from catalogue.offerings.queries.rows import is_public
from catalogue.offerings.rules import RunState
from catalogue.providers.models import Provider
from catalogue.taxonomy.models import District
from catalogue.taxonomy.vocabularies import access_features

SKILL_WEIGHT, TOPIC_WEIGHT = 2, 3


def offering_by_public_id(public_id: str) -> Offering | None:
    """The offering of an address, where everybody may see it; with everything that its page shows."""
    return _page(Offering.public_id == public_id)


def offering_page(offering_id: int) -> Offering | None:
    """The same by id."""
    return _page(Offering.id == offering_id)


def _page(condition: Any) -> Offering | None:
    venue = joinedload(Run.venue).options(joinedload(Venue.city), _district(Venue.district))
    found: Offering | None = db.session.scalars(
        select(Offering)
        .join(Offering.provider)
        .where(condition, is_public())
        .options(
            contains_eager(Offering.provider).options(joinedload(Provider.city), joinedload(Provider.district)),
            joinedload(Offering.city),
            selectinload(Offering.topics).joinedload(OfferingTopic.topic),
            selectinload(Offering.skills).joinedload(OfferingSkill.skill),
            selectinload(Offering.occupations).selectinload(OfferingOccupation.occupations),
            selectinload(Offering.steps).joinedload(ProgrammeStep.step).joinedload(Offering.provider),
            selectinload(Offering.runs).options(
                selectinload(Run.sessions), joinedload(Run.city), _district(Run.district), venue
            ),
        )
    ).one_or_none()
    if found and (
        apart := [run.id for run in found.runs if run.sections]
    ):  # one question, and only where there are any
        db.session.scalars(select(Run).where(Run.id.in_(apart)).options(selectinload(Run.section_seats))).all()
    return found


def _district(attribute: Any) -> Any:
    return joinedload(attribute).options(joinedload(District.zone), joinedload(District.city))


def run_by_public_id(public_id: str) -> Run | None:
    """A run that everybody may see, with its offering, place and sessions; also a cancelled one."""
    found: Run | None = db.session.scalars(
        select(Run)
        .join(Run.offering)
        .join(Offering.provider)
        .where(Run.public_id == public_id, is_public(), Run.state != RunState.DRAFT)
        .options(
            contains_eager(Run.offering).contains_eager(Offering.provider),
            selectinload(Run.sessions),
            joinedload(Run.city),
            _district(Run.district),
            joinedload(Run.venue).options(joinedload(Venue.city), _district(Venue.district)),
        )
    ).one_or_none()
    return found


def similar(offering_id: int, now: datetime, limit: int = 4) -> list[Card]:
    """Offerings that share topics and skills with this one, the closest first; those with something to come only."""
    mine_topics = select(OfferingTopic.topic_id).where(OfferingTopic.offering_id == offering_id)
    mine_skills = select(OfferingSkill.skill_id).where(
        OfferingSkill.offering_id == offering_id, OfferingSkill.skill_id.is_not(None)
    )
    shared = union_all(
        select(OfferingTopic.offering_id, literal(TOPIC_WEIGHT).label("weight")).where(
            OfferingTopic.topic_id.in_(mine_topics)
        ),
        select(OfferingSkill.offering_id, literal(SKILL_WEIGHT).label("weight")).where(
            OfferingSkill.skill_id.in_(mine_skills)
        ),
    ).subquery()
    to_come = (
        select(Run.id)
        .where(
            Run.offering_id == Offering.id,
            Run.state == RunState.SCHEDULED,
            Run.flexible_start | (Run.enrol_closes_at > now) | (Run.starts_at > now),
        )
        .exists()
    )
    score = func.sum(shared.c.weight)
    found = db.session.execute(
        select(shared.c.offering_id)
        .join(Offering, Offering.id == shared.c.offering_id)
        .join(Offering.provider)
        .where(Offering.id != offering_id, is_public(), to_come, not_silent(now))
        .group_by(shared.c.offering_id)
        .order_by(score.desc(), shared.c.offering_id)
        .limit(limit)
    )
    return cards([row.offering_id for row in found], now)


def programmes_with(offering_id: int) -> list[Offering]:
    """The public programmes of which this offering is a step."""
    step = aliased(ProgrammeStep)
    return list(
        db.session.scalars(
            select(Offering)
            .join(Offering.provider)
            .join(step, step.programme_id == Offering.id)
            .where(step.step_id == offering_id, is_public())
            .options(contains_eager(Offering.provider))
            .order_by(Offering.id)
        )
    )


@dataclass(frozen=True)
class VenueFacts:
    """The access facts of a venue, as keys in the vocabulary's order."""

    yes: tuple[str, ...]
    no: tuple[str, ...]
    unknown: tuple[str, ...]


def venue_facts(access: Mapping[str, Any]) -> VenueFacts:
    """What a venue has and has not; what was never said is only listed as unknown where somebody asked for it."""

    def those(answer: str) -> tuple[str, ...]:
        return tuple(key for key in access_features() if access.get(key) == answer)

    return VenueFacts(those("yes"), those("no"), those("unknown"))
