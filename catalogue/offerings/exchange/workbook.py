"""What a workbook could hide is looked for in the file itself, before any of it is unpacked."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from flask_babel import lazy_gettext as _l

from catalogue.offerings.exchange.problems import FileRefused

MOST_ENTRIES = 2_000
MOST_UNPACKED = 600_000_000
MOST_STRINGS = 40_000_000
"""Bytes of the table of texts."""
MOST_HELD = 4_000_000
"""Bytes of each part that is read as a whole: what there is in the file, and how cells look."""
HELD = re.compile(r"(\[Content_Types\]\.xml|xl/(_rels/)?[^/]+\.(xml|rels))", re.I)
MOST_DIRECTORY = 2_000_000
"""Bytes of the list of parts at the end of the file, which the reader of archives takes as a whole."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Of packing. No spreadsheet program uses another one, and of others the reader unpacks all that it gets at once."""
MOST_RATIO = 300
SMALL_ENTRY = 2_000_000
CHUNK = 1 << 18
DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.I)


class WorkbookNotRead(FileRefused):
    code = "workbook_not_read"
    message = _l("This file is damaged or no workbook of the kind XLSX. Please save it anew and send it again.")


class WorkbookUnpacksTooLarge(FileRefused):
    code = "workbook_unpacks_too_large"
    message = _l("This workbook would become very much larger when it is unpacked, so it is not read.")


class WorkbookHidesDeclarations(FileRefused):
    code = "workbook_hides_declarations"
    message = _l("This workbook contains technical declarations that no spreadsheet program writes, so it is not read.")


class TooManySheets(FileRefused):
    code = "too_many_sheets"
    message = _l("This workbook has more than 200 sheets. Please keep only the one with the offerings.")


class _Bounded(FileIO):
    """A file of which nobody gets very much at once."""

    def read(self, size: int | None = -1, /) -> bytes:
        unbounded = size is None or size < 0
        found = super().read(MOST_DIRECTORY + 1 if unbounded else min(size or 0, MOST_DIRECTORY + 1)) or b""
        if len(found) > MOST_DIRECTORY:
            raise WorkbookUnpacksTooLarge
        return found


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """:raises WorkbookUnpacksTooLarge: its list of parts alone is very long."""
    with _Bounded(path) as file, zipfile.ZipFile(file) as packed:
        yield packed


def ensure_harmless(path: Path) -> None:
    """Look at the directory of the file and at the beginning of each part.

    :raises FileRefused: it is no workbook, or one that is made to do harm.
    """
    try:
        with open_archive(path) as packed:
            entries = packed.infolist()
            odd = any(entry.flag_bits & 1 or entry.compress_type not in METHODS for entry in entries)
            if odd or "xl/workbook.xml" not in packed.namelist():
                raise WorkbookNotRead
            _ensure_sizes(entries)
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels")):
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
        texts = entry.filename.lower().endswith("sharedstrings.xml")
        held = HELD.fullmatch(entry.filename) is not None
        too_large |= entry.file_size > (MOST_STRINGS if texts else MOST_HELD if held else MOST_UNPACKED)
    if too_large:
        raise WorkbookUnpacksTooLarge
