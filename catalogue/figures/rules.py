"""What is counted, where a visitor came from, which stretches of time are shown. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from catalogue.core.texts import clean

SHOWN_LEAST = 5
"""A search that fewer people came from is not shown: its words might say who it was. Source: MODEL, 15."""
QUERY_MAX = 80
QUERY_STRING_MAX, FIELDS_MAX = 4000, 50
KEPT_DAYS = 400
MACHINES = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python|headless|^$", re.IGNORECASE)


class Source(StrEnum):
    """Where a visitor of a listing's page came from."""

    SEARCH = "search"
    SITE = "site"
    ELSEWHERE = "elsewhere"
    DIRECT = "direct"


class Period(StrEnum):
    """The stretch of time that is looked at, up to today."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


DAYS = {Period.MONTH: 28, Period.QUARTER: 91, Period.YEAR: 364}
"""Whole weeks, so that a quiet weekend does not fall into one stretch twice."""
STEP_DAYS = {Period.MONTH: 1, Period.QUARTER: 7, Period.YEAR: 28}


@dataclass(frozen=True)
class Arrival:
    """A visitor's way to a listing; `query` is what she had searched for, where it was a search."""

    source: Source
    query: str = ""


def arrival(referrer: str | None, host: str) -> Arrival:
    """Where the browser says that the visitor came from.

    :param referrer: the header of that name; browsers leave it out, or cut it to the host for other sites.
    :param host: this site's own host with its port.
    """
    try:
        parts = urlsplit(referrer or "")
    except ValueError:
        return Arrival(Source.DIRECT)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return Arrival(Source.DIRECT)
    if parts.netloc != host:
        return Arrival(Source.ELSEWHERE)
    if not re.fullmatch(r"/(?:ar|en)/search", parts.path):
        return Arrival(Source.SITE)
    return Arrival(Source.SEARCH, clean(_typed(parts.query)).casefold()[:QUERY_MAX])


def _typed(query: str) -> str:
    """What was searched for; nothing where there is more in the address than any search has."""
    if len(query) >= QUERY_STRING_MAX:
        return ""
    try:
        return parse_qs(query, max_num_fields=FIELDS_MAX).get("q", [""])[0]
    except ValueError:  # too many fields
        return ""


def is_machine(agent: str | None) -> bool:
    """Whether a program asks: its visits say nothing about people."""
    return bool(MACHINES.search(agent or ""))


@dataclass(frozen=True)
class Stretch:
    """The days that are shown, and how they are put together into steps. Both ends belong to it."""

    first: date
    last: date
    step_days: int

    @property
    def steps(self) -> list[date]:
        """The first day of each step."""
        count = ((self.last - self.first).days + 1) // self.step_days
        return [self.first + timedelta(days=self.step_days * number) for number in range(count)]

    def step_of(self, day: date) -> date | None:
        """The step to which a day belongs."""
        if not self.first <= day <= self.last:
            return None
        return self.first + timedelta(days=(day - self.first).days // self.step_days * self.step_days)


def stretch(period: Period, today: date) -> Stretch:
    return Stretch(today - timedelta(days=DAYS[period] - 1), today, STEP_DAYS[period])


def percent(part: int, whole: int) -> int | None:
    """The share in whole percent; None of nothing."""
    return None if whole <= 0 else round(100 * part / whole)
