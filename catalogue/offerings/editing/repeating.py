"""Meetings that come back every week, with days left out and other hours in Ramadan. Pure: no database, no web."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from catalogue.offerings.timetable import Hours, in_ramadan

MOST = 200


@dataclass(frozen=True)
class Weekly:
    """Every seventh day from the first to the last.

    :ivar without: days on which nobody meets; :ivar ramadan: the hours in Ramadan (Umm al-Qura), where they differ.
    """

    first: date
    last: date
    hours: Hours
    without: Collection[date] = field(default=())
    ramadan: Hours | None = None


def meetings_of(weekly: Weekly) -> Iterator[tuple[date, time, time]]:
    """Day, start and end of each meeting; at most `MOST`.

    Source: docs/rules/publishing.md, rule 13.
    """
    weeks = (weekly.last - weekly.first).days // 7
    for number in range(min(weeks + 1, MOST)):
        day = weekly.first + timedelta(weeks=number)
        if day not in weekly.without:
            yield day, *(weekly.ramadan if weekly.ramadan and in_ramadan(day) else weekly.hours)
