"""A draft that nobody but its provider ever saw goes for good, with all that hangs on it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError

from catalogue.core import audit
from catalogue.core.db import db, transaction
from catalogue.core.errors import NotFound
from catalogue.offerings.editing import rules
from catalogue.offerings.editing.queries import own_listing
from catalogue.offerings.editing.services.saving import locked, working
from catalogue.offerings.editing.services.sending import note_deleted
from catalogue.offerings.models import Offering, ProgrammeStep, Run, Venue
from catalogue.offerings.services.programmes import change_programmes_with


@transaction
def delete_draft(provider_id: int, public_id: str, *, seen: str, actor_id: int | None, now: datetime) -> None:
    """Delete a draft: its texts and dates, its place in programmes, and places where nothing else is held.

    :param seen: the stamp of what was looked at.
    :raises NotFound: there is none. :raises DraftDeleted: there was.
    :raises DeskAtRest: the provider can change nothing.
    :raises StaysHere: it was public once, is with the office, or somebody has a place in it.
    :raises DraftChanged: it was changed since it was looked at.
    Source: docs/rules/publishing.md, rule 16.
    """
    provider = working(provider_id)
    number = own_listing(provider_id, public_id).id
    try:
        offering = locked(provider, number)
    except NotFound as trouble:  # it went while its row was waited for
        raise rules.DraftDeleted from trouble
    rules.ensure_deletable(offering.state, published=offering.published_at is not None)
    if seen != offering.stamp:
        raise rules.DraftChanged
    halls = {run.venue_id for run in offering.runs if run.venue_id}
    _out_of_programmes(offering, now)
    note_deleted(provider_id, offering.public_id, now)
    audit.record(
        "offering", offering.id, before=offering.state, after=audit.DELETED, cause="deleted", actor_id=actor_id, now=now
    )
    try:
        db.session.delete(offering)
        db.session.flush()
    except IntegrityError as trouble:  # enrolments point to its runs
        raise rules.StaysHere from trouble
    _forget_halls(provider_id, halls)


def _out_of_programmes(offering: Offering, now: datetime) -> None:
    change_programmes_with(offering.id, now)
    db.session.execute(delete(ProgrammeStep).where(ProgrammeStep.step_id == offering.id))


def _forget_halls(provider_id: int, halls: Collection[int]) -> None:
    """But for those at which somebody is entering another date at this moment."""
    own_ones = select(Venue.id).where(Venue.id.in_(halls), Venue.provider_id == provider_id).order_by(Venue.id)
    free = list(db.session.scalars(own_ones.with_for_update(skip_locked=True)))
    unused = ~exists().where(Run.venue_id == Venue.id)
    own = delete(Venue).where(Venue.id.in_(free), unused)
    db.session.execute(own.execution_options(synchronize_session=False))
