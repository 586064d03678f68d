"""Files that providers take along: an empty one to fill in, what they have here, their own with a column of errors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import defer

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.formats import at_zone
from catalogue.core.reader import reader
from catalogue.offerings.exchange.examples import examples
from catalogue.offerings.exchange.headings import ERRORS
from catalogue.offerings.exchange.table_writing import COLUMNS, Row, has_foreign_steps, rows_of_line
from catalogue.offerings.exchange.writing import fields_of
from catalogue.offerings.images.addresses import with_public_image
from catalogue.offerings.queries.exchange import offerings_to_edit
from catalogue.offerings.uploads.models import Upload, UploadItem
from catalogue.offerings.uploads.names import named
from catalogue.offerings.uploads.places import in_their_places
from catalogue.offerings.uploads.tables import as_csv, as_workbook, headed, spooled
from catalogue.offerings.uploads.texts import said

MIMETYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}
BATCH = 20
"""An item may be a million letters long."""
SHORT = (
    *("reference", "kind", "title", "summary", "topics", "credential", "run_reference", "mode", "city", "venue"),
    *("gender_mode", "price", "capacity", "sessions"),
)
"""What publishing needs, and the two things that nearly everybody says beside it."""


def template(form: str, *, short: bool) -> IO[bytes]:
    """An empty file with examples; a workbook explains its columns on further sheets.

    :param short: only the columns that are needed most, with texts in the reader's language.
    """
    columns = [name for name in COLUMNS if name != "provider"]  # who sends the file is known
    if short:
        wanted = {name if name in COLUMNS else f"{name}_{reader().lang}" for name in SHORT}
        columns = [name for name in columns if name in wanted]
    rows = examples(at_zone(now()).date())
    if form == "xlsx":
        return as_workbook(columns, (), rows, explained=True)
    return as_csv(*headed(columns, rows))


def listings(form: str, provider_id: int) -> IO[bytes]:
    """Everything of a provider that it can still change."""
    if form == "jsonl":
        own = offerings_to_edit(provider_id)
        return _json(with_public_image(fields_of(offering, whole=True)) for offering in own)
    left_out = has_foreign_steps(fields_of(offering, whole=True) for offering in offerings_to_edit(provider_id))
    columns = [name for name in COLUMNS if name != "steps" or not left_out]
    rows = (row for offering in offerings_to_edit(provider_id) for row in rows_of_line(fields_of(offering, whole=True)))
    return as_workbook(columns, rows, explained=True) if form == "xlsx" else as_csv(columns, rows)


def with_errors(upload: Upload) -> tuple[str, IO[bytes]]:
    """The file as it was sent (mended where it was mended), with a column of what is wrong. :returns: form and file.

    Each row stands where it stood in the file, under the headings of the empty file, with its lists and its guide.
    """
    ending = upload.name.rpartition(".")[2].lower()
    if not upload.columns:
        return "jsonl", _json(_lines(upload))
    columns = [*(name for name in upload.columns if name and name != ERRORS), ERRORS]
    if ending in ("xlsx", "xlsm"):
        return "xlsx", as_workbook(columns, in_their_places(_rows(upload)), explained=True)
    return "csv", as_csv(*headed(columns, in_their_places(_rows(upload))))


def _items(upload: Upload) -> Iterator[UploadItem]:
    position = 0
    while True:
        after = select(UploadItem).options(defer(UploadItem.before), defer(UploadItem.after))
        after = after.where(UploadItem.upload_id == upload.id, UploadItem.position > position, UploadItem.row > 0)
        batch = list(db.session.scalars(after.order_by(UploadItem.position).limit(BATCH)))
        if not batch:
            return
        yield from batch
        position = batch[-1].position
        db.session.expunge_all()


def _errors(item: UploadItem, row: int | None = None) -> str:
    return "\n".join(
        f"{named(one['field'])}: {said(one['words'])}"
        for one in item.problems
        if one["refused"] and row in (None, one["row"])
    )


def _rows(upload: Upload) -> Iterator[tuple[int, Row]]:
    """Row of the file and cells."""
    for item in _items(upload):
        if not item.errors and not item.source.get("rows"):  # a note about the file, or an example that was left out
            continue
        for number, cells in item.source.get("rows") or [[item.row, {}]]:
            plain = {name: cell[1] if isinstance(cell, list) else cell for name, cell in cells.items()}
            yield number, {**plain, ERRORS: _errors(item, number)}


def _lines(upload: Upload) -> Iterator[dict[str, Any]]:
    for item in _items(upload):
        fields = item.source.get("fields", {"line": item.source.get("text", "")})
        found = _errors(item)
        yield {**fields, ERRORS: found.split("\n")} if found else fields


def _json(lines: Iterable[Mapping[str, Any]]) -> IO[bytes]:
    file = spooled()
    for line in lines:
        file.write((json.dumps(line, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
    file.seek(0)
    return file
