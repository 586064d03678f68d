"""How uploads are spoken of: states, fields and values in the reader's language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.core.messages import gettext as _
from catalogue.offerings.exchange.table_writing import moment_there
from catalogue.offerings.uploads.rules import UploadState
from catalogue.taxonomy import queries as taxonomy

STATES: Mapping[str, LazyString] = {
    UploadState.WAITING: _l("Being checked"),
    UploadState.CHECKED: _l("Checked"),
    UploadState.REFUSED: _l("Not read"),
    UploadState.PUBLISHING: _l("Being published"),
    UploadState.PUBLISHED: _l("Published"),
    UploadState.UNDOING: _l("Being taken back"),
    UploadState.UNDONE: _l("Taken back"),
}
TONES: Mapping[str, str] = {
    UploadState.CHECKED: "sun",
    UploadState.REFUSED: "danger",
    UploadState.PUBLISHED: "ok",
}
SHOWN_VALUE = 300
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def shown(value: Any) -> str:
    """A value as a cell would have it: lists with lines between, times of the city; nothing is ""."""
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        written = " | ".join(_entry(one) for one in value)
    elif isinstance(value, dict):
        written = " / ".join(shown(one) for one in value.values() if one not in (None, "", [], {}))
    else:
        written = _entry(value)
    return clipped(written)


def clipped(written: str) -> str:
    return written if len(written) <= SHOWN_VALUE else written[: SHOWN_VALUE - 1] + "…"


def _entry(one: Any) -> str:
    if isinstance(one, dict) and "starts_at" in one:
        return "/".join(_entry(one[name]) for name in ("starts_at", "ends_at", "state") if name in one)
    if isinstance(one, str) and MOMENT.fullmatch(one):
        return moment_there(one, ZoneInfo(taxonomy.DEFAULT_ZONE))
    return json.dumps(one, ensure_ascii=False) if isinstance(one, dict) else str(one)


def difference_words(difference: Mapping[str, Any]) -> tuple[str, str]:
    """Which run a difference is about (or ""), and what came or went as a whole: words in place of values."""
    if difference["field"] != "run":
        return difference["run"], ""
    return difference["run"], _("New run") if difference["old"] is None else _("Run removed")
