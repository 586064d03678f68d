"""Reads for people who look for other work: programmes by the occupation they lead to, offerings by skill."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from catalogue.core.db import db
from catalogue.offerings.careers import occupations_opened
from catalogue.offerings.freshness.queries import not_silent
from catalogue.offerings.models import Offering, OfferingOccupation, OfferingSkill, Run
from catalogue.offerings.page_queries import still_to_come
from catalogue.offerings.queries import is_public
from catalogue.offerings.rules import OfferingKind, RunFigures, availability
from catalogue.providers.models import Provider
from catalogue.taxonomy.models import Skill
from catalogue.taxonomy.queries import OccupationFacts, SkillFacts, occupations, skills

PROGRAMME = Offering.kind == OfferingKind.PROGRAMME


@dataclass(frozen=True)
class Programme:
    """A programme that can be joined: the occupations it opens (keys) and the skills it teaches (ids)."""

    id: int
    opens: tuple[OccupationFacts, ...]
    teaches: frozenset[int]


def skills_by_id() -> dict[int, SkillFacts]:
    return {skill.id: skill for skill in skills().values()}


def occupation_by_key(key: str) -> OccupationFacts | None:
    return next((occupation for occupation in occupations() if occupation.key == key), None)


def joinable_ids(condition: ColumnElement[bool], now: datetime) -> set[int]:
    """Offerings in the catalogue with a run that is open, has a waiting list, or opens later.

    What nobody has confirmed for long is left out as in the results, to which the numbers lead.
    """
    figures = (
        Run.state,
        Run.capacity,
        Run.seats_taken,
        Run.waiting_list,
        Run.enrol_opens_at,
        Run.enrol_closes_at,
        Run.starts_at,
        Run.ends_at,
        Run.flexible_start,
        Run.waiting_taken,
    )
    found = (
        select(Run.offering_id, *figures)
        .join(Offering, Offering.id == Run.offering_id)
        .join(Provider)
        .where(is_public(), still_to_come(now), not_silent(now), condition)
    )
    return {
        offering_id
        for offering_id, *known in db.session.execute(found)
        if availability(RunFigures(*known), now).shown_by_default
    }


def open_programmes(now: datetime) -> list[Programme]:
    """Every programme that can be joined, with what it opens and teaches."""
    ids = joinable_ids(PROGRAMME, now)
    among = select(Offering.id).where(PROGRAMME)
    codes: dict[int, list[str]] = defaultdict(list)
    for offering_id, code in db.session.execute(
        select(OfferingOccupation.offering_id, OfferingOccupation.isco_code)
        .where(OfferingOccupation.offering_id.in_(among))
        .order_by(OfferingOccupation.position)
    ):
        codes[offering_id].append(code)
    taught = _taught(OfferingSkill.offering_id.in_(among))
    return [
        Programme(one, tuple(occupations_opened(codes[one], taught[one], occupations())), frozenset(taught[one]))
        for one in sorted(ids)
    ]


def _taught(condition: ColumnElement[bool]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    links = select(OfferingSkill.offering_id, Skill.id).join(Skill).where(OfferingSkill.role == "taught", condition)
    for offering_id, skill_id in db.session.execute(links):
        found[offering_id].add(skill_id)
    return found


def offerings_teaching(skill_ids: Collection[int], now: datetime) -> dict[int, int]:
    """Skill → how many offerings of any kind teach it and can be joined."""
    teaching = select(OfferingSkill.offering_id).where(
        OfferingSkill.role == "taught", OfferingSkill.skill_id.in_(skill_ids)
    )
    ids = joinable_ids(Offering.id.in_(teaching), now)
    counts = dict.fromkeys(skill_ids, 0)
    for offering_id, taught in _taught(OfferingSkill.skill_id.in_(skill_ids)).items():
        for skill_id in taught if offering_id in ids else ():
            counts[skill_id] += 1
    return counts
