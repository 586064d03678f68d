"""A person's data as files to take along: JSON, or a table for each kind (CSV in a ZIP)."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from catalogue.core.reader import LANGUAGES, Reader, reading_as
from catalogue.core.spreadsheets import guarded
from catalogue.privacy.gathering import Everything, Section

FORMAT = "learning-city-catalogue/personal-data"
VERSION = 1
KEPT_HIDDEN = "kept, not shown"
"""What stands in place of a secret: to show it would let others in."""


def as_json(found: Everything, at: datetime) -> bytes:
    """Everything in one document (UTF-8)."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": _plain(at),
        "holdings": [
            {
                "table": section.holding.table.name,
                "what": _in_each_language(section),
                "rows": [_row(found, section, row) for row in section.rows],
            }
            for section in found.sections
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def as_zip(found: Everything, at: datetime) -> bytes:
    """One CSV for each kind of data that there is any of."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for section in found.sections:
            if section.rows:
                entry = zipfile.ZipInfo(f"{section.holding.table.name}.csv", at.astimezone(UTC).timetuple()[:6])
                entry.compress_type = zipfile.ZIP_DEFLATED
                packed.writestr(entry, _table(found, section))
    return file.getvalue()


def _in_each_language(section: Section) -> dict[str, str]:
    names: dict[str, str] = {}
    for lang in LANGUAGES:
        with reading_as(Reader(lang=lang)):
            names[lang] = str(section.holding.about.what)
    return names


def _row(found: Everything, section: Section, row: Mapping[str, Any]) -> dict[str, Any]:
    about = section.holding.about
    told: dict[str, Any] = {}
    for column, value in row.items():
        if column in about.secret:
            told[column] = KEPT_HIDDEN if value else None
        elif column in about.others:
            told[column] = _who(value, found.person.account_id)
        elif named := found.named(section, column, value):
            told[column] = {"id": named.number, **named.names}
        else:
            told[column] = _plain(value)
    return told


def _who(account_id: int | None, reader_id: int) -> str | None:
    """Never another account's number: two exports side by side must not tell who knows whom."""
    if account_id is None:
        return None
    return "you" if account_id == reader_id else "somebody else"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def _table(found: Everything, section: Section) -> bytes:
    """With a byte order mark, so that spreadsheets read the Arabic in it."""
    text = io.StringIO()
    columns = section.holding.columns
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    for row in section.rows:
        writer.writerow({column: _cell(value) for column, value in _row(found, section, row).items()})
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return guarded(str(value))
