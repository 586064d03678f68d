"""What is new in a large file stays a draft until all of it is in; then it is published within one transaction.

That transaction is short because it reads no offering: each was found complete when it was written, and the version
that it had then says whether anybody has touched it since. Those that were touched are looked at again before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select, update

from catalogue.core import audit
from catalogue.core.db import db, transaction
from catalogue.offerings import rules
from catalogue.offerings.filed.services import note_published
from catalogue.offerings.models import Offering
from catalogue.offerings.parts import parts_of
from catalogue.offerings.rules import OfferingState
from catalogue.offerings.stale import mark_stale
from catalogue.offerings.uploads.models import Upload, UploadItem
from catalogue.offerings.uploads.services.arriving import arrival_of
from catalogue.offerings.uploads.services.leasing import Turn, hold

SLICE = 500
"""Offerings that one statement names: databases take no list of any length."""
BATCH = 100
ROUNDS = 3
"""So often what was touched meanwhile is looked at beforehand; the last ones wait for the transaction."""


def note_versions(upload_id: int, positions: Sequence[int]) -> None:
    """Of those that wait, the version that was written just now. Within the transaction that wrote it."""
    db.session.flush()  # with it the versions go on
    version = select(Offering.version).where(Offering.id == UploadItem.offering_id).scalar_subquery()
    waiting = (UploadItem.upload_id == upload_id, UploadItem.position.in_(positions), UploadItem.held.is_not(None))
    db.session.execute(
        update(UploadItem).where(*waiting).values(held=version).execution_options(synchronize_session=False)
    )


def publish_held(turn: Turn, actor_id: int | None, now: datetime) -> None:
    """Publish all that waits, at the same moment."""
    for _round in range(ROUNDS):
        touched = list(db.session.scalars(_touched(turn.upload_id)))
        if not touched:
            break
        for start in range(0, len(touched), BATCH):
            _look_again(turn, touched[start : start + BATCH])
    _publish_all(turn, actor_id, now)


def _touched(upload_id: int) -> Select[int]:
    """The items of offerings that somebody, or the rest of the file, has changed since they were found complete."""
    return (
        select(UploadItem.id)
        .join(Offering, Offering.id == UploadItem.offering_id)
        .where(UploadItem.upload_id == upload_id, UploadItem.held != Offering.version)
        .order_by(UploadItem.id)
    )


@transaction
def _look_again(turn: Turn, item_ids: Sequence[int]) -> None:
    hold(turn)
    for item in db.session.scalars(select(UploadItem).where(UploadItem.id.in_(item_ids))):
        offering = db.session.get(Offering, item.offering_id) if item.offering_id else None
        complete = offering is not None and not rules.missing_for_publishing(parts_of(offering))
        item.held = offering.version if offering is not None and complete else None
        item.draft = not complete


@transaction
def _publish_all(turn: Turn, actor_id: int | None, now: datetime) -> None:
    hold(turn)
    _lock_held(turn.upload_id)
    _look_again(turn, list(db.session.scalars(_touched(turn.upload_id))))
    db.session.flush()
    waiting = (
        select(Offering.id)
        .join(UploadItem, UploadItem.offering_id == Offering.id)
        .where(UploadItem.upload_id == turn.upload_id, UploadItem.held.is_not(None))
        .where(Offering.state == OfferingState.DRAFT)  # what somebody has moved on meanwhile is hers
    )
    upload = db.session.get_one(Upload, turn.upload_id, populate_existing=True)
    ready = list(db.session.scalars(waiting.order_by(Offering.id))) if upload.provider.verified else []
    for start in range(0, len(ready), SLICE):
        ids = ready[start : start + SLICE]
        shown = {"state": OfferingState.PUBLISHED, "published_at": now}
        db.session.execute(
            update(Offering).where(Offering.id.in_(ids)).values(shown).execution_options(synchronize_session=False)
        )
        audit.record_all(
            "offering", ids, before=OfferingState.DRAFT, after=OfferingState.PUBLISHED, cause="import",
            actor_id=actor_id, now=now,
        )  # fmt: skip
        mark_stale(ids, now)
        note_published(ids, arrival_of(upload), now)
        mine = (UploadItem.upload_id == turn.upload_id, UploadItem.offering_id.in_(ids))
        left = update(UploadItem).where(*mine).values(state_after=OfferingState.PUBLISHED)
        db.session.execute(left.execution_options(synchronize_session=False))
    settled = update(UploadItem).where(UploadItem.upload_id == turn.upload_id, UploadItem.held.is_not(None))
    db.session.execute(settled.values(held=None).execution_options(synchronize_session=False))
    db.session.expire_all()


def _lock_held(upload_id: int) -> None:
    """From here on nobody changes, hands in or deletes a listing between being looked at and being published."""
    waiting = (
        select(Offering.id)
        .join(UploadItem, UploadItem.offering_id == Offering.id)
        .where(UploadItem.upload_id == upload_id, UploadItem.held.is_not(None))
        .order_by(Offering.id)
        .with_for_update(of=Offering, key_share=True)
    )
    db.session.execute(waiting).all()
