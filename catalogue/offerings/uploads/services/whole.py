"""All or nothing: what cannot be taken as a whole leaves the catalogue as it was, and says which row it was.

Up to a hundred offerings go in within one transaction, so that nobody sees a part. More would hold the write gate of
SQLite, or the runs of PostgreSQL, for minutes: they go in batch by batch, right after a check of them all, and are
taken back if one is refused all the same. What is new stays a draft until all of it is in, and is published in one
transaction; what is changed in listings that are public already is seen as it goes in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from catalogue.core.db import db, transaction
from catalogue.offerings.services.importing import Options, Taken, import_lines
from catalogue.offerings.uploads.models import Upload, UploadItem
from catalogue.offerings.uploads.rules import Applied, Outcome, Stage, UploadState
from catalogue.offerings.uploads.services import keeping
from catalogue.offerings.uploads.services.holding_back import publish_held
from catalogue.offerings.uploads.services.leasing import Turn, hold
from catalogue.offerings.uploads.services.taking_in import (
    BATCH,
    BATCH_LETTERS,
    begun,
    letters_to_take,
    raws_of,
    take,
)
from catalogue.offerings.uploads.services.undoing import take_back
from catalogue.offerings.uploads.texts import in_both

Refusal = dict[str, Any]
NOTHING = _l("Something has changed here meanwhile, so that one of the rows cannot be imported. Nothing was published.")
NOT_ALL_BACK = _l(
    "Something has changed here meanwhile, so that one of the rows cannot be imported. The others were taken back, but "
    "not what is named below: somebody else has changed that."
)


class _Refused(Exception):
    """Ends the transaction that was to take all. :ivar about: position → what is wrong there."""

    def __init__(self, about: dict[int, Refusal]) -> None:
        self.about = about


def take_all(turn: Turn, columns: Sequence[str], options: Options, now: datetime) -> bool:
    """:returns: whether all of it is in; otherwise the upload stands where it stood before, with the reason."""
    try:
        if begun(turn.upload_id):
            return _in_parts(turn, columns, options, now)
        _check_again(turn, columns, options, now)
        number, letters = letters_to_take(turn.upload_id)
        if number > BATCH or letters > BATCH_LETTERS:
            return _in_parts(turn, columns, options, now)
        _at_once(turn, columns, options, now)
    except _Refused as refused:
        _tell(turn, refused.about)
        return False
    return True


def _check_again(turn: Turn, columns: Sequence[str], options: Options, now: datetime) -> None:
    hold(turn, stage=Stage.CHECKING_AGAIN, rows_done=0)
    refused: dict[int, Refusal] = {}

    def record(outcomes: Sequence[Taken]) -> None:
        rows = [taken.raw.row for taken in outcomes if taken.listing]
        hold(turn, **({"rows_done": max(rows)} if rows else {}))
        wrong = (taken for taken in outcomes if any(problem.refused for problem in taken.problems))
        refused.update({taken.raw.position: keeping.refusal_of(taken) for taken in wrong})

    raws = raws_of(turn.upload_id, columns, again=False)
    import_lines(raws, replace(options, dry_run=True), now, record=record)
    if refused:
        raise _Refused(refused)


@transaction
def _at_once(turn: Turn, columns: Sequence[str], options: Options, now: datetime) -> None:
    take(turn, columns, options, now)
    if failed := _failed(turn.upload_id):
        raise _Refused(failed)


def _in_parts(turn: Turn, columns: Sequence[str], options: Options, now: datetime) -> bool:
    hold(turn, stage=Stage.WRITING)
    take(turn, columns, replace(options, hold_back=True), now)
    if not _failed(turn.upload_id):
        hold(turn, stage=Stage.OPENING)
        publish_held(turn, options.actor_id, now)
        return True
    hold(turn, stage=Stage.TAKING_BACK)
    take_back(turn, now)
    if _any_kept(turn.upload_id):
        _end_in_part(turn, now)
    else:
        _tell(turn, {})
    return False


def _failed(upload_id: int) -> dict[int, Refusal]:
    """What was refused while it was taken: position → what is wrong there."""
    of = (UploadItem.upload_id == upload_id, UploadItem.applied == Applied.FAILED)
    columns = {name: getattr(UploadItem, name) for name in keeping.REFUSAL}
    rows = db.session.execute(select(UploadItem.position, *columns.values()).where(*of)).mappings()
    return {row["position"]: {name: row[name] for name in columns} for row in rows}


def _any_kept(upload_id: int) -> bool:
    kept = select(UploadItem.id).where(UploadItem.upload_id == upload_id, UploadItem.applied == Applied.KEPT)
    return db.session.scalars(kept.limit(1)).first() is not None


@transaction
def _tell(turn: Turn, refused: dict[int, Refusal]) -> None:
    """The upload is as it was when it was checked, but for the rows that are wrong now."""
    hold(turn)
    of = UploadItem.upload_id == turn.upload_id
    db.session.execute(update(UploadItem).where(of).values(applied=Applied.PENDING, after={}, words={}, held=None))
    taken = update(UploadItem).where(of, UploadItem.outcome != Outcome.ABSENT)
    db.session.execute(taken.values(offering_id=None, state_before=None, state_after=None, applied_at=None))
    for position, about in refused.items():
        db.session.execute(update(UploadItem).where(of, UploadItem.position == position).values(**about))
    upload = db.session.get_one(Upload, turn.upload_id)
    keeping.count(upload)
    upload.how = None
    _end(upload, UploadState.CHECKED, NOTHING)


@transaction
def _end_in_part(turn: Turn, now: datetime) -> None:
    hold(turn)
    upload = db.session.get_one(Upload, turn.upload_id)
    upload.published_at = now
    _end(upload, UploadState.PUBLISHED, NOT_ALL_BACK)


def _end(upload: Upload, state: UploadState, words: LazyString) -> None:
    upload.state, upload.stage, upload.leased_until = state, None, None
    (upload.refusal,) = in_both(words)
