"""A meeting in a cell, as people write one: a day, when it begins and when it ends."""

from __future__ import annotations

import re

from catalogue.core.formats import ascii_digits
from catalogue.offerings.exchange.moments import ERA, day_parts
from catalogue.offerings.exchange.typed import DASHES, one_of
from catalogue.offerings.rules import SessionState

# The day, the time with what follows it up to the slash, and the end.
SLASHED = re.compile(r"(\S+?[T ]\s*)(\d{1,2}:[^/]*?)\s*/\s*(.+)")
CLOCK = re.compile(r"\d{1,2}:\d{2}\S*")
TIME = r"\d{1,2}:\d{2}(?::\d{2})?"
UNTIL = re.compile(
    rf"(?P<day>\S.*?)[T\s]+(?P<begins>{TIME})\s*(?:[{DASHES}]|\b(?:{one_of('until')})\b)\s*(?P<ends>(?:\S+[T\s]+)?{TIME})"
)
LONGEST = 200
"""Letters of two moments: the patterns try each time against each sign between them."""


def session_of(written: str) -> dict[str, str]:
    """Start and end with a slash, a dash or “to” between them; an end may be a time alone.

    A session that does not take place as planned says so at the end: `…/cancelled`.
    """
    bare, _slash, last = written.strip().rpartition("/")
    state = last.strip().casefold() if last.strip().casefold() in set(SessionState) else ""
    starts_at, ends_at = _ends(bare if state else written.strip())
    found = {"starts_at": starts_at, "ends_at": ends_at}
    return {**found, "state": state} if state else found


def _ends(written: str) -> tuple[str, str]:
    short = len(written) <= LONGEST
    if short and (spoken := UNTIL.fullmatch(ascii_digits(written))) and _is_day(spoken["day"]):
        day, begins, ends_at = spoken.groups()
        return f"{day} {begins}", f"{day} {ends_at}" if CLOCK.fullmatch(ends_at) else ends_at
    if short and (parts := SLASHED.fullmatch(written)):
        day, begins, ends_at = parts.groups()
        return day + begins, f"{day}{ends_at}" if CLOCK.fullmatch(ends_at) else ends_at
    starts_at, _slash, ends_at = written.partition("/")  # days may have slashes, too
    return starts_at.strip(), ends_at.strip()


def _is_day(written: str) -> bool:
    return day_parts(ERA.sub("", written, count=1).strip()) is not None
