"""Publishing what was checked, and hiding what the file leaves out where that was chosen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from catalogue.core import audit
from catalogue.core.db import db, transaction
from catalogue.core.errors import DomainError
from catalogue.offerings.services.by_file import NotVouchedFor
from catalogue.offerings.services.states import pause
from catalogue.offerings.uploads.models import Upload, UploadItem
from catalogue.offerings.uploads.rules import Applied, How, Outcome, Stage, UploadState
from catalogue.offerings.uploads.services import whole
from catalogue.offerings.uploads.services.arriving import options_of
from catalogue.offerings.uploads.services.leasing import Turn, hold
from catalogue.offerings.uploads.services.staying import HIDDEN
from catalogue.offerings.uploads.services.taking_in import take
from catalogue.offerings.uploads.texts import in_both


def publish(turn: Turn, now: datetime) -> None:
    """Take in what is new or changed, then hide the rest where that was chosen; go on where another turn ended."""
    upload = db.session.get_one(Upload, turn.upload_id)
    options, columns = options_of(upload.provider, upload.account_id), list(upload.columns)
    if upload.how == How.ALL:
        if not whole.take_all(turn, columns, options, now):
            return
    else:
        hold(turn, stage=Stage.WRITING)
        take(turn, columns, options, now)
    upload = db.session.get_one(Upload, turn.upload_id)  # a refused row lets go of everything that was read before
    if upload.withdraw:
        hold(turn, stage=Stage.HIDING)
        _withdraw(turn, upload.account_id, now)
    _finish(turn, now)


def _withdraw(turn: Turn, actor_id: int | None, now: datetime) -> None:
    absent = select(UploadItem.id).where(
        UploadItem.upload_id == turn.upload_id,
        UploadItem.outcome == Outcome.ABSENT,
        UploadItem.applied == Applied.PENDING,
    )
    for item_id in list(db.session.scalars(absent)):
        _hide(turn, item_id, actor_id, now)


@transaction
def _hide(turn: Turn, item_id: int, actor_id: int | None, now: datetime) -> None:
    hold(turn)
    item, upload = db.session.get_one(UploadItem, item_id), db.session.get_one(Upload, turn.upload_id)
    try:
        if item.offering_id is not None:
            if not upload.provider.verified:
                raise NotVouchedFor
            pause(item.offering_id, actor_id=actor_id, now=now, cause=HIDDEN)
        item.applied, item.applied_at = Applied.APPLIED, now
    except DomainError as refused:
        item.applied = Applied.FAILED
        (item.words,) = in_both(refused.message)


@transaction
def _finish(turn: Turn, now: datetime) -> None:
    hold(turn)
    upload = db.session.get_one(Upload, turn.upload_id)
    upload.state, upload.published_at, upload.leased_until = UploadState.PUBLISHED, now, None
    upload.stage = None
    audit.record(
        "upload", upload.id, before=UploadState.CHECKED, after=UploadState.PUBLISHED, cause="import",
        actor_id=upload.account_id, now=now,
    )  # fmt: skip
