"""Making the relative dates of the demonstration catalogue real: “in 12 days, Sundays and Tuesdays, 8 meetings”."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OPENS_IN, CLOSES_BEFORE = -20, 1
OPENING, CLOSING = time(8), time(23, 59, 59)
BEFORE_START = timedelta(days=21)


def meeting_days(start: date, days: Collection[str]) -> Iterator[date]:
    """The days on which people meet, from the first that fits onwards."""
    wanted = {DAYS.index(day) for day in days}
    if not wanted:
        raise ValueError("a run with meetings needs the days of the week")
    while True:
        if start.weekday() in wanted:
            yield start
        start += timedelta(days=1)


def dates_of_run(run: dict[str, Any], today: date, zone: ZoneInfo) -> dict[str, Any]:
    """Sessions and enrolment window of a run, as the exchange format writes them."""
    opens = today + timedelta(days=run.get("opens_in", OPENS_IN))
    if "start_in" not in run:
        return {"enrol_opens_at": _written(opens, OPENING, zone)}
    first = today + timedelta(days=run["start_in"])
    days = list(islice(meeting_days(first, run["days"]), run["meetings"]))
    begin, end = (time.fromisoformat(part) for part in run["time"].split("-"))
    closes = days[0] - timedelta(days=run.get("closes_before", CLOSES_BEFORE))
    return {
        # What has begun already was open for three weeks before it did.
        "enrol_opens_at": _written(opens if opens < closes else closes - BEFORE_START, OPENING, zone),
        "enrol_closes_at": _written(closes, CLOSING, zone),
        "sessions": [{"starts_at": _written(day, begin, zone), "ends_at": _written(day, end, zone)} for day in days],
    }


def _written(day: date, at: time, zone: ZoneInfo) -> str:
    return datetime.combine(day, at, zone).astimezone(UTC).isoformat()
