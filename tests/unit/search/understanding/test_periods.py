"""Next week, this month, soon: days that depend on the day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from catalogue.search.asked import Asked
from catalogue.search.understanding.periods import dated, days_of
from catalogue.search.understanding.understood import Understood, Wish

WEDNESDAY = date(2027, 1, 27)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("today", "2027-01-27", "2027-01-27"),
        ("tomorrow", "2027-01-28", "2027-01-28"),
        ("soon", "2027-01-27", "2027-02-10"),
        ("this_week", "2027-01-27", "2027-01-30"),
        ("next_week", "2027-01-31", "2027-02-06"),
        ("this_month", "2027-01-27", "2027-01-31"),
        ("next_month", "2027-02-01", "2027-02-28"),
        ("month-1", "2027-01-27", "2027-01-31"),
        ("month-3", "2027-03-01", "2027-03-31"),
        ("month-12", "2027-12-01", "2027-12-31"),
    ],
)
def test_a_period_has_a_first_and_a_last_day(period: str, first: str, last: str) -> None:
    assert days_of(period, WEDNESDAY) == (date.fromisoformat(first), date.fromisoformat(last))


def test_a_month_that_is_over_is_that_of_next_year() -> None:
    assert days_of("month-1", date(2027, 5, 1)) == (date(2028, 1, 1), date(2028, 1, 31))
    assert days_of("month-2", date(2027, 12, 31))[1] == date(2028, 2, 29)


def test_on_sunday_a_week_begins() -> None:
    assert days_of("next_week", date(2027, 1, 10)) == (date(2027, 1, 17), date(2027, 1, 23))


def understood(*wishes: tuple[str, str]) -> Understood:
    found = tuple(Wish(name, value, "words", "rest") for name, value in wishes)
    return Understood("typed", "typed", Asked(wishes=wishes), "rest", wishes=found)


def test_a_period_becomes_two_bounds_on_the_day_of_the_city() -> None:
    late = datetime(2027, 1, 26, 22, tzinfo=UTC)  # Wednesday in the city
    found = dated(understood(("price", "free"), ("period", "tomorrow")), late)
    assert found.asked.wishes == (("price", "free"), ("from", "2027-01-28"), ("until", "2027-01-28"))
    assert [(wish.name, wish.values) for wish in found.wishes[1:]] == [
        ("from", ("2027-01-28",)),
        ("until", ("2027-01-28",)),
    ]


def test_without_a_period_nothing_changes() -> None:
    before = understood(("price", "free"))
    assert dated(before, datetime(2027, 1, 26, tzinfo=UTC)) is before
