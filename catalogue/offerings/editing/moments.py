"""Days and times as people type them, in either digits and either calendar."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from hijridate import Gregorian

from catalogue.accounts.forms import gregorian
from catalogue.core.formats import ascii_digits
from catalogue.offerings.exchange.moments import day_parts

CLOCK = re.compile(r"(\d{1,2})(?:\s*(?:[:.]\s*)?(\d{2}))?(?::\d{2})?")


def day_of(typed: str, *, hijri: bool = False) -> date:
    """“20/1/2027” or “2027-01-20”.

    :raises ValueError: no such day, or something else is written there.
    """
    parts = day_parts(ascii_digits(typed).strip())
    if parts is None:
        raise ValueError(typed)
    try:
        return gregorian(*parts, hijri=hijri)
    except OverflowError as trouble:
        raise ValueError(typed) from trouble


def clock_of(typed: str) -> time:
    """“17:30”, “17.30” or “17”, on the clock of 24 hours.

    :raises ValueError: something else is written there.
    """
    found = CLOCK.fullmatch(ascii_digits(typed).strip())
    if found is None:
        raise ValueError(typed)
    return time(int(found[1]), int(found[2] or 0))


def written(day: date, clock: time, zone: str) -> str:
    """The moment as the exchange format writes it, with the offset that the zone has then."""
    return datetime.combine(day, clock, ZoneInfo(zone)).isoformat()


def calendar_of(days: Iterable[date], cal: str) -> str:
    """The calendar in which all of these days can be written: the table of Umm al-Qura ends with 1500 AH (2077)."""
    try:
        for day in days:
            shown_day(day, cal)
    except OverflowError:
        return "greg"
    return cal


def shown_day(day: date, cal: str) -> str:
    """A day as `day_of` reads it: day first."""
    if cal == "hijri":
        found = Gregorian(day.year, day.month, day.day).to_hijri()
        return f"{found.day}/{found.month}/{found.year}"
    return f"{day.day}/{day.month}/{day.year}"
