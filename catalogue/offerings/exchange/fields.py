"""Reading groups of fields: what is wrong goes to the findings, and reading goes on."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from flask_babel import lazy_gettext as _l

from catalogue.core.reader import LANGUAGES
from catalogue.offerings.exchange import values
from catalogue.offerings.exchange.problems import Findings, quoted
from catalogue.offerings.exchange.refusing import NotTaken
from catalogue.offerings.exchange.shape import Column
from catalogue.offerings.exchange.values import missing

OWN_ANSWER = "errors"
"""What our answer to a file adds to its lines."""
MOST_NAMED = 50
"""Fields of one line, run or place that nobody knows and that are named."""


def note_unknown(fields: Mapping[str, Any], known: frozenset[str], findings: Findings) -> None:
    for name in islice((name for name in fields if name not in known and name != OWN_ANSWER), MOST_NAMED):
        findings.note(quoted(name), _l("This field is not known and was not read."))


def read(name: str, value: Any, reader: values.Reader, findings: Findings) -> Any:
    """The value, or None after it was refused."""
    try:
        return reader(value)
    except NotTaken as trouble:
        findings.refuse(name, trouble.message, trouble.below)
        return None


def needed(fields: Mapping[str, Any], name: str, reader: values.Reader, findings: Findings) -> Any:
    if missing(fields.get(name)):
        findings.refuse(name, _l("This is needed."))
        return None
    return read(name, fields[name], reader, findings)


def columns_of(fields: Mapping[str, Any], known: Mapping[str, Column], findings: Findings) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, column in known.items():
        if name in fields:
            value = fields[name]
            empty = missing(value)
            found[column.name or name] = column.empty if empty else read(name, value, column.read, findings)
    return found


def bilingual_of(
    fields: Mapping[str, Any], known: Mapping[str, values.Reader], findings: Findings
) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for name, reader in known.items():
        if name not in fields:
            continue
        value = fields[name]
        texts = dict.fromkeys(LANGUAGES) if missing(value) else read(name, value, reader, findings)
        found.update({f"{name}_{lang}": written for lang, written in (texts or {}).items()})
    return found
