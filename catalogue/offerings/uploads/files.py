"""Files that providers take along: an empty one to fill in, what they have here, their own with a column of errors."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import IO, Any

from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import defer

from catalogue.core.db import db
from catalogue.core.reader import LANGUAGES
from catalogue.core.spreadsheets import guarded
from catalogue.offerings.exchange.table_writing import COLUMNS, Row, has_foreign_steps, rows_of_line
from catalogue.offerings.exchange.writing import fields_of
from catalogue.offerings.queries.exchange import offerings_to_edit
from catalogue.offerings.uploads.allowed import LISTS, words_of
from catalogue.offerings.uploads.models import Upload, UploadItem
from catalogue.offerings.uploads.names import name_of
from catalogue.offerings.uploads.texts import in_both, said

MIMETYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
}
BATCH = 20
"""An item may be a million letters long."""
ERRORS = "errors"
IN_MEMORY = 2_000_000
LONGEST_CELL = 32_000
"""What a spreadsheet takes in one cell."""


def template(form: str) -> IO[bytes]:
    """A file with every column and no row; a workbook explains the columns on a second sheet."""
    return _table(form, COLUMNS, ())


def listings(form: str, provider_id: int) -> IO[bytes]:
    """Everything of a provider that it can still change."""
    if form == "jsonl":
        return _json(fields_of(offering, whole=True) for offering in offerings_to_edit(provider_id))
    left_out = has_foreign_steps(fields_of(offering, whole=True) for offering in offerings_to_edit(provider_id))
    columns = [name for name in COLUMNS if name != "steps" or not left_out]
    rows = (row for offering in offerings_to_edit(provider_id) for row in rows_of_line(fields_of(offering, whole=True)))
    return _table(form, columns, rows)


def with_errors(upload: Upload) -> tuple[str, IO[bytes]]:
    """The file as it was sent (mended where it was mended), with a column of what is wrong. :returns: form and file."""
    ending = upload.name.rpartition(".")[2].lower()
    if not upload.columns:
        return "jsonl", _json(_lines(upload))
    form = "xlsx" if ending in ("xlsx", "xlsm") else "csv"
    columns = [*(name for name in upload.columns if name and name != ERRORS), ERRORS]
    return form, _table(form, columns, _rows(upload), allowed=False)


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
        f"{one['field']}: {said(one['words'])}" for one in item.problems if one["refused"] and row in (None, one["row"])
    )


def _rows(upload: Upload) -> Iterator[Row]:
    for item in _items(upload):
        for number, cells in item.source.get("rows") or [[item.row, {}]]:
            plain = {name: cell[1] if isinstance(cell, list) else cell for name, cell in cells.items()}
            yield {**plain, ERRORS: _errors(item, number)}


def _lines(upload: Upload) -> Iterator[dict[str, Any]]:
    for item in _items(upload):
        fields = item.source.get("fields", {"line": item.source.get("text", "")})
        found = _errors(item)
        yield {**fields, ERRORS: found.split("\n")} if found else fields


def _json(lines: Iterable[Mapping[str, Any]]) -> IO[bytes]:
    file = _spooled()
    for line in lines:
        file.write((json.dumps(line, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
    file.seek(0)
    return file


def _table(form: str, columns: Sequence[str], rows: Iterable[Row], *, allowed: bool = True) -> IO[bytes]:
    cells = ([row.get(name, "") for name in columns] for row in rows)
    return _workbook(columns, cells, allowed) if form == "xlsx" else _csv(columns, cells)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> IO[bytes]:
    """With a byte order mark, so that spreadsheets read the Arabic in it."""
    file = _spooled()
    file.write("\ufeff".encode())
    writer = csv.writer(_Lines(file))
    for row in chain([columns], rows):  # of a file that was sent, the names are as hostile as the rest
        writer.writerow([guarded(cell) for cell in row])
    file.seek(0)
    return file


class _Lines:
    """Text into a file of bytes, for the writer of CSV."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(text.encode("utf-8", "replace"))


def _workbook(columns: Sequence[str], rows: Iterable[Sequence[str]], allowed: bool) -> IO[bytes]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("offerings")
    sheet.freeze_panes = "B2"
    for row in chain([columns], rows):
        sheet.append([_written(cell) for cell in row])
    if allowed:
        _explain(book, columns)
    file = _spooled()
    book.save(file)
    file.seek(0)
    return file


def _written(cell: str) -> str:
    """Guarded, after the signs that no workbook can hold are gone: what they hid would stand in front."""
    plain = "".join(sign for sign in cell[:LONGEST_CELL] if sign >= " " or sign in "\n\t")
    return guarded(plain)


def _explain(book: Workbook, columns: Sequence[str]) -> None:
    """What each column is and what is allowed in it, in both languages, and the values of each list."""
    sheet = book.create_sheet("allowed")
    sheet.append(["column", "value", *LANGUAGES])
    for name in columns:
        said_of = in_both(*(words for words in (name_of(name), words_of(name)) if words))
        sheet.append([name, "", *(": ".join(words[lang] for words in said_of) for lang in LANGUAGES)])
        for key, labels in LISTS[name]().items() if name in LISTS else ():
            sheet.append([name, key, *(labels[lang] for lang in LANGUAGES)])


def _spooled() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)
