"""Checking a file: everything that publishing would do is done, told, and undone again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select

from catalogue.core.db import db, transaction
from catalogue.offerings.exchange.problems import FileRefused
from catalogue.offerings.exchange.sources import open_source, rows_of
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import OfferingState
from catalogue.offerings.services.importing import Options, Taken, import_lines
from catalogue.offerings.uploads.models import Upload, UploadItem
from catalogue.offerings.uploads.rules import Applied, Outcome, UploadState
from catalogue.offerings.uploads.services import keeping
from catalogue.offerings.uploads.services.receiving import path_of
from catalogue.offerings.uploads.texts import in_both


def options_of(upload: Upload, *, dry_run: bool) -> Options:
    """An upload is its provider's, and nothing of an unverified one is published."""
    return Options(
        provider=upload.provider.reference,
        only_provider=True,
        may_enter_providers=False,
        publish=upload.provider.verified,
        dry_run=dry_run,
        pictures=True,
        actor_id=upload.account_id,
    )


def check(upload_id: int, now: datetime) -> None:
    """Read the file of an upload and record what every offering in it would become."""
    upload = db.session.get_one(Upload, upload_id)
    keeping.forget_items(upload_id)
    options, path = options_of(upload, dry_run=True), path_of(upload)
    try:
        source = open_source(path)
        _begin(upload_id, source.rows_about, source.recoded)
        next_at = 0

        def record(outcomes: Sequence[Taken]) -> None:
            nonlocal next_at
            new = [taken for taken in outcomes if not taken.raw.position]
            for number, taken in enumerate(new, start=1):
                taken.raw.position = next_at + number
            keeping.add_items(upload_id, next_at + 1, new)
            next_at += len(new)
            keeping.tell_steps(upload_id, [taken for taken in outcomes if taken not in new])

        import_lines(rows_of(source, provider_given=True), options, now, record=record)
    except FileRefused as refused:
        _refuse(upload_id, refused)
        return
    _finish(upload_id, now)


@transaction
def _begin(upload_id: int, rows_total: int, recoded: bool) -> None:
    upload = db.session.get_one(Upload, upload_id)
    upload.rows_done, upload.rows_total, upload.recoded = 0, rows_total, recoded


@transaction
def _refuse(upload_id: int, refused: FileRefused) -> None:
    upload = db.session.get_one(Upload, upload_id)
    (words,) = in_both(refused.message)
    upload.refusal = {**words, "about": {name: str(value) for name, value in refused.about.items()}}
    upload.state, upload.leased_until = UploadState.REFUSED, None


@transaction
def _finish(upload_id: int, now: datetime) -> None:
    upload = db.session.get_one(Upload, upload_id)
    add_absent(upload)
    keeping.count(upload)
    upload.state, upload.checked_at, upload.leased_until = UploadState.CHECKED, now, None
    upload.rows_done = max(upload.rows_done, upload.rows_total)


def add_absent(upload: Upload) -> None:
    """The provider's published offerings that the file does not name: what a withdrawal would hide."""
    absent = UploadItem.outcome == Outcome.ABSENT
    db.session.execute(delete(UploadItem).where(UploadItem.upload_id == upload.id, absent))
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
