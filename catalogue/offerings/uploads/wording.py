"""How uploads are spoken of: states, fields and values in the reader's language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from catalogue.core.formats import DEFAULT_ZONE, apart
from catalogue.core.messages import gettext as _
from catalogue.core.texts import CONTROL, INVISIBLE
from catalogue.offerings.exchange.table_writing import moment_there
from catalogue.offerings.uploads.models import Upload
from catalogue.offerings.uploads.rules import SHOWN_VALUE, How, Stage, UploadState

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
DIGIT = "[0-9\u0660-\u0669]"
MARKED = re.compile(f"(?<!{DIGIT})({DIGIT}+(?:[-/:.T]{DIGIT}+)+)")
HIDDEN = re.compile(f"{INVISIBLE.pattern}|{CONTROL.pattern}")
DOING: Mapping[str, LazyString] = {
    UploadState.WAITING: _l("The file is being checked."),
    UploadState.PUBLISHING: _l("The listings are being published."),
    UploadState.UNDOING: _l("The import is being taken back."),
    Stage.CHECKING_AGAIN: _l("Step 1 of 2: every row is checked once more. Nothing has been changed yet."),
    Stage.WRITING: _l("Step 2 of 2: the listings are being written. New ones stay hidden until all of them are in."),
    Stage.OPENING: _l("All of them are in. The new ones appear now, all at the same moment."),
    Stage.HIDING: _l("The listings that the file leaves out are being hidden."),
    Stage.TAKING_BACK: _l("One of the rows cannot be imported. What was written is being taken back."),
}
SIGNS: tuple[tuple[str, LazyString], ...] = (
    ("\u202d\u202e", _l("direction override")),
    ("\u061c\u200e\u200f", _l("direction mark")),
    ("\u202a\u202b\u202c\u2066\u2067\u2068\u2069", _l("direction bracket")),
    ("\u00ad", _l("soft hyphen")),
)
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


def visible(written: str) -> str:
    """What stands in somebody's file, with the signs that show nothing or turn text round as words."""
    return clipped(HIDDEN.sub(lambda found: f"\u2039{_sign(found[0])}\u203a", written[: SHOWN_VALUE + 1]))


def _sign(sign: str) -> str:
    words = next((words for signs, words in SIGNS if sign in signs), _l("invisible sign"))
    return apart(f"{words} U+{ord(sign):04X}")


def doing(upload: Upload) -> LazyString:
    """What the worker is at; of the good rows alone there is one step."""
    one_step = upload.stage == Stage.WRITING and upload.how != How.ALL
    return DOING[upload.state if one_step or not upload.stage else upload.stage]


def unbroken(words: str) -> Markup:
    """A sentence whose dates and times are each in one piece, from left to right, and never parted at a hyphen."""
    parts = MARKED.split(words)
    return Markup("").join(
        Markup('<bdi class="unbroken" dir="ltr">{}</bdi>').format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )


def clipped(written: str) -> str:
    return written if len(written) <= SHOWN_VALUE else written[: SHOWN_VALUE - 1] + "…"


def _entry(one: Any) -> str:
    if isinstance(one, dict) and "starts_at" in one:
        return "/".join(_entry(one[name]) for name in ("starts_at", "ends_at", "state") if name in one)
    if isinstance(one, str) and MOMENT.fullmatch(one):
        return moment_there(one, ZoneInfo(DEFAULT_ZONE))
    return json.dumps(one, ensure_ascii=False) if isinstance(one, dict) else str(one)


def difference_words(difference: Mapping[str, Any]) -> tuple[str, str]:
    """Which run a difference is about (or ""), and what came or went as a whole: words in place of values."""
    if difference["field"] != "run":
        return difference["run"], ""
    return difference["run"], _("New run") if difference["old"] is None else _("Run removed")
