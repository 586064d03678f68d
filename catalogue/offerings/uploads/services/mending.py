"""Mending an offering on screen: new values in its cells, and the same check as before for it alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from catalogue.core.db import db, transaction
from catalogue.offerings.queries.exchange import Key
from catalogue.offerings.services.importing import Taken, import_lines
from catalogue.offerings.uploads import lines, queries, rules
from catalogue.offerings.uploads.cells import faulty_cells, mended
from catalogue.offerings.uploads.lines import Kept
from catalogue.offerings.uploads.models import Upload, UploadItem
from catalogue.offerings.uploads.rules import UploadState
from catalogue.offerings.uploads.services import keeping
from catalogue.offerings.uploads.services.arriving import options_of
from catalogue.offerings.uploads.services.checking import add_absent


def mend(upload_id: int, position: int, changes: Mapping[tuple[int, str], str], now: datetime) -> int:
    """Put new values in where something is wrong, and check again.

    :param changes: row and field → what was typed.
    :returns: how many errors are left in this offering.
    :raises NotCheckedNow: the upload is at work or published already.
    """
    while True:
        upload = db.session.get_one(Upload, upload_id)
        item = queries.item_at(upload, position)
        seen = item.source
        wrong = {(cell.row, cell.field) for cell in faulty_cells(seen, item.problems)}
        changes = {place: typed for place, typed in changes.items() if place in wrong}
        if not changes:  # what cannot be mended here is as wrong as before
            return item.errors
        left = _keep(upload_id, position, seen, checked(upload, item, changes, now))
        if left is not None:
            return left


def checked(upload: Upload, item: UploadItem, changes: Mapping[tuple[int, str], str], now: datetime) -> Taken:
    """The same offering with new values, as the check would find it; nothing is written."""
    columns = [*upload.columns, *(name for _row, name in changes if name not in upload.columns)]
    raw = lines.raw_of(mended(item.source, changes), item.row, columns, item.position)
    provider = upload.provider.reference
    others: dict[Key, int] = {
        (provider, reference): row for reference, row in queries.rows_of_references(upload, without=item.position)
    }
    found: list[Taken] = []

    def record(outcomes: Sequence[Taken]) -> None:
        for taken in outcomes:
            if taken.listing is None and found:  # its steps
                found[0].problems.extend(taken.problems)
            else:
                found.append(taken)

    options = options_of(upload.provider, upload.account_id, dry_run=True)
    import_lines([raw], options, now, record=record, seen=others)
    return found[0]


@transaction
def _keep(upload_id: int, position: int, seen: Kept, taken: Taken) -> int | None:
    """:returns: how many errors are left; None where somebody else mended a cell of it meanwhile."""
    upload = db.session.get_one(Upload, upload_id, with_for_update=True)
    if upload.state != UploadState.CHECKED:
        raise rules.NotCheckedNow
    item = queries.item_at(upload, position)
    if item.source != seen:
        return None
    about = keeping.about(taken)
    for name, value in about.items():
        setattr(item, name, value)
    if columns := [name for name in taken.raw.columns if name not in upload.columns]:
        upload.columns = [*upload.columns, *columns]
    db.session.flush()
    add_absent(upload)
    keeping.count(upload)
    return int(about["errors"])
