"""When runs start, as people say it: next week, this month, soon. What that means depends on the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from catalogue.search.facets import CITY_TIME
from catalogue.search.understanding.understood import Understood, Wish

PERIOD = "period"
SOON_DAYS = 14
MONTH = "month-"  # with its number: the next one of this name, or the present one


def dated(understood: Understood, now: datetime) -> Understood:
    """The same with days instead of what is said of them: not before the first, not after the last."""
    if not any(name == PERIOD for name, _ in understood.asked.wishes):
        return understood
    today = now.astimezone(CITY_TIME).date()
    asked = tuple(dict.fromkeys(pair for wish in understood.asked.wishes for pair in _days(wish, today)))
    wishes = [
        replace(wish, name=name, value=value)
        for wish in understood.wishes
        for name, value in _days((wish.name, wish.value), today)
    ]
    return replace(understood, asked=replace(understood.asked, wishes=asked), wishes=tuple(_each_once(wishes)))


def _days(wish: tuple[str, str], today: date) -> tuple[tuple[str, str], ...]:
    if wish[0] != PERIOD:
        return (wish,)
    first, last = days_of(wish[1], today)
    return ("from", first.isoformat()), ("until", last.isoformat())


def _each_once(wishes: list[Wish]) -> Iterator[Wish]:
    """Of several of one bound the first: the address has room for one."""
    bounds: set[str] = set()
    for wish in wishes:
        if wish.name not in bounds:
            yield wish
        if wish.name in {"from", "until"}:
            bounds.add(wish.name)


def days_of(period: str, today: date) -> tuple[date, date]:
    """The first and the last day of a period. Weeks begin on Sunday.

    :raises KeyError: there is no such period.
    """
    if period.startswith(MONTH):
        month = int(period.removeprefix(MONTH))
        first = date(today.year + (month < today.month), month, 1)
        return max(first, today), _end_of_month(first)
    sunday = today - timedelta(days=(today.weekday() + 1) % 7)
    next_month = _end_of_month(today) + timedelta(days=1)
    return {
        "today": (today, today),
        "tomorrow": (today + timedelta(days=1), today + timedelta(days=1)),
        "soon": (today, today + timedelta(days=SOON_DAYS)),
        "this_week": (today, sunday + timedelta(days=6)),
        "next_week": (sunday + timedelta(days=7), sunday + timedelta(days=13)),
        "this_month": (today, _end_of_month(today)),
        "next_month": (next_month, _end_of_month(next_month)),
    }[period]


def _end_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
