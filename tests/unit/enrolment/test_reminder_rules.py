"""When a reminder is due, by the clocks of the city; which week a day belongs to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from catalogue.enrolment.mine import rules
from catalogue.enrolment.mine.rules import Lead, due, remind_at, week_of

RIYADH, CAIRO, CASABLANCA = "Asia/Riyadh", "Africa/Cairo", "Africa/Casablanca"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def at(zone: str, *when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("zone", "starts", "reminded"),
    [
        (RIYADH, (2027, 1, 20, 17), (2027, 1, 19, 17)),
        (RIYADH, (2027, 1, 20, 5, 30), (2027, 1, 19, 8)),  # nobody is woken at half past five
        (RIYADH, (2027, 2, 10, 22, 30), (2027, 2, 9, 20)),  # a meeting on a night of Ramadan
        (RIYADH, (2027, 3, 1, 0, 0), (2027, 2, 28, 8)),
        (CAIRO, (2027, 4, 30, 10), (2027, 4, 29, 10)),  # the clocks go forward in the night between: 23 hours
        (CAIRO, (2027, 10, 29, 10), (2027, 10, 28, 10)),  # and back: 25 hours
        (CASABLANCA, (2027, 2, 7, 18), (2027, 2, 6, 18)),  # back for Ramadan
    ],
)
def test_the_day_before_is_the_same_time_by_the_clocks_of_the_city_in_waking_hours(
    zone: str, starts: tuple[int, ...], reminded: tuple[int, ...]
) -> None:
    assert remind_at(at(zone, *starts), zone, Lead.DAY) == at(zone, *reminded)


def test_no_reminder_is_due_longer_before_its_meeting_than_the_job_looks_ahead() -> None:
    for zone in (RIYADH, CAIRO, CASABLANCA, "Asia/Karachi"):
        for half_hours in range(0, 2 * 24 * 366, 7):
            starts = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=30 * half_hours)
            reminded = remind_at(starts, zone, Lead.DAY)
            assert reminded is not None
            assert timedelta(0) < starts - reminded <= rules.FARTHEST, (zone, starts)


def test_two_hours_before_are_two_hours_and_never_is_never() -> None:
    starts = at(RIYADH, 2027, 1, 20, 6)
    assert remind_at(starts, RIYADH, Lead.TWO_HOURS) == at(RIYADH, 2027, 1, 20, 4)
    assert remind_at(starts, RIYADH, Lead.NEVER) is None


@pytest.mark.parametrize(
    ("now", "known_since", "expected"),
    [
        ((19, 16, 59), LONG_AGO, False),
        ((19, 17, 0), LONG_AGO, True),
        ((20, 16, 59), LONG_AGO, True),  # the worker was away: late is better than never
        ((20, 17, 0), LONG_AGO, False),  # it has begun
        ((20, 9, 0), at(RIYADH, 2027, 1, 19, 17), False),  # enrolled within the last day: told a moment ago
        ((20, 9, 0), at(RIYADH, 2027, 1, 19, 16, 59), True),
    ],
)
def test_a_reminder_is_due_from_its_time_until_the_meeting_begins(
    now: tuple[int, ...], known_since: datetime, expected: bool
) -> None:
    starts = at(RIYADH, 2027, 1, 20, 17)
    moment = at(RIYADH, 2027, 1, *now)
    assert due(starts, RIYADH, Lead.DAY, known_since=known_since, now=moment) is expected


def test_who_wants_no_reminders_is_never_due() -> None:
    starts = at(RIYADH, 2027, 1, 20, 17)
    assert not due(starts, RIYADH, Lead.NEVER, known_since=LONG_AGO, now=starts - timedelta(minutes=1))


@pytest.mark.parametrize("number", range(7))
def test_a_week_begins_on_sunday(number: int) -> None:
    sunday = date(2026, 11, 29)
    assert week_of(sunday + timedelta(days=number)) == sunday
