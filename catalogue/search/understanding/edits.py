"""A text of which parts are left out, or stand otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """What stands in a text instead of a part of it."""

    start: int
    end: int
    instead: str


def without(gone: Sequence[tuple[int, int]], text: str, edits: Sequence[Edit] = ()) -> str:
    """The text with these places left out, and edited elsewhere."""
    if not gone and not edits:
        return " ".join(text.split())
    kept = [edit for edit in edits if not any(a <= edit.start and edit.end <= b for a, b in gone)]
    return " ".join(edited(text, [*kept, *(Edit(start, end, " ") for start, end in dict.fromkeys(gone))]).split())


def edited(text: str, edits: Iterable[Edit]) -> str:
    """:param edits: none over another."""
    for start, end, instead in sorted(edits, reverse=True):
        text = text[:start] + instead + text[end:]
    return text
