"""Publishing what was checked: the items are read again and taken in, batch by batch, each with what it was before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from catalogue.core import audit
from catalogue.core.clock import now as present
from catalogue.core.db import db, transaction
from catalogue.core.errors import DomainError
from catalogue.offerings.exchange.shape import Raw
from catalogue.offerings.queries.exchange import Key
from catalogue.offerings.services.importing import Options, Taken, import_lines
from catalogue.offerings.services.states import pause
from catalogue.offerings.uploads.lines import raw_of
from catalogue.offerings.uploads.models import Upload, UploadItem
from catalogue.offerings.uploads.rules import LEASE, Applied, How, Outcome, UploadState
from catalogue.offerings.uploads.services import keeping
from catalogue.offerings.uploads.services.checking import options_of
from catalogue.offerings.uploads.services.undoing import take_back
from catalogue.offerings.uploads.texts import in_both

BATCH = 100
TO_TAKE = (Outcome.CREATED, Outcome.UPDATED)


def publish(upload_id: int, now: datetime) -> None:
    """Take in what is new or changed, then hide what the file leaves out where that was chosen."""
    upload = db.session.get_one(Upload, upload_id)
    if upload.how == How.ALL and not _all_still_good(upload, now):
        _back(upload_id, _all_or_nothing_failed())
        return
    _take(upload, options_of(upload, dry_run=False), now)
    upload = db.session.get_one(Upload, upload_id)  # a refused row lets go of everything that was read before
    if upload.how == How.ALL and _any_failed(upload_id):
        take_back(upload_id, now)
        _back(upload_id, _all_or_nothing_failed())
        return
    if upload.withdraw:
        _withdraw(upload, now)
    _finish(upload_id, now)


def _all_or_nothing_failed() -> dict[str, Any]:
    message = _l(
        "Something has changed here meanwhile, so that one of the rows cannot be imported. Nothing was published."
    )
    return in_both(message)[0]


def _all_still_good(upload: Upload, now: datetime) -> bool:
    if upload.attempts > 1:  # some of it was published before the worker ended
        return True
    report = import_lines(_raws(upload.id, upload.columns, again=False), options_of(upload, dry_run=True), now)
    return report.refused == 0


def _take(upload: Upload, options: Options, now: datetime) -> None:
    again, upload_id = upload.attempts > 1, upload.id
    seen: dict[Key, int] = {}

    def record(outcomes: Sequence[Taken]) -> None:
        for taken in outcomes:
            _record(upload_id, taken)
        changes = {"leased_until": present() + LEASE, "rows_done": max(taken.raw.row for taken in outcomes)}
        db.session.execute(update(Upload).where(Upload.id == upload_id).values(**changes))

    import_lines(_raws(upload_id, upload.columns, again=again), options, now, record=record, seen=seen)


def _raws(upload_id: int, columns: list[str], *, again: bool) -> Iterator[Raw]:
    """The items that are to be taken, in the order of the file.

    :param again: a worker ended half-way: programmes that it took already are read once more, for their steps.
    """
    position = 0
    wanted = (UploadItem.position, UploadItem.row, UploadItem.source, UploadItem.applied)
    while True:
        batch = db.session.execute(
            select(*wanted)
            .where(UploadItem.upload_id == upload_id, UploadItem.position > position)
            .where(UploadItem.outcome.in_(TO_TAKE))
            .order_by(UploadItem.position)
            .limit(BATCH)
        ).all()
        if not batch:
            return
        for row in batch:
            position = row.position
            if row.applied == Applied.PENDING or (again and _has_steps(row.source)):
                yield raw_of(row.source, row.row, columns, row.position)


def _has_steps(source: dict[str, Any]) -> bool:
    if "fields" in source:
        return "steps" in source["fields"]
    return any("steps" in cells for _row, cells in source.get("rows", ()))


def _record(upload_id: int, taken: Taken) -> None:
    """In the transaction that changed the offering: neither is there without the other."""
    at = select(UploadItem).where(UploadItem.upload_id == upload_id, UploadItem.position == taken.raw.position)
    item = db.session.scalars(at).one()
    first = item.applied == Applied.PENDING
    if taken.listing is None and taken.after is not None:  # the steps of a programme
        item.after = taken.after
        return
    if taken.offering_id is None:
        item.applied = Applied.FAILED
        item.words = in_both(*(problem.message for problem in taken.problems if problem.refused))[0]
        return
    item.offering_id, item.applied = taken.offering_id, Applied.APPLIED
    if first:
        item.before, item.state_before = taken.before or {}, taken.state_before
        item.outcome = str(taken.outcome)
    if taken.after is not None:
        item.after = taken.after


def _any_failed(upload_id: int) -> bool:
    failed = select(UploadItem.id).where(UploadItem.upload_id == upload_id, UploadItem.applied == Applied.FAILED)
    return db.session.scalars(failed.limit(1)).first() is not None


def _withdraw(upload: Upload, now: datetime) -> None:
    absent = select(UploadItem.id).where(
        UploadItem.upload_id == upload.id,
        UploadItem.outcome == Outcome.ABSENT,
        UploadItem.applied == Applied.PENDING,
    )
    for item_id in list(db.session.scalars(absent)):
        _hide(item_id, upload.account_id, now)


@transaction
def _hide(item_id: int, actor_id: int | None, now: datetime) -> None:
    item = db.session.get_one(UploadItem, item_id)
    try:
        if item.offering_id is not None:
            pause(item.offering_id, actor_id=actor_id, now=now)
        item.applied = Applied.APPLIED
    except DomainError as refused:
        item.applied = Applied.FAILED
        (item.words,) = in_both(refused.message)


@transaction
def _back(upload_id: int, words: dict[str, Any]) -> None:
    upload = db.session.get_one(Upload, upload_id)
    upload.state, upload.how, upload.refusal, upload.leased_until = UploadState.CHECKED, None, words, None
    kept = update(UploadItem).where(UploadItem.upload_id == upload_id)
    db.session.execute(kept.values(applied=Applied.PENDING, before={}, after={}, offering_id=None))
    keeping.count(upload)


@transaction
def _finish(upload_id: int, now: datetime) -> None:
    upload = db.session.get_one(Upload, upload_id)
    upload.state, upload.published_at, upload.leased_until = UploadState.PUBLISHED, now, None
    audit.record(
        "upload", upload.id, before=UploadState.CHECKED, after=UploadState.PUBLISHED, cause="import",
        actor_id=upload.account_id, now=now,
    )  # fmt: skip
