"""XLSX as rows of text. What a workbook could hide is looked for in the file itself, before any of it is unpacked."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from catalogue.offerings.exchange.cells import Untaken
from catalogue.offerings.exchange.problems import FileEmpty, FileRefused
from catalogue.offerings.exchange.table import Record

MOST_ENTRIES = 2_000
MOST_UNPACKED = 600_000_000
MOST_STRINGS = 40_000_000
"""Bytes of the table of texts, the one part that is held in memory."""
MOST_RATIO = 300
SMALL_ENTRY = 2_000_000
MOST_COLUMNS, MOST_MERGED, LONGEST_CELL = 200, 300, 40_000
CHUNK = 1 << 18
DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.I)
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')


class WorkbookNotRead(FileRefused):
    code = "workbook_not_read"
    message = _l("This file is damaged or no workbook of the kind XLSX. Please save it anew and send it again.")


class WorkbookUnpacksTooLarge(FileRefused):
    code = "workbook_unpacks_too_large"
    message = _l("This workbook would become very much larger when it is unpacked, so it is not read.")


class WorkbookHidesDeclarations(FileRefused):
    code = "workbook_hides_declarations"
    message = _l("This workbook contains technical declarations that no spreadsheet program writes, so it is not read.")


class SheetsHidden(FileRefused):
    code = "sheets_hidden"
    message = _l("Every sheet of this workbook is hidden. Please show the one with the offerings.")


class HeaderMerged(FileRefused):
    code = "header_merged"
    message = _l("Cells of the first row are merged. Each column needs a name of its own there.")


class TooManyMerged(FileRefused):
    code = "too_many_merged"
    message = _l("Very many cells of this sheet are merged. Please unmerge them and fill in each row.")


class Range(NamedTuple):
    first_column: int
    first_row: int
    last_column: int
    last_row: int


def ensure_harmless(path: Path) -> None:
    """Look at the directory of the file and at the beginning of each part.

    :raises FileRefused: it is no workbook, or one that is made to do harm.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
            if "xl/workbook.xml" not in packed.namelist() or any(entry.flag_bits & 1 for entry in entries):
                raise WorkbookNotRead
            _ensure_sizes(entries)
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    with packed.open(entry) as part:
                        if DECLARATION.search(part.read(CHUNK).replace(b"\x00", b"")):
                            raise WorkbookHidesDeclarations
    except FileRefused:
        raise
    except Exception as trouble:  # whatever a broken archive makes the reader of archives say
        raise WorkbookNotRead from trouble


def _ensure_sizes(entries: Sequence[zipfile.ZipInfo]) -> None:
    too_large = len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED
    for entry in entries:
        ratio = entry.file_size / max(1, entry.compress_size)
        too_large |= entry.file_size > SMALL_ENTRY and ratio > MOST_RATIO
        too_large |= entry.filename.lower().endswith("sharedstrings.xml") and entry.file_size > MOST_STRINGS
    if too_large:
        raise WorkbookUnpacksTooLarge


def rows_about(path: Path) -> int:
    """About how many rows there are, as the workbook says itself."""
    try:
        book = load_workbook(path, read_only=True)
        found = max((sheet.max_row or 0 for sheet in book.worksheets), default=0)
        book.close()
    except Exception:  # reading it will say so
        return 0
    return min(int(found), 1_048_576)


def records_of(path: Path) -> Iterator[Record]:
    """The rows of the sheet with the offerings, the header first.

    :raises FileRefused: there is no such sheet, or it cannot be read to its end.
    """
    try:
        yield from _records(path)
    except FileRefused:
        raise
    except GeneratorExit:
        raise
    except Exception as trouble:  # openpyxl passes on whatever it stumbles over
        raise WorkbookNotRead from trouble


def _records(path: Path) -> Iterator[Record]:
    book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
    try:
        sheet, names = _sheet(book)
        merged = _merged(path, sheet)
        if any(found.first_row == 1 and found.first_column <= len(names) for found in merged):
            raise HeaderMerged
        yield 1, names, None
        rows = sheet.iter_rows(min_row=2, max_col=min(len(names) + 5, MOST_COLUMNS))
        for number, cells in enumerate(rows, start=2):
            yield number, _texts(number, cells, merged), None
    finally:
        book.close()


def _sheet(book: Any) -> tuple[Any, list[str]]:
    """The first visible sheet whose first row names a reference, else the first visible one; with its first row."""
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise SheetsHidden
    headers = [(sheet, _header(sheet)) for sheet in visible]
    found = next((one for one in headers if "reference" in map(str.casefold, one[1])), headers[0])
    if not any(found[1]):
        raise FileEmpty
    return found


def _header(sheet: Any) -> list[str]:
    sheet.reset_dimensions()  # what a workbook says of its own size need not be so
    cells = next(sheet.iter_rows(min_row=1, max_row=1, max_col=MOST_COLUMNS), ())
    names = ["" if cell.value is None else str(cell.value).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def _merged(path: Path, sheet: Any) -> list[Range]:
    """They stand behind the rows, where reading row by row does not look."""
    found: list[Range] = []
    with zipfile.ZipFile(path) as packed, packed.open(sheet._worksheet_path) as part:
        rest = b""
        while chunk := part.read(CHUNK):
            window = rest + chunk
            end = 0
            for match in MERGED.finditer(window):
                found.append(Range(*range_boundaries(match[1].decode())))
                end = match.end()
            if len(found) > MOST_MERGED:
                raise TooManyMerged
            rest = window[max(end, len(window) - 200) :]
    return found


def _texts(row: int, cells: Sequence[Any], merged: Sequence[Range]) -> list[str]:
    here = [one for one in merged if one.first_row <= row <= one.last_row]
    texts = [_text(cell) for cell in cells]
    for one in here:
        for column in range(one.first_column - 1, min(one.last_column, len(texts))):
            texts[column] = Untaken(texts[column], "merged")
    return texts


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Untaken(str(getattr(value, "text", value))[:200], "formula")
    if cell.data_type == "e":
        return Untaken(str(value)[:200], "error")
    written = _plain(value)
    return Untaken(written[:200], "long") if len(written) > LONGEST_CELL else written


def _plain(value: Any) -> str:
    """As somebody would have typed it: a whole number without a fraction, a day without a time of night."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(value, ".15g")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
