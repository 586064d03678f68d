"""What the meetings of a run have in common: week days, hours, hours in Ramadan, length. Pure: no database, no web."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hijridate import Gregorian, Hijri

WEEK = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
RAMADAN = 9
Hours = tuple[time, time]


@dataclass(frozen=True)
class Timetable:
    """The meetings of a run, in the city's time.

    `hours` are the usual ones, `ramadan` those of its meetings in Ramadan where they differ; `varied` says that
    there are still others. `weeks` counts begun weeks from the first meeting to the last.
    """

    first: datetime
    last: datetime
    days: tuple[str, ...]
    hours: Hours
    ramadan: Hours | None
    varied: bool
    meetings: int
    weeks: int
    taught: timedelta


def timetable(meetings: Iterable[tuple[datetime, datetime]]) -> Timetable | None:
    """:param meetings: start and end of each, local to the city; None where there is no meeting."""
    in_order = sorted(meetings)
    if not in_order:
        return None
    first, last = in_order[0][0], in_order[-1][0]
    usual, ramadan = _hours_of(in_order)
    return Timetable(
        first=first,
        last=in_order[-1][1],
        days=tuple(day for day in WEEK if day in {weekday_key(start.date()) for start, _end in in_order}),
        hours=usual,
        ramadan=ramadan if ramadan != usual else None,
        varied=any(hours not in {usual, ramadan} for hours in map(_hours, in_order)),
        meetings=len(in_order),
        weeks=(last.date() - first.date()).days // 7 + 1,
        taught=sum((end - start for start, end in in_order), timedelta()),
    )


def weekday_key(day: date) -> str:
    return WEEK[day.isoweekday() % 7]


def consecutive(days: tuple[str, ...]) -> bool:
    """Whether the week days follow each other, in the week that begins on Sunday."""
    places = [WEEK.index(day) for day in days]
    return places == list(range(places[0], places[0] + len(places)))


def in_ramadan(day: date) -> bool:
    found = _hijri(day)
    return found is not None and found.month == RAMADAN


def hijri_year(day: date) -> int | None:
    """The year of the Umm al-Qura calendar; None outside its table."""
    found = _hijri(day)
    return found.year if found else None


def _hijri(day: date) -> Hijri | None:
    try:
        return Gregorian(day.year, day.month, day.day).to_hijri()
    except (OverflowError, ValueError):
        return None


def _hours(meeting: tuple[datetime, datetime]) -> Hours:
    return meeting[0].time(), meeting[1].time()


def _hours_of(meetings: list[tuple[datetime, datetime]]) -> tuple[Hours, Hours]:
    """The most frequent hours outside Ramadan and in it; one stands for the other where that has no meeting."""
    inside = Counter(_hours(meeting) for meeting in meetings if in_ramadan(meeting[0].date()))
    outside = Counter(_hours(meeting) for meeting in meetings if not in_ramadan(meeting[0].date()))
    usual = (outside or inside).most_common(1)[0][0]
    return usual, inside.most_common(1)[0][0] if inside and outside else usual
