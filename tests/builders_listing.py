"""Rows around a listing: skills, steps, occupations, topics. Call inside an app context."""

from __future__ import annotations

from itertools import count
from typing import Any

from sqlalchemy import select

from catalogue.core.db import db
from catalogue.offerings.models import Offering, OfferingOccupation, OfferingSkill, OfferingTopic, ProgrammeStep
from catalogue.taxonomy.models import Skill, Topic
from tests.builders import an_offering, saved

_position = count(1)


def skill_id(key: str) -> int:
    return db.session.scalars(select(Skill.id).where(Skill.key == key)).one()


def teaches(offering: Offering, *keys: str, role: str = "taught") -> Offering:
    for key in keys:
        saved(OfferingSkill(offering_id=offering.id, role=role, skill_id=skill_id(key), position=next(_position)))
    return offering


def about(offering: Offering, code: str) -> Offering:
    topic = db.session.scalars(select(Topic).where(Topic.code == code)).one()
    saved(OfferingTopic(offering_id=offering.id, topic_id=topic.id, position=next(_position)))
    return offering


def leads_to(offering: Offering, *codes: str) -> Offering:
    for code in codes:
        saved(OfferingOccupation(offering_id=offering.id, isco_code=code, position=next(_position)))
    return offering


def a_programme(*steps: Offering, **facts: Any) -> Offering:
    """A programme of these steps."""
    programme = an_offering(**{"kind": "programme", "format": "reskilling", **facts})
    for step in steps:
        saved(ProgrammeStep(programme_id=programme.id, step_id=step.id, position=next(_position)))
    return programme
