"""Weekly meetings, and the days and times that people type (docs/rules/publishing.md, rule 13)."""

from __future__ import annotations

from datetime import date, time

import pytest

from catalogue.offerings.editing.moments import clock_of, day_of, shown_day, written
from catalogue.offerings.editing.repeating import MOST, Weekly, meetings_of
from catalogue.offerings.editing.rules import Side, digest, side_of

EVENING = (time(17), time(19))
AFTER_TARAWEEH = (time(21, 30), time(23))


def test_every_week_to_the_last_day_without_those_left_out() -> None:
    weekly = Weekly(date(2027, 1, 3), date(2027, 1, 31), EVENING, without={date(2027, 1, 17)})
    assert [day.day for day, _start, _end in meetings_of(weekly)] == [3, 10, 24, 31]


def test_in_ramadan_the_other_hours_by_umm_al_qura() -> None:
    """Ramadan 1448 is from 8 February to 9 March 2027."""
    weekly = Weekly(date(2027, 2, 7), date(2027, 3, 14), EVENING, ramadan=AFTER_TARAWEEH)
    found = [(day.isoformat(), start) for day, start, _end in meetings_of(weekly)]
    assert found == [
        ("2027-02-07", time(17)),
        ("2027-02-14", time(21, 30)),
        ("2027-02-21", time(21, 30)),
        ("2027-02-28", time(21, 30)),
        ("2027-03-07", time(21, 30)),
        ("2027-03-14", time(17)),
    ]


def test_a_repetition_has_an_end() -> None:
    assert len(list(meetings_of(Weekly(date(2027, 1, 3), date(2090, 1, 1), EVENING)))) == MOST


@pytest.mark.parametrize(
    "typed",
    ["20/1/2027", "20-01-2027", "2027-01-20", "2027/1/20", "20.1.2027", "\u0662\u0660/\u0661/\u0662\u0660\u0662\u0667"],
)
def test_a_day_is_read_in_either_order_and_digits(typed: str) -> None:
    assert day_of(typed) == date(2027, 1, 20)


def test_a_hijri_day_is_read_and_shown() -> None:
    assert day_of("12/8/1448", hijri=True) == date(2027, 1, 20)
    assert shown_day(date(2027, 1, 20), "hijri") == "12/8/1448"
    assert shown_day(date(2027, 1, 20), "greg") == "20/1/2027"


@pytest.mark.parametrize("typed", ["", "tomorrow", "31/2/2027", "20/1/27", "1/1/9999999"])
@pytest.mark.parametrize("hijri", [False, True])
def test_what_is_no_day_is_refused(typed: str, hijri: bool) -> None:
    with pytest.raises(ValueError, match=r".*"):
        day_of(typed, hijri=hijri)


@pytest.mark.parametrize(
    ("typed", "hour"),
    [("17:30", time(17, 30)), ("9.05", time(9, 5)), ("17", time(17)), ("\u0661\u0667:\u0663\u0660", time(17, 30))],
)
def test_a_time_is_read(typed: str, hour: time) -> None:
    assert clock_of(typed) == hour


@pytest.mark.parametrize("typed", ["", "25:00", "noon", "12:75"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        clock_of(typed)


def test_a_moment_carries_the_offset_of_its_city() -> None:
    assert written(date(2027, 1, 20), time(17, 30), "Asia/Riyadh") == "2027-01-20T17:30:00+03:00"


@pytest.mark.parametrize(
    ("own", "other", "original", "beside", "side"),
    [
        ("", "", True, None, None),
        ("", "text", False, None, Side.MISSING),
        ("text", "", False, None, Side.ORIGINAL),
        ("text", "other", True, None, None),
        ("text", "other", True, digest("other"), Side.ORIGINAL),
        ("text", "other", False, digest("other"), Side.REVIEWED),
        ("text", "other", False, digest("before"), Side.OUTDATED),
        ("text", "other", True, digest("before"), Side.OUTDATED),
    ],
)
def test_how_one_language_stands_to_the_other(
    own: str, other: str, original: bool, beside: str | None, side: Side | None
) -> None:
    assert side_of(own, other, original=original, beside=beside) == side
