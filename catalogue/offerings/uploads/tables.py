"""Rows as a file that people open: CSV, or a workbook whose first sheet is filled and whose others explain it."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import IO

from flask_babel import lazy_gettext as _l
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from catalogue.core.reader import reader
from catalogue.core.spreadsheets import guarded, plain_cell
from catalogue.offerings.exchange.headings import NEEDED, heading
from catalogue.offerings.exchange.table_writing import Row
from catalogue.offerings.uploads import guide
from catalogue.offerings.uploads.guide import Cell, Sheet

IN_MEMORY = 2_000_000
LONGEST_CELL = 32_000
"""What a spreadsheet takes in one cell."""
SHEET = _l("Listings")
HEAD = Alignment(wrap_text=True, vertical="top")
STRONG, PLAIN, EXAMPLE = Font(bold=True), Font(), Font(italic=True, color="FF5F6368")
MARKED, UNMARKED = PatternFill("solid", "FFFDE9B8"), PatternFill("solid", "FFE8EEF1")
WIDTHS = {"title": 32, "summary": 40, "description": 48, "sessions": 36, "errors": 60}
WIDTH = 20
TEXT = "@"
"""So that a spreadsheet takes away no zero of a code, and swaps no day with its month."""


def heading_of(column: str) -> str:
    """What people call it, its mark, and the short name that is read; of a column that is not ours only its name."""
    words = str(heading(column))
    if words == column:
        return column
    return f"{words} {guide.mark(column)}".rstrip() + f"\n({column})"


def as_csv(columns: Sequence[str], rows: Iterable[Row]) -> IO[bytes]:
    """With a byte order mark, so that spreadsheets read the Arabic in it.

    :param columns: as they stand in the first line.
    """
    file = spooled()
    file.write("\ufeff".encode())
    writer = csv.writer(_Lines(file))
    # Of a file that was sent, the names are as hostile as the rest.
    for row in chain([columns], ([row.get(name, "") for name in columns] for row in rows)):
        writer.writerow([guarded(cell) for cell in row])
    file.seek(0)
    return file


class _Lines:
    """Text into a file of bytes, for the writer of CSV."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(text.encode("utf-8", "replace"))


def as_workbook(
    columns: Sequence[str], rows: Iterable[Row], examples: Iterable[Row] = (), *, explained: bool
) -> IO[bytes]:
    """:param explained: with lists to choose from, and sheets that say what each column is."""
    book = Workbook(write_only=True)
    sheet: Sheet = book.create_sheet(str(SHEET))
    _dress(sheet, columns)
    if explained:
        guide.offer_lists(sheet, columns)
    sheet.append([_head(sheet, name) for name in columns])
    for row in examples:
        sheet.append([_styled(sheet, row.get(name, ""), EXAMPLE) for name in columns])
    for row in rows:
        sheet.append([written(row.get(name, "")) for name in columns])
    if explained:
        guide.explain(book, columns)
    file = spooled()
    book.save(file)
    file.seek(0)
    return file


def _dress(sheet: Sheet, columns: Sequence[str]) -> None:
    sheet.freeze_panes = "B2"
    sheet.sheet_view.rightToLeft = reader().lang == "ar"
    sheet.row_dimensions[1].height = 48
    for number, name in enumerate(columns, start=1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = WIDTHS.get(name, WIDTHS.get(name.rpartition("_")[0], WIDTH))
        column.number_format = TEXT


def _head(sheet: Sheet, name: str) -> Cell:
    cell = _styled(sheet, heading_of(name), STRONG if guide.mark(name) == NEEDED else PLAIN)
    cell.alignment, cell.fill = HEAD, MARKED if guide.mark(name) else UNMARKED
    return cell


def _styled(sheet: Sheet, text: str, font: Font) -> Cell:
    cell = WriteOnlyCell(sheet, written(text))
    cell.font, cell.number_format = font, TEXT
    return cell


def written(cell: str) -> str:
    return plain_cell(cell[:LONGEST_CELL])


def spooled() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)


def headed(columns: Sequence[str], rows: Iterable[Row]) -> tuple[list[str], Iterable[Row]]:
    """The same table under its headings, each in one line."""
    names = {name: heading_of(name).replace("\n", " ") for name in columns}
    return list(names.values()), ({names[name]: cell for name, cell in row.items() if name in names} for row in rows)
