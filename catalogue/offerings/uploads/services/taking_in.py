"""The items of an upload, read again as they stand in the file and taken in, each with what it was before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, select

from catalogue.core.db import db
from catalogue.offerings.exchange.shape import Raw
from catalogue.offerings.filed.services import note
from catalogue.offerings.services.importing import Options, Taken, import_lines
from catalogue.offerings.uploads.lines import OF_STEPS, raw_of, steps_alone
from catalogue.offerings.uploads.models import Upload, UploadItem
from catalogue.offerings.uploads.rules import AT_ONCE, TAKEN, Applied
from catalogue.offerings.uploads.services.arriving import arrival_of
from catalogue.offerings.uploads.services.holding_back import note_versions
from catalogue.offerings.uploads.services.keeping import tell_refusal
from catalogue.offerings.uploads.services.leasing import Turn, hold

BATCH = AT_ONCE
BATCH_LETTERS = 2_000_000
"""So many are read at once: an item may be a million letters long."""


def begun(upload_id: int) -> bool:
    """Whether an earlier worker took some of it, before it ended."""
    done = select(UploadItem.id).where(UploadItem.upload_id == upload_id, UploadItem.applied != Applied.PENDING)
    return db.session.scalars(done.limit(1)).first() is not None


def take(turn: Turn, columns: Sequence[str], options: Options, now: datetime) -> None:
    """Take the items in that wait for it, and the steps of those that an earlier worker took."""
    again = begun(turn.upload_id)
    arrival = arrival_of(db.session.get_one(Upload, turn.upload_id))

    def record(outcomes: Sequence[Taken]) -> None:
        rows = [taken.raw.row for taken in outcomes if taken.listing]  # the steps at the end are no progress
        hold(turn, **({"rows_done": max(rows)} if rows else {}))
        positions = [taken.raw.position for taken in outcomes]
        of = (UploadItem.upload_id == turn.upload_id, UploadItem.position.in_(positions))
        items = {item.position: item for item in db.session.scalars(select(UploadItem).where(*of))}
        for taken in outcomes:
            item = items[taken.raw.position]
            _record(item, taken)
            if item.applied == Applied.APPLIED:
                item.applied_at = item.applied_at or now
        if options.hold_back:
            note_versions(turn.upload_id, positions)
        note(outcomes, arrival, now)

    import_lines(raws_of(turn.upload_id, columns, again=again), options, now, record=record)


def _record(item: UploadItem, taken: Taken) -> None:
    """In the transaction that changed the offering: neither is there without the other."""
    first = item.applied == Applied.PENDING
    if taken.listing is None and taken.after is not None:  # the steps of a programme
        item.after = taken.after
        return
    if taken.offering_id is None:
        if first:
            item.applied = Applied.FAILED
            tell_refusal(item, taken)
        return
    item.offering_id, item.applied = taken.offering_id, Applied.APPLIED
    item.state_after = taken.state_after
    if first:
        item.before, item.state_before = taken.before or {}, taken.state_before
        item.outcome = str(taken.outcome)
    if taken.after is not None:
        item.after = taken.after
    if taken.held:
        item.held = 0


def letters_to_take(upload_id: int) -> tuple[int, int]:
    """How many items are to be taken, and how many letters they have."""
    found = select(func.count(), func.coalesce(func.sum(func.length(cast(UploadItem.source, Text))), 0))
    number, letters = db.session.execute(
        found.where(UploadItem.upload_id == upload_id, UploadItem.outcome.in_(TAKEN))
    ).one()
    return number, int(letters)


def raws_of(upload_id: int, columns: Sequence[str], *, again: bool) -> Iterator[Raw]:
    """The items that are to be taken, in the order of the file.

    :param again: a worker ended half-way: programmes that it took already are read once more, for their steps alone.
    """
    position = 0
    while positions := _next(upload_id, position, UploadItem.outcome.in_(TAKEN)):
        position = positions[-1]
        for row in db.session.execute(
            select(UploadItem.position, UploadItem.row, UploadItem.source, UploadItem.before, UploadItem.applied)
            .where(UploadItem.upload_id == upload_id, UploadItem.position.in_(positions))
            .order_by(UploadItem.position)
        ).all():
            if row.applied == Applied.PENDING:
                raw = _read(row, row.source, columns)
                raw.found = row.before
                yield raw
            elif again and row.applied == Applied.APPLIED and (steps := steps_alone(row.source)):
                yield _read(row, steps, [name for name in columns if name in OF_STEPS])


def raws_kept(upload_id: int, columns: Sequence[str], *which: ColumnElement[bool]) -> Iterator[Raw]:
    """The items that can be read again, whatever the check said of them; a note about the file is none of them."""
    position = 0
    while positions := _next(upload_id, position, *which):
        position = positions[-1]
        for row in db.session.execute(
            select(UploadItem.position, UploadItem.row, UploadItem.source)
            .where(UploadItem.upload_id == upload_id, UploadItem.position.in_(positions))
            .order_by(UploadItem.position)
        ).all():
            if "fields" in row.source or any(cells for _number, cells in row.source.get("rows", ())):
                yield _read(row, row.source, columns)


def _next(upload_id: int, after: int, *which: ColumnElement[bool]) -> list[int]:
    """The places of the next items, as many as may stand in memory."""
    length = func.length(cast(UploadItem.source, Text))
    found: list[int] = []
    letters = 0
    for position, size in db.session.execute(
        select(UploadItem.position, length)
        .where(UploadItem.upload_id == upload_id, UploadItem.position > after, *which)
        .order_by(UploadItem.position)
        .limit(BATCH)
    ).tuples():
        letters += size
        if found and letters > BATCH_LETTERS:
            break
        found.append(position)
    return found


def _read(row: Any, source: dict[str, Any], columns: Sequence[str]) -> Raw:
    return raw_of(source, row.row, columns, row.position)
