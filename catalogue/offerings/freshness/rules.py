"""How fresh a listing is. Pure: no database, no web."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum


class Freshness(IntEnum):
    """In the order in which a listing goes through it."""

    SURE = 0
    ASKED = 1
    """Its people are asked whether it is still right."""
    DEMOTED = 2
    """It stands behind others, with a badge."""
    HIDDEN = 3
    """Only who asks for closed ones too finds it."""


@dataclass(frozen=True)
class Thresholds:
    """How long after the last word."""

    ask: timedelta
    demote: timedelta
    hide: timedelta


REPEATED_CONFIRMING = timedelta(days=7)
"""A file that comes every night with the same content confirms once in a week: else it would have the whole catalogue
indexed anew every night."""


def freshness(last_word: datetime, now: datetime, limits: Thresholds) -> Freshness:
    """:param last_word: when the listing was last confirmed, changed or published. Source: docs/rules/freshness.md."""
    silent = now - last_word
    steps = (limits.ask, limits.demote, limits.hide)
    return Freshness(sum(silent >= step for step in steps))
