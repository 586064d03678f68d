"""Opening a file of offerings: its size, format and encoding are settled before a single row is taken."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from flask_babel import lazy_gettext as _l

from catalogue.core import plain_json
from catalogue.offerings.exchange import sheets, workbook
from catalogue.offerings.exchange.csv_records import read_table
from catalogue.offerings.exchange.problems import (
    MAX_MEGABYTES,
    MOST_TEXT,
    EncodingNotRead,
    FileEmpty,
    FileTooLarge,
    FormatNotRead,
    Problem,
)
from catalogue.offerings.exchange.shape import Raw
from catalogue.offerings.exchange.table import read_records

CHUNK = 1 << 20
UTF8, WINDOWS_1256 = "utf-8-sig", "cp1256"
JSON_NAMES, TABLE_NAMES, WORKBOOK_NAMES = {".jsonl", ".ndjson", ".json"}, {".csv", ".tsv", ".txt"}, {".xlsx", ".xlsm"}
READ_NAMES = JSON_NAMES | TABLE_NAMES | WORKBOOK_NAMES
ARABIC_LETTERS = frozenset(chr(code) for code in (*range(0x621, 0x63B), *range(0x640, 0x653)))
# How the Arabic article looks in Windows-1256, and how in ISO 8859-6, which must not be taken for it.
ARTICLE, ARTICLE_ISO = b"\xc7\xe1", b"\xc7\xe4"
LETTERS_SHARE = 0.9
MOST_NULS = 0.1
DEEPEST = 30
OBJECTS = 4
"""By how much lines of JSON count for more than rows when it is asked how many may stand in memory: a list takes more
than its two brackets."""


@dataclass(frozen=True)
class Source:
    """A file that can be read."""

    path: Path
    encoding: str
    table: bool
    workbook: bool = False

    @property
    def rows_about(self) -> int:
        """About how many rows or lines there are: for showing how far it is."""
        if self.workbook:
            return sheets.rows_about(self.path)
        with self.path.open("rb") as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(CHUNK), b""))

    @property
    def recoded(self) -> bool:
        """Whether it is in an older encoding, which the report mentions."""
        return self.encoding == WINDOWS_1256


def open_source(path: Path) -> Source:
    """Look at a file.

    :raises FileRefused: too large, empty, of another format, or in an encoding that is not recognised.
    """
    size = path.stat().st_size
    if size > MAX_MEGABYTES * 1_000_000:
        raise FileTooLarge(bytes=size)
    with path.open("rb") as file:
        start = file.read(CHUNK)
    if not start.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise FileEmpty
    if start[:4] == b"PK\x03\x04" and path.suffix.lower() in WORKBOOK_NAMES:
        workbook.ensure_harmless(path)
        return Source(path, UTF8, table=True, workbook=True)
    if path.suffix.lower() in WORKBOOK_NAMES:
        raise workbook.WorkbookNotRead
    if start[:4] == b"PK\x03\x04" or start[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" or start[:5] == b"%PDF-":
        raise FormatNotRead(name=path.name)
    if start.count(b"\x00") > MOST_NULS * len(start):  # UTF-16 without its mark, which would pass for UTF-8
        raise EncodingNotRead(name=path.name)
    encoding = UTF8 if _is_utf8(path) else _older_encoding(path)
    return Source(path, encoding, _is_table(path, start))


def _is_table(path: Path, start: bytes) -> bool:
    name = path.suffix.lower()
    if name in TABLE_NAMES:
        return True
    if name in JSON_NAMES:
        return False
    return start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"[")


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _older_encoding(path: Path) -> str:
    """Windows-1256 where it is recognisable: nearly all that is not ASCII are Arabic letters, with their article.

    :raises EncodingNotRead: it is not.
    """
    letters = others = article = article_iso = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            article += chunk.count(ARTICLE)
            article_iso += chunk.count(ARTICLE_ISO)
            high = bytes(byte for byte in chunk if byte > 0x7F).decode(WINDOWS_1256, "replace")
            found = sum(letter in ARABIC_LETTERS for letter in high)
            letters += found
            others += len(high) - found
            if b"\x00" in chunk:
                raise EncodingNotRead(name=path.name)
    if letters < LETTERS_SHARE * (letters + others) or article <= article_iso:
        raise EncodingNotRead(name=path.name)
    return WINDOWS_1256


def rows_of(source: Source, *, provider_given: bool) -> Iterator[Raw]:
    """The offerings of a file, one after the other.

    :param provider_given: the file need not name the provider.
    :raises ColumnMissing: a table lacks a column that every row needs.
    """
    if source.workbook:
        yield from read_records(sheets.records_of(source.path), provider_given=provider_given)
        return
    with source.path.open(encoding=source.encoding, newline="" if source.table else None) as file:
        lines = _short_lines(file)
        yield from read_table(lines, provider_given=provider_given) if source.table else _lines(lines)


def _short_lines(file: IO[str]) -> Iterator[str]:
    """Of a line without an end no more than shows that it has none: a file may be nothing but one line."""
    while line := file.readline(MOST_TEXT + 1):
        rest = line
        while not rest.endswith("\n") and len(rest) > MOST_TEXT:
            rest = file.readline(MOST_TEXT + 1)
        yield line


def _lines(lines: Iterator[str]) -> Iterator[Raw]:
    for row, line in enumerate(lines, start=1):
        if line.strip():
            found = _line(row, line)
            found.size = OBJECTS * len(line)
            yield found


def _line(row: int, line: str) -> Raw:
    if len(line) > MOST_TEXT:
        message = _l("This line has more than a million letters, so it was not read.")
        return Raw(row, None, problems=[Problem(row, "line", message)], text=line)
    try:
        fields = read_json(line)
    except TooDeep:
        message = _l("In this line too many lists and objects stand inside one another.")
        return Raw(row, None, problems=[Problem(row, "line", message)], text=line)
    except ValueError:
        return Raw(row, None, problems=[Problem(row, "line", _l("This line is not JSON."))], text=line)
    if not isinstance(fields, dict):
        return Raw(row, None, problems=[Problem(row, "line", _l("This line is not an object of JSON."))], text=line)
    return Raw(row, fields)


class TooDeep(ValueError):
    """JSON in which too many lists and objects stand inside one another."""


def read_json(text: str) -> Any:
    """:raises ValueError: it is no JSON as others read it. :raises TooDeep: whoever went through it would get lost."""
    found = plain_json.read_json(text)
    if too_deep(found):
        raise TooDeep
    return found


def too_deep(value: Any, left: int = DEEPEST) -> bool:
    """Whether whoever goes through it would have to go very deep."""
    if not isinstance(value, dict | list):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return left == 0 or any(too_deep(one, left - 1) for one in inside)


def read_lines(lines: Iterator[dict[str, Any]]) -> Iterator[Raw]:
    """Offerings that are already in memory, in the same shape as lines of a file."""
    for row, fields in enumerate(lines, start=1):
        yield Raw(row, fields)
