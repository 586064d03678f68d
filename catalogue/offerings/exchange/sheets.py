"""XLSX as rows of text. Of a file of any size no more than one row and the table of texts stand in memory."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import combinations, islice
from pathlib import Path
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import from_excel, from_ISO8601

from catalogue.offerings.exchange.book import Book, text_of
from catalogue.offerings.exchange.cells import Untaken
from catalogue.offerings.exchange.headings import column_of
from catalogue.offerings.exchange.parts import LONGEST_TEXT, Found, elements
from catalogue.offerings.exchange.problems import MOST_TEXT, TOO_MUCH_TEXT, FileEmpty, FileRefused, Problem
from catalogue.offerings.exchange.shape import Raw
from catalogue.offerings.exchange.table import Record
from catalogue.offerings.exchange.workbook import WorkbookNotRead, WorkbookUnpacksTooLarge, open_archive

MOST_COLUMNS, MOST_ROWS, MOST_MERGED = 200, 1_048_576, 300
MOST_CELLS = 20_000
"""Of one row; spreadsheets have 16,384 columns."""
LONGEST_NAME = 300
"""Letters of a heading; no column has a longer name."""
CHUNK = 1 << 18
ROW, CELL, ROWS = "worksheet/sheetData/row", "worksheet/sheetData/row/c", "worksheet/sheetData"
PLACE = re.compile(r"([A-Za-z]{1,3})\d{1,7}")
DIMENSION = re.compile(rb'<(?:\w+:)?dimension\s[^<>]*?ref="[A-Z]{1,3}\d{1,7}:[A-Z]{1,3}(\d{1,7})"')
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')


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

    def meets(self, other: Range) -> bool:
        beside = self.last_column < other.first_column or other.last_column < self.first_column
        return not (beside or self.last_row < other.first_row or other.last_row < self.first_row)


def rows_about(path: Path) -> int:
    """About how many rows there are, as the workbook says itself."""
    most = 0
    try:
        with open_archive(path) as packed:
            for name in packed.namelist():
                if name.startswith("xl/worksheets/"):
                    with packed.open(name) as part:
                        found = DIMENSION.search(part.read(CHUNK))
                    most = max(most, int(found[1]) if found else 0)
    except Exception:  # reading it will say so
        return 0
    return min(most, MOST_ROWS)


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
    except Exception as trouble:  # whatever a broken part makes its readers stumble over
        raise WorkbookNotRead from trouble


def _records(path: Path) -> Iterator[Record]:
    with open_archive(path) as archive:
        book = Book(archive)
        sheet, names = _sheet(book)
        merged = _merged(archive, sheet)
        if any(found.first_row == 1 and found.first_column <= len(names) for found in merged):
            raise HeaderMerged
        yield 1, names, None
        for number, texts in _rows(book, sheet, min(len(names) + 5, MOST_COLUMNS)):
            if number == 1:
                continue
            if sum(map(len, texts)) > MOST_TEXT:
                yield number, [], Raw(number, None, flat=True, problems=[Problem(number, "row", TOO_MUCH_TEXT)])
            else:
                yield number, _with_merged(number, texts, merged), None


def _sheet(book: Book) -> tuple[str, list[str]]:
    """The first visible sheet whose first row names a reference, else the first visible one; with its first row."""
    first: tuple[str, list[str]] | None = None
    for sheet in book.sheets:
        names = _header(book, sheet)
        if "reference" in map(column_of, names):
            return sheet, names
        first = first or (sheet, names)
    if first is None:
        raise SheetsHidden
    if not any(first[1]):
        raise FileEmpty
    return first


def _header(book: Book, sheet: str) -> list[str]:
    number, texts = next(_rows(book, sheet, MOST_COLUMNS), (1, []))
    names = [name[:LONGEST_NAME].strip() for name in texts] if number == 1 else []
    while names and not names[-1]:
        names.pop()
    return names


def _rows(book: Book, sheet: str, width: int) -> Iterator[tuple[int, list[str]]]:
    """Number and first cells of each row that the sheet has, the texts of no more than one of them in memory."""
    number, column, cells = 0, 0, 0
    texts: list[str] = []
    with book.archive.open(sheet) as part:
        for found in elements(part, {ROW: (), CELL: ("f", "v", "is/t", "is/r/t")}, end=ROWS):
            if found.where == ROW:
                if number:
                    yield number, texts
                last, number = number, int(float(found.attributes.get("r", number + 1)))
                if not last < number <= MOST_ROWS:
                    raise WorkbookNotRead
                texts, column, cells = [""] * width, 0, 0
                continue
            column, cells = _column(found, column), cells + 1
            if cells > MOST_CELLS:
                raise WorkbookUnpacksTooLarge
            if column <= width:
                texts[column - 1] = _text(book, found)
    if number:
        yield number, texts


def _column(found: Found, before: int) -> int:
    place = found.attributes.get("r")
    if place is None:
        return before + 1
    if (letters := PLACE.fullmatch(place)) is None:
        raise WorkbookNotRead
    return column_index_from_string(letters[1])


def _text(book: Book, found: Found) -> str:
    """What stands in a cell; of a formula not even what it amounted to is read."""
    kind, texts = found.attributes.get("t", "n"), found.texts
    if "f" in texts:
        return Untaken(f"={texts['f']}"[:200], "formula")
    if kind == "inlineStr":
        written = text_of(found, "is/")
    elif texts.get("v"):
        written = _value(book, kind, int(found.attributes.get("s", 0)), texts["v"])
    else:
        return ""
    return Untaken(written[:200], "long") if len(written) > LONGEST_TEXT else written


def _value(book: Book, kind: str, style: int, written: str) -> str:
    if kind == "e":
        return Untaken(written[:200], "error")
    if kind == "s":
        return book.texts[int(written)]
    if kind == "b":
        return _plain(bool(int(written)))
    if kind == "d":
        return _plain(from_ISO8601(written))  # type: ignore[no-untyped-call]
    return _number(book, style, written) if kind == "n" else written


def _number(book: Book, style: int, written: str) -> str:
    number = float(written) if set(written) & set(".eE") else int(written)
    if style not in book.days:
        return _plain(number)
    try:
        return _plain(from_excel(number, book.epoch, timedelta=style in book.spans))
    except (OverflowError, ValueError):
        return Untaken("#VALUE!", "error")


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


def _merged(archive: zipfile.ZipFile, sheet: str) -> list[Range]:
    """They stand behind the rows, where reading row by row does not look."""
    found: list[Range] = []
    with archive.open(sheet) as part:
        rest = b""
        while chunk := part.read(CHUNK):
            window = rest + chunk
            end = 0
            for match in islice(MERGED.finditer(window), MOST_MERGED + 1):
                found.append(Range(*range_boundaries(match[1].decode())))
                end = match.end()
            if len(found) > MOST_MERGED:
                raise TooManyMerged
            rest = window[max(end, len(window) - 200) :]
    if any(one.meets(other) for one, other in combinations(found, 2)):  # each would be looked at in each of its rows
        raise TooManyMerged
    return found


def _with_merged(row: int, texts: list[str], merged: Sequence[Range]) -> list[str]:
    for one in merged:
        if one.first_row <= row <= one.last_row:
            for column in range(one.first_column - 1, min(one.last_column, len(texts))):
                texts[column] = Untaken(texts[column], "merged")
    return texts
