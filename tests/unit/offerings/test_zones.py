"""C2: the wall time that a provider writes is shown and stands in calendars, in every zone, also when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import icalendar
import pytest

from catalogue.core.formats import at_zone
from catalogue.offerings.calendars import run_calendar
from catalogue.offerings.exchange.moments import moment
from catalogue.offerings.models import Offering, Run, RunSession
from catalogue.taxonomy.models import City

ZONES = (
    "Asia/Riyadh", "Africa/Cairo", "Africa/Casablanca", "Asia/Amman", "Asia/Gaza", "Asia/Baghdad", "Asia/Beirut",
    "Africa/Khartoum", "Asia/Karachi", "Asia/Kathmandu", "Asia/Kolkata", "Europe/London", "Europe/Istanbul",
    "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham", "Asia/Tehran",
    "UTC",
)  # fmt: skip
DAYS = (
    date(2026, 2, 15), date(2026, 3, 8), date(2026, 3, 22), date(2026, 3, 28), date(2026, 3, 29), date(2026, 4, 5),
    date(2026, 4, 24), date(2026, 9, 27), date(2026, 10, 4), date(2026, 10, 25), date(2026, 10, 29), date(2026, 10, 30),
    date(2026, 11, 1), date(2026, 12, 31), date(2027, 1, 1), date(2027, 2, 7), date(2027, 3, 14), date(2027, 3, 28),
    date(2028, 2, 29), date(2027, 4, 30),
)  # fmt: skip
CLOCKS = (time(0, 30), time(2, 30), time(18, 0))  # the first two are left out or come twice where clocks change


def exists(wall: datetime, zone: ZoneInfo) -> bool:
    there = wall.replace(tzinfo=zone)
    return there.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall


@pytest.mark.parametrize("zone", ZONES)
def test_what_is_written_is_what_is_shown(zone: str) -> None:
    left_out = 0
    for day in DAYS:
        for clock in CLOCKS:
            wall = datetime.combine(day, clock)
            shown = at_zone(moment(f"{day} {clock:%H:%M}", zone), zone).replace(tzinfo=None)
            if exists(wall, ZoneInfo(zone)):
                assert shown == wall
            else:
                left_out += 1
                assert timedelta(0) < shown - wall <= timedelta(hours=1), "an hour that is left out is the next one"
    assert left_out <= 4


@pytest.mark.parametrize("zone", ZONES)
def test_a_calendar_reads_the_moment_and_the_wall_time_that_were_written(zone: str) -> None:
    starts = sorted(moment(f"{day} {clock:%H:%M}", zone) for day in DAYS for clock in CLOCKS)
    run = Run(public_id="R", offering=Offering(title_en="Welding"), mode="in_person", city=City(time_zone=zone))
    run.sessions = [
        RunSession(id=number, starts_at=at, ends_at=at + timedelta(hours=2), state="scheduled")
        for number, at in enumerate(starts, 1)
    ]
    file = run_calendar(run, "en", url="https://example.org", now=starts[0])

    read = [(cast(datetime, one.start), cast(datetime, one.end)) for one in icalendar.Calendar.from_ical(file).events]
    held = [(at, at + timedelta(hours=2)) for at in starts]
    assert [(start.astimezone(UTC), end.astimezone(UTC)) for start, end in read] == held
    for (start, _end), (begins, ends) in zip(read, held, strict=True):
        twice = at_zone(begins, zone).fold or at_zone(ends, zone).fold
        assert start.replace(tzinfo=None) == at_zone(begins, "UTC" if twice else zone).replace(tzinfo=None)
