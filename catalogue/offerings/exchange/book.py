"""What stands in a workbook beside its cells: which sheets there are, the table of texts, which numbers are days.

Nothing else of it is read: no fonts, names, links, remarks, drawings, or what other workbooks held.
"""

from __future__ import annotations

import posixpath
import zipfile
from array import array
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from openpyxl.xml.constants import ARC_CONTENT_TYPES, ARC_STYLE, SHARED_STRINGS, XLSM, XLSX, XLTM, XLTX

from catalogue.offerings.exchange.parts import Found, Wanted, elements
from catalogue.offerings.exchange.workbook import TooManySheets, WorkbookNotRead, WorkbookUnpacksTooLarge

MOST_SHEETS = 200
MOST_KEPT = 10_000
MOST_TEXTS, MOST_TEXT_BYTES = 1_500_000, 40_000_000
LONGEST_FORMAT = 1_000
"""Letters by which a format says whether it shows days; spreadsheets write 255 at the most."""
TRUE = ("1", "true")


class Texts:
    """The table of texts in one piece of memory: a million short ones, each alone, would take ten times as much."""

    def __init__(self) -> None:
        self._bytes, self._ends = bytearray(), array("Q", [0])

    def add(self, text: str) -> None:
        self._bytes += text.encode("utf-8", "replace")
        self._ends.append(len(self._bytes))
        if len(self._bytes) > MOST_TEXT_BYTES or len(self._ends) > MOST_TEXTS:
            raise WorkbookUnpacksTooLarge

    def __getitem__(self, number: int) -> str:
        """:raises WorkbookNotRead: there is no such text."""
        if not 0 <= number < len(self._ends) - 1:
            raise WorkbookNotRead
        return self._bytes[self._ends[number] : self._ends[number + 1]].decode()


class Book:
    """An open workbook. :ivar days, spans: the styles that show a number as a day, and as a length of time."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self._names = set(archive.namelist())
        self._kinds: dict[str, str] = {}
        for found in self._few(ARC_CONTENT_TYPES, {"Types/Override": (), "Types/Default": ()}):
            kind, name = found.attributes.get("ContentType", ""), found.attributes.get("PartName", "")[1:]
            self._kinds[kind] = self._kinds.get(kind) or name
        self.epoch: datetime = CALENDAR_WINDOWS_1900
        self.sheets = self._sheets()
        self.days, self.spans = self._days_and_spans()

    def _read(self, name: str, wanted: Wanted) -> Iterator[Found]:
        with self.archive.open(name) as part:
            yield from elements(part, wanted)

    def _few(self, name: str, wanted: Wanted) -> Iterator[Found]:
        """What is kept, one for each part of the workbook or each of its sheets."""
        for number, found in enumerate(self._read(name, wanted)):
            if number >= MOST_KEPT:
                raise WorkbookUnpacksTooLarge
            yield found

    def _sheets(self) -> list[str]:
        """The parts of the sheets that are shown, each once. :raises TooManySheets: more than anybody looks through."""
        kind = next((kind for kind in (XLTM, XLTX, XLSM, XLSX) if kind in self._kinds), "")
        whole = self._kinds.get(kind) or "xl/workbook.xml"
        parts = self._links(whole)
        shown: dict[str, None] = {}
        for found in self._few(whole, {"workbook/workbookPr": (), "workbook/sheets/sheet": ()}):
            if found.where == "workbook/workbookPr":
                if found.attributes.get("date1904", "0") in TRUE:
                    self.epoch = CALENDAR_MAC_1904
                continue
            link = next((value for name, value in found.attributes.items() if name.endswith("}id")), "")
            if found.attributes.get("state", "visible") == "visible" and parts.get(link) in self._names:
                shown[parts[link]] = None
            if len(shown) > MOST_SHEETS:
                raise TooManySheets
        return list(shown)

    def _links(self, whole: str) -> dict[str, str]:
        """The sheets that the workbook is linked to, by the name of the link."""
        folder, name = posixpath.split(whole)
        found: dict[str, str] = {}
        for link in self._few(posixpath.join(folder, "_rels", name + ".rels"), {"Relationships/Relationship": ()}):
            about = link.attributes
            if about.get("TargetMode") != "External" and about.get("Type", "").endswith("/worksheet"):
                target = about.get("Target", "")
                path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
                found[about.get("Id", "")] = posixpath.normpath(path)
        return found

    @cached_property
    def texts(self) -> Texts:
        texts, name = Texts(), self._kinds.get(SHARED_STRINGS)
        if name in self._names:
            for found in self._read(name, {"sst/si": ("t", "r/t")}):
                texts.add(text_of(found, ""))
        return texts

    def _days_and_spans(self) -> tuple[frozenset[int], frozenset[int]]:
        kinds: dict[int, tuple[bool, bool]] = {}
        used = array("q")
        if ARC_STYLE not in self._names:
            return frozenset(), frozenset()
        for found in self._read(ARC_STYLE, {"styleSheet/numFmts/numFmt": (), "styleSheet/cellXfs/xf": ()}):
            number = int(found.attributes.get("numFmtId", "0"))
            if found.where == "styleSheet/cellXfs/xf":
                used.append(number)
            else:
                kinds[number] = _kind(found.attributes.get("formatCode", ""))
        for number in set(used) - set(kinds):
            kinds[number] = _kind(builtin_format_code(number) or "")
        days = frozenset(place for place, number in enumerate(used) if kinds[number][0])
        return days, frozenset(place for place, number in enumerate(used) if kinds[number][1])


def _kind(code: str) -> tuple[bool, bool]:
    """Whether it shows days, and whether lengths of time."""
    shown = code[:LONGEST_FORMAT]
    return bool(is_date_format(shown)), bool(is_timedelta_format(shown))


def text_of(found: Found, place: str) -> str:
    """A text with or without its looks, and without how it is to be pronounced."""
    return (found.texts.get(f"{place}t", "") + found.texts.get(f"{place}r/t", "")).replace("x005F_", "")
