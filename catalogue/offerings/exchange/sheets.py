"""XLSX as rows of text. The parts of a workbook are read element by element, so that of a file of any size no more than
one row and the table of texts stand in memory: openpyxl itself keeps what it has read until the sheet ends.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any, NamedTuple

from flask_babel import lazy_gettext as _l
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._reader import DATA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from catalogue.offerings.exchange.cells import Untaken
from catalogue.offerings.exchange.headings import column_of
from catalogue.offerings.exchange.problems import FileEmpty, FileRefused
from catalogue.offerings.exchange.table import Record
from catalogue.offerings.exchange.workbook import WorkbookNotRead, WorkbookUnpacksTooLarge

MOST_COLUMNS, MOST_ROWS, MOST_MERGED, LONGEST_CELL = 200, 1_048_576, 300, 40_000
MOST_INSIDE = 100_000
"""Elements of one row, or of what else a sheet holds beside its rows."""
MOST_AT_ONCE = 1_000_000
"""Bytes without a new element."""
MOST_TEXTS, MOST_LETTERS = 1_500_000, 40_000_000
MOST_FORMULAS = 100
CHUNK = 1 << 18
TEXT_TAG = f"{{{SHEET_MAIN_NS}}}si"
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


class _Book:
    """An open workbook: what there is in it, its texts and how its cells look, and none of its sheets."""

    def __init__(self, path: Path) -> None:
        self._reader = ExcelReader(str(path), read_only=True, keep_links=False)
        self._reader.read_manifest()
        self._reader.shared_strings = self._texts()
        self._reader.read_workbook()
        apply_stylesheet(self.archive, self._reader.wb)

    @property
    def archive(self) -> zipfile.ZipFile:
        return self._reader.archive

    def _texts(self) -> list[str]:
        package: Any = self._reader.package
        about = package.find(SHARED_STRINGS)
        if about is None:
            return []
        found, letters = [], 0
        with self.archive.open(about.PartName[1:]) as part:
            for element in _elements(part, TEXT_TAG, level=1):
                text = _content(element).replace("x005F_", "")
                found.append(text)
                letters += len(text)
                if len(found) > MOST_TEXTS or letters > MOST_LETTERS:
                    raise WorkbookUnpacksTooLarge
        return found

    def visible(self) -> list[str]:
        """The parts of the sheets that are shown."""
        names = set(self.archive.namelist())
        sheets = [(sheet, link) for sheet, link in self._reader.parser.find_sheets() if link.target in names]
        return [link.target for sheet, link in sheets if sheet.state == "visible" and "chartsheet" not in link.Type]

    def rows(self, name: str) -> Iterator[tuple[int, Sequence[Mapping[str, Any]]]]:
        """Number and cells of each row of a sheet that has any."""
        book: Any = self._reader.wb
        last = 0
        with self.archive.open(name) as part:
            parser = WorkSheetParser(
                part, self._reader.shared_strings, epoch=book.epoch, date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )  # fmt: skip
            for element in _elements(part, ROW_TAG, level=2, end=DATA_TAG):
                number, cells = parser.parse_row(element)
                if not last < number <= MOST_ROWS:
                    raise WorkbookNotRead
                last = number
                yield number, cells
                parser.row_dimensions.clear()  # it keeps how high each row is, and each formula
                if len(parser.shared_formulae) > MOST_FORMULAS:
                    parser.shared_formulae.clear()


def _content(element: Any) -> str:
    text: Any = Text.from_tree(element)
    return str(text.content)


class _Watched:
    """A part on its way to the parser, which would put together one text of any length."""

    def __init__(self, part: IO[bytes]) -> None:
        self._part, self.since = part, 0

    def read(self, size: int = -1, /) -> bytes:
        found = self._part.read(size)
        self.since += len(found)
        if self.since > MOST_AT_ONCE:
            raise WorkbookUnpacksTooLarge
        return found


def _elements(part: IO[bytes], tag: str, *, level: int, end: str = "") -> Iterator[Any]:
    """The elements of this name; what stands that deep in the part is let go of when it has ended."""
    watched, way, inside = _Watched(part), [], 0
    for event, element in iterparse(watched, events=("start", "end")):
        watched.since = 0
        if event == "start":
            way.append(element)
            inside += 1
            if inside > MOST_INSIDE:
                raise WorkbookUnpacksTooLarge
            continue
        way.pop()
        if element.tag == tag:
            yield element
        if element.tag == end:
            return
        if way and len(way) <= level:
            way[-1].remove(element)
            inside = 0


def rows_about(path: Path) -> int:
    """About how many rows there are, as the workbook says itself."""
    try:
        with zipfile.ZipFile(path) as packed:
            starts = [packed.open(name).read(CHUNK) for name in packed.namelist() if name.startswith("xl/worksheets/")]
    except Exception:  # reading it will say so
        return 0
    said = [int(found[1]) for start in starts if (found := DIMENSION.search(start))]
    return min(max(said, default=0), MOST_ROWS)


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
    book = _Book(path)
    with book.archive:
        sheet, names = _sheet(book)
        merged = _merged(book.archive, sheet)
        if any(found.first_row == 1 and found.first_column <= len(names) for found in merged):
            raise HeaderMerged
        yield 1, names, None
        width = min(len(names) + 5, MOST_COLUMNS)
        for number, cells in book.rows(sheet):
            if number > 1:
                yield number, _texts(number, cells, width, merged), None


def _sheet(book: _Book) -> tuple[str, list[str]]:
    """The first visible sheet whose first row names a reference, else the first visible one; with its first row."""
    headers = [(sheet, _header(book, sheet)) for sheet in book.visible()]
    if not headers:
        raise SheetsHidden
    found = next((one for one in headers if "reference" in map(column_of, one[1])), headers[0])
    if not any(found[1]):
        raise FileEmpty
    return found


def _header(book: _Book, sheet: str) -> list[str]:
    number, cells = next(book.rows(sheet), (1, []))
    names = [name.strip() for name in _texts(number, cells, MOST_COLUMNS, ())] if number == 1 else []
    while names and not names[-1]:
        names.pop()
    return names


def _merged(archive: zipfile.ZipFile, sheet: str) -> list[Range]:
    """They stand behind the rows, where reading row by row does not look."""
    found: list[Range] = []
    with archive.open(sheet) as part:
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


def _texts(row: int, cells: Sequence[Mapping[str, Any]], width: int, merged: Sequence[Range]) -> list[str]:
    texts = [""] * width
    for cell in cells:
        if 1 <= cell["column"] <= width:
            texts[cell["column"] - 1] = _text(cell["value"], cell["data_type"])
    for one in merged:
        if one.first_row <= row <= one.last_row:
            for column in range(one.first_column - 1, min(one.last_column, width)):
                texts[column] = Untaken(texts[column], "merged")
    return texts


def _text(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if kind == "f":
        return Untaken(str(getattr(value, "text", value))[:200], "formula")
    if kind == "e":
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
