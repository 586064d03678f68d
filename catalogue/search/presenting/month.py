"""A month as a calendar: weeks from Sunday, each day with a handful of its meetings."""

from __future__ import annotations

from calendar import SUNDAY, Calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from flask import url_for

from catalogue.core import formats
from catalogue.core.texts import slug
from catalogue.offerings.presenting.badges import LOOKS
from catalogue.search.finding import search
from catalogue.search.meetings import Meeting, meetings, nearest
from catalogue.search.port import Found
from catalogue.search.presenting.addresses import results_url, with_pairs
from catalogue.search.query import Query

HANDFUL = 4
MOST_OFFERINGS = 2000
YEARS = range(1990, 2190)


@dataclass(frozen=True)
class Entry:
    """A meeting in a day."""

    meeting: Meeting

    @property
    def url(self) -> str:
        return url_for("offerings.offering", offering_id=self.meeting.offering, slug=slug(self.meeting.title.text))

    @property
    def tone(self) -> str:
        return LOOKS[self.meeting.kind][0]

    @property
    def hours(self) -> str:
        return formats.time_range(self.meeting.starts_at, self.meeting.ends_at)


@dataclass(frozen=True)
class Day:
    day: date
    entries: list[Entry]
    inside: bool
    today: bool

    @property
    def shown(self) -> list[Entry]:
        """A handful: what begins on this day before what goes on, in the order of time."""
        if len(self.entries) <= HANDFUL + 1:
            return self.entries
        first = sorted(self.entries, key=lambda entry: not entry.meeting.first)[:HANDFUL]
        return [entry for entry in self.entries if entry in first]

    @property
    def more(self) -> int:
        return len(self.entries) - len(self.shown)


@dataclass(frozen=True)
class Month:
    """The calendar of a month, or of one day of it; `truncated` where there is more than it can hold.

    Not `usable`: the index could not be asked, so most filters do not hold. `elsewhere` are, for a month with nothing,
    the nearest ones with something: the next, then the last before.
    """

    first: date
    weeks: list[list[Day]]
    day: Day | None
    query: Query
    total: int
    truncated: bool
    usable: bool = True
    elsewhere: tuple[date, ...] = ()

    @property
    def title(self) -> str:
        return formats.month_title(self.first)

    @cached_property
    def islamic(self) -> tuple[str, str]:
        """The Umm al-Qura months in which it begins and ends; empty outside their table."""
        return formats.hijri_month(self.first), formats.hijri_month(_next(self.first) - timedelta(days=1))

    @property
    def before_url(self) -> str:
        before = (self.first - timedelta(days=1)).replace(day=1)
        return self.url(before) if before.year in YEARS else ""

    @property
    def after_url(self) -> str:
        after = _next(self.first)
        return self.url(after) if after.year in YEARS else ""

    @property
    def month_url(self) -> str:
        return self.url(self.first)

    @property
    def list_url(self) -> str:
        """The same search as a list of results."""
        return results_url(self.query.on_page(1))

    def url(self, first: date, day: date | None = None) -> str:
        own = (("date", day.isoformat()),) if day else (("month", f"{first:%Y-%m}"),)
        return with_pairs(url_for("search.calendar"), own + self.query.on_page(1).pairs())

    def day_url(self, day: Day) -> str:
        return self.url(self.first, day.day)


def month_of(query: Query, first: date | None, day: date | None, now: datetime) -> Month:
    """:param first: the month's first day, or nothing for the first month from now on with something that fits.

    :param day: the one day that is shown, or nothing for the whole month.
    """
    today = formats.at_zone(now).date()
    usable, fitting = search(query.on_page(1), now, MOST_OFFERINGS)
    truncated = fitting.total > MOST_OFFERINGS and not fitting.fallback
    runs = _fitting(fitting)
    month = first or today.replace(day=1)
    found = _between(runs, day or month, day or _next(month) - timedelta(days=1))
    elsewhere = () if found or day else _elsewhere(runs, month)
    if first is None and elsewhere and elsewhere[0] > month:
        month, elsewhere = elsewhere[0], ()
        found = _between(runs, month, _next(month) - timedelta(days=1))
    weeks = [] if day else _weeks(month, found, today)
    shown = Day(day, [Entry(one) for one in found], True, day == today) if day else None
    return Month(month, weeks, shown, query, len(found), truncated, usable, elsewhere)


def _between(runs: Sequence[int], first: date, last: date) -> list[Meeting]:
    return meetings(runs, formats.midnight(first), formats.midnight(last + timedelta(days=1)))


def _elsewhere(runs: Sequence[int], month: date) -> tuple[date, ...]:
    before, after = nearest(runs, formats.midnight(month))
    return tuple(formats.at_zone(one).date().replace(day=1) for one in (after, before) if one)


def _weeks(first: date, found: Iterable[Meeting], today: date) -> list[list[Day]]:
    by_day: dict[date, list[Entry]] = {}
    for meeting in found:
        by_day.setdefault(meeting.starts_at.date(), []).append(Entry(meeting))
    return [
        [Day(day, by_day.get(day, []), day.month == first.month, day == today) for day in week]
        for week in Calendar(SUNDAY).monthdatescalendar(first.year, first.month)
    ]


def _fitting(found: Found) -> Sequence[int]:
    """The runs that fit the search."""
    if found.fallback:
        return ()
    return [run_id for offering_id in found.ids for run_id in found.run_ids.get(offering_id, ())]


def _next(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
