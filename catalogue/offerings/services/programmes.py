"""The programmes of which a listing is a part."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from catalogue.core.db import db
from catalogue.offerings.models import Offering, ProgrammeStep


def change_programmes_with(offering_id: int, now: datetime) -> None:
    """They change with one that goes: what was looked at of them is not approved. Within the caller's transaction."""
    links = select(ProgrammeStep.programme_id).where(ProgrammeStep.step_id == offering_id)
    for programme in db.session.scalars(select(Offering).where(Offering.id.in_(links)).order_by(Offering.id)):
        programme.changed_at = now
