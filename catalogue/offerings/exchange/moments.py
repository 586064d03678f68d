"""Days and times as people write them: Gregorian or Umm al-Qura, the year first or the day first, either digits."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from hijridate import Hijri

from catalogue.core.formats import ascii_digits, days, hijri_month, month_title
from catalogue.offerings.exchange.problems import quoted
from catalogue.offerings.exchange.refusing import NotTaken

YEARS = range(2000, 2101)
YEAR_OUTSIDE = _l("The year must lie between 2000 and 2100.")
HIJRI_YEARS = range(1440, 1501)
MONTHS = 12
ERA = re.compile("\\s*(AH|\u0647(\u0640)?)\\.?(?=$|[T ])")
YEAR_FIRST = re.compile(r"(?P<year>\d{4})\s*(?P<sign>[-/.])\s*(?P<month>\d{1,2})\s*(?P=sign)\s*(?P<day>\d{1,2})")
DAY_FIRST = re.compile(r"(?P<day>\d{1,2})\s*(?P<sign>[-/.])\s*(?P<month>\d{1,2})\s*(?P=sign)\s*(?P<year>\d{4})")
CLOCK = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(:(?P<second>\d{2})([.]\d+)?)?\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?"
)
WITH_OFFSET = _l("A time is written like 2027-01-20T17:00:00+03:00.")
OF_THE_CITY = _l("Day and time are written like 2027-01-20T17:00 or 20/01/2027 17:00.")
LONGEST = 100
"""Letters of a moment: the patterns above try each blank against each."""
WHOLE_DAY = {"start": time(0, 0), "end": time(23, 59, 59)}


def day_parts(written: str) -> tuple[int, int, int] | None:
    """Year, month and day of “2027-01-20” or “20/1/2027”, of whichever calendar; None where it is no day."""
    found = YEAR_FIRST.fullmatch(written) or DAY_FIRST.fullmatch(written)
    return (int(found["year"]), int(found["month"]), int(found["day"])) if found else None


def moment(value: Any, zone: str | None, whole_day: str = "") -> datetime:
    """What is written → UTC. Without an offset it is the time of this zone, where one is given.

    :param zone: name of a time zone; None asks for an offset.
    :param whole_day: `start` or `end` where a day alone is enough: it is taken from its beginning or to its end.
    """
    written = ascii_digits(value).strip() if isinstance(value, str) and len(value) <= LONGEST else ""
    day_part, rest = _parted(ERA.sub("", written, count=1).strip())
    parts = day_parts(day_part)
    clock = CLOCK.fullmatch(rest)
    if parts is None or (clock is None and (rest or not whole_day)):
        raise NotTaken(WITH_OFFSET if zone is None else OF_THE_CITY)
    day = _day(*parts, written)
    if clock is None:
        if zone is None:
            raise NotTaken(_l("The time needs its offset, like +03:00 or Z."))
        return datetime.combine(day, WHOLE_DAY[whole_day], ZoneInfo(zone)).astimezone(UTC)
    return _at(day, clock, zone, written)


def _parted(written: str) -> tuple[str, str]:
    """The day, and what follows it."""
    parts = re.split(r"[T\s]+", written, maxsplit=1)
    return parts[0], parts[1].strip() if len(parts) > 1 else ""


def _day(year: int, month: int, day: int, written: str) -> date:
    islamic = year in HIJRI_YEARS
    if not islamic and year not in YEARS:
        raise NotTaken(YEAR_OUTSIDE)
    if not 1 <= month <= MONTHS:
        raise NotTaken(_l("There is no date “%(value)s”: a year has 12 months.", value=quoted(written)))
    first = Hijri(year, month, 1) if islamic else date(year, month, 1)
    length = first.month_length() if isinstance(first, Hijri) else monthrange(year, month)[1]
    if not 1 <= day <= length:
        begins = _gregorian(first)
        raise NotTaken(
            _l(
                "There is no date “%(value)s”: %(month)s has %(days)s.",
                value=quoted(written),
                month=LazyString(hijri_month if islamic else month_title, begins),
                days=LazyString(days, length),
            )
        )
    return _gregorian(Hijri(year, month, day)) if islamic else date(year, month, day)


def _gregorian(day: Hijri | date) -> date:
    found = day.to_gregorian() if isinstance(day, Hijri) else day
    return date(found.year, found.month, found.day)


def _at(day: date, clock: re.Match[str], zone: str | None, written: str) -> datetime:
    offset = clock["offset"]
    try:
        at = time(int(clock["hour"]), int(clock["minute"]), int(clock["second"] or 0))
        found = datetime.combine(day, at, None if offset is None else _offset(offset))
    except ValueError as trouble:
        raise NotTaken(_l("“%(value)s” is not a possible date and time.", value=quoted(written))) from trouble
    if found.tzinfo is None:
        if zone is None:
            raise NotTaken(_l("The time needs its offset, like +03:00 or Z."))
        found = found.replace(tzinfo=ZoneInfo(zone))
    return found.astimezone(UTC)


def _offset(written: str) -> Any:
    return datetime.strptime(written.replace(":", ""), "%z").tzinfo
