"""Names of files that people take along: what is in them, of whom, of which day; never a code."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

from catalogue.core.texts import slug

LONGEST = 40
"""Letters of each part: folders show no more."""
NOTHING = "-"


def file_name(*parts: str, day: date, form: str) -> str:
    """`jubail-institute-listings-2026-11-26.xlsx`, of letters of any script and nothing that a path reads."""
    words = [part for one in parts if (part := _part(one)) != NOTHING]
    return f"{'-'.join([*words, day.isoformat()])}.{form}"


def _part(text: str) -> str:
    found = slug(text)
    if len(found) <= LONGEST:
        return found
    whole = found[: LONGEST + 1].rpartition("-")[0]
    return whole or found[:LONGEST]


def disposition(name: str, plain: str) -> str:
    """The header of a download: the name in full as RFC 5987 writes it, and a plain one for who cannot read that.

    :param plain: a name of Latin letters.
    """
    bare = re.sub(r"[^A-Za-z0-9._-]", "-", plain)
    return f"attachment; filename=\"{bare}\"; filename*=UTF-8''{quote(name, safe='')}"
