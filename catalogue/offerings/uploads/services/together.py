"""Mending the same mistake wherever it stands in a file, and having all of it checked again.

The values are put in a hundred listings at a time. Meanwhile the upload is leased, as a file is that is still coming
in: no worker begins before all is there, and one takes it up if whoever does this dies over it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import LazyString
from sqlalchemy import select

from catalogue.core.clock import now as present
from catalogue.core.db import db, transaction
from catalogue.offerings.uploads import queries, rules
from catalogue.offerings.uploads.cells import faulty_cells, mended
from catalogue.offerings.uploads.models import Upload, UploadItem
from catalogue.offerings.uploads.rules import LEASE, UploadState
from catalogue.offerings.uploads.same import INDEX, Same, name_of_mistake
from catalogue.offerings.uploads.services.mending import checked

BATCH = 100
Changes = dict[tuple[int, str], str]


def still_wrong(upload: Upload, one: Same, typed: str, now: datetime) -> LazyString | None:
    """What would still be said of this field, tried in the first listing that has the mistake."""
    item = queries.item_at(upload, one.position)
    changes = _changes(item, {one.name: typed})
    if not changes:
        return None
    of_field = INDEX.sub("[]", one.field)
    refused = (problem for problem in checked(upload, item, changes, now).problems if problem.refused)
    return next((problem.message for problem in refused if INDEX.sub("[]", problem.field) == of_field), None)


def mend_together(upload_id: int, typed: Mapping[str, str]) -> None:
    """Put each value in wherever its mistake stands; the worker checks all again.

    :param typed: the name of a mistake (`name_of_mistake`) → the value instead.
    :raises NotCheckedNow: the upload is at work or published already.
    """
    _begin(upload_id)
    wrong = select(UploadItem.id).where(UploadItem.upload_id == upload_id, UploadItem.errors > 0)
    ids = list(db.session.scalars(wrong.order_by(UploadItem.position)))
    for start in range(0, len(ids), BATCH):
        _put(upload_id, ids[start : start + BATCH], typed)
    _end(upload_id)


@transaction
def _begin(upload_id: int) -> None:
    upload = db.session.get_one(Upload, upload_id, with_for_update=True)
    if upload.state != UploadState.CHECKED:
        raise rules.NotCheckedNow
    upload.state, upload.leased_until, upload.attempts, upload.rows_done = UploadState.WAITING, present() + LEASE, 0, 0


@transaction
def _put(upload_id: int, item_ids: Sequence[int], typed: Mapping[str, str]) -> None:
    upload = db.session.get_one(Upload, upload_id)
    upload.leased_until = present() + LEASE
    for item in db.session.scalars(select(UploadItem).where(UploadItem.id.in_(item_ids))):
        if changes := _changes(item, typed):
            item.source = mended(item.source, changes)
            if upload.columns and (new := {name for _row, name in changes} - set(upload.columns)):
                upload.columns = [*upload.columns, *sorted(new)]


def _changes(item: UploadItem, typed: Mapping[str, str]) -> Changes:
    return {
        (cell.row, cell.field): typed[name]
        for problem in item.problems
        if (name := name_of_mistake(problem)) in typed
        for cell in faulty_cells(item.source, [problem])
    }


@transaction
def _end(upload_id: int) -> None:
    db.session.get_one(Upload, upload_id).leased_until = None
