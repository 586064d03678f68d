"""Checking a file: everything that publishing would do is done, told, and undone again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, insert, select

from catalogue.core.db import db, transaction
from catalogue.offerings.exchange.problems import MOST_OFFERINGS, FileGone, FileRefused, TooManyOfferings
from catalogue.offerings.exchange.shape import Raw
from catalogue.offerings.exchange.sources import open_source, rows_of
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import OfferingState
from catalogue.offerings.services.importing import Options, Taken, import_lines
from catalogue.offerings.uploads import queries
from catalogue.offerings.uploads.models import Upload, UploadItem
from catalogue.offerings.uploads.rules import Applied, Outcome, UploadState
from catalogue.offerings.uploads.services import keeping
from catalogue.offerings.uploads.services.arriving import options_of
from catalogue.offerings.uploads.services.confirming import confirm_unchanged
from catalogue.offerings.uploads.services.leasing import Turn, hold
from catalogue.offerings.uploads.services.lying import at_hand, let_go
from catalogue.offerings.uploads.services.pulling import after_check
from catalogue.offerings.uploads.services.taking_in import raws_kept
from catalogue.offerings.uploads.texts import in_both


def check(turn: Turn, now: datetime) -> None:
    """Read the file of an upload and record what every offering in it would become."""
    upload = db.session.get_one(Upload, turn.upload_id)
    options = options_of(upload.provider, upload.account_id, dry_run=True)
    if upload.checked_at is not None:
        _read_again(turn, list(upload.columns), options, now)
        _finish(turn, now)
        return
    keeping.begin_anew(turn)
    upload = db.session.get_one(Upload, turn.upload_id)
    try:
        if upload.rest_of:
            _take_raws(turn, _rest(turn, upload), options, now)
        else:
            with at_hand(upload) as path:
                _read(turn, path, options, now)
    except FileRefused as refused:
        _refuse(turn, refused, now)
    else:
        confirm_unchanged(turn, now)
        _finish(turn, now)


def _read(turn: Turn, path: Path, options: Options, now: datetime) -> None:
    source = open_source(path)
    _begin(turn, source.rows_about, recoded=source.recoded)
    _take_raws(turn, _not_too_many(rows_of(source, provider_given=True)), options, now)


def _take_raws(turn: Turn, raws: Iterator[Raw], options: Options, now: datetime) -> None:
    next_at = 0

    def record(outcomes: Sequence[Taken]) -> None:
        nonlocal next_at
        new = [taken for taken in outcomes if not taken.raw.position]
        for number, taken in enumerate(new, start=1):
            taken.raw.position = next_at + number
        if new:
            keeping.add_items(turn, next_at + 1, new)
            next_at += len(new)
        else:
            keeping.tell_steps(turn, outcomes)

    import_lines(raws, options, now, record=record)


def _rest(turn: Turn, upload: Upload) -> Iterator[Raw]:
    """What was left of an upload, as it was mended there; :raises FileGone: its record was deleted meanwhile."""
    first = queries.find_upload(upload.provider_id, upload.rest_of)
    if first is None:
        raise FileGone
    _begin(turn, first.rows_total, recoded=first.recoded)
    for raw in raws_kept(first.id, list(first.columns), queries.LEFT):
        raw.position = 0  # here it has another one
        yield raw


def _read_again(turn: Turn, columns: Sequence[str], options: Options, now: datetime) -> None:
    """What is kept of the file, each in its place. What could not be read at all is not read better now."""

    def record(outcomes: Sequence[Taken]) -> None:
        if outcomes[0].raw.fields is None and not outcomes[0].raw.rows:  # the steps of programmes, which come last
            keeping.tell_steps(turn, outcomes)
        else:
            keeping.tell_again(turn, outcomes)

    raws = raws_kept(turn.upload_id, columns, UploadItem.outcome != Outcome.ABSENT)
    import_lines(raws, options, now, record=record)


def _not_too_many(raws: Iterator[Raw]) -> Iterator[Raw]:
    """Each becomes a row of the database: lines of two letters would fill it with millions."""
    for number, raw in enumerate(raws, start=1):
        if number > MOST_OFFERINGS:
            raise TooManyOfferings
        yield raw


@transaction
def _begin(turn: Turn, rows_total: int, *, recoded: bool) -> None:
    hold(turn, rows_done=0, rows_total=rows_total, recoded=recoded)


@transaction
def _refuse(turn: Turn, refused: FileRefused, now: datetime) -> None:
    hold(turn)
    keeping.forget_items(turn.upload_id)  # of a file that is damaged further down, much was recorded before
    upload = db.session.get_one(Upload, turn.upload_id)
    (words,) = in_both(refused.message)
    upload.refusal = {**words, "about": {name: str(value) for name, value in refused.about.items()}}
    upload.state, upload.leased_until = UploadState.REFUSED, None
    let_go(upload.id)
    after_check(upload.id, now)


@transaction
def _finish(turn: Turn, now: datetime) -> None:
    hold(turn)
    upload = db.session.get_one(Upload, turn.upload_id)
    add_absent(upload)
    keeping.count(upload)
    again = upload.checked_at is not None
    upload.state, upload.checked_at, upload.leased_until = UploadState.CHECKED, now, None
    upload.rows_done = upload.rows_total = max(upload.rows_done, upload.rows_total)
    let_go(upload.id)
    if not again:
        after_check(upload.id, now)


def add_absent(upload: Upload) -> None:
    """The provider's published offerings that the file does not name: what a withdrawal would hide."""
    absent = UploadItem.outcome == Outcome.ABSENT
    db.session.execute(delete(UploadItem).where(UploadItem.upload_id == upload.id, absent))
    if upload.rest_of:  # it names only what was left of a file
        return
    items = select(UploadItem.reference).where(UploadItem.upload_id == upload.id, UploadItem.reference.is_not(None))
    named = set(db.session.scalars(items))
    mine = select(Offering.id, Offering.reference, Offering.title_ar, Offering.title_en).where(
        Offering.provider_id == upload.provider_id, Offering.state == OfferingState.PUBLISHED
    )
    highest = select(UploadItem.position).where(UploadItem.upload_id == upload.id).order_by(UploadItem.position.desc())
    position = db.session.scalars(highest.limit(1)).first() or 0
    rows = []
    for row in db.session.execute(mine.order_by(Offering.reference)):
        if row.reference in named:
            continue
        position += 1
        title = {lang: text for lang, text in (("ar", row.title_ar), ("en", row.title_en)) if text}
        rows.append(
            {
                "upload_id": upload.id, "position": position, "row": 0, **keeping.EMPTY, "reference": row.reference,
                "title": title, "outcome": str(Outcome.ABSENT), "errors": 0, "notes": 0, "draft": False,
                "problems": [], "source": {}, "differences": [], "offering_id": row.id,
                "state_before": str(OfferingState.PUBLISHED), "applied": str(Applied.PENDING),
            }
        )  # fmt: skip
    if rows:
        db.session.execute(insert(UploadItem), rows)
