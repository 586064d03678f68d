"""Where visitors come from, whose visits are none, and the stretches of time."""

from __future__ import annotations

from datetime import date

import pytest

from catalogue.figures.rules import Arrival, Period, Source, arrival, is_machine, percent, stretch

HOST = "learning.example"


@pytest.mark.parametrize(
    ("referrer", "came"),
    [
        (None, Arrival(Source.DIRECT)),
        ("", Arrival(Source.DIRECT)),
        ("android-app://com.example", Arrival(Source.DIRECT)),
        ("http://[broken", Arrival(Source.DIRECT)),
        ("https://elsewhere.example/?q=welding", Arrival(Source.ELSEWHERE)),
        ("https://learning.example/ar/", Arrival(Source.SITE)),
        ("https://learning.example/en/searching?q=welding", Arrival(Source.SITE)),
        ("https://learning.example/en/search", Arrival(Source.SEARCH, "")),
        ("https://learning.example/en/search?q=Welding+at%20sea&price=free", Arrival(Source.SEARCH, "welding at sea")),
        ("https://learning.example/ar/search?q=%E2%80%AE%20x", Arrival(Source.SEARCH, "x")),
    ],
)
def test_a_visitor_came_from(referrer: str | None, came: Arrival) -> None:
    assert arrival(referrer, HOST) == came


def test_a_search_is_kept_no_longer_than_a_line() -> None:
    assert len(arrival(f"https://{HOST}/en/search?q={'a' * 500}", HOST).query) == 80


def test_an_address_with_more_fields_than_any_search_has_says_nothing() -> None:
    fields = "&".join(f"topic={number}" for number in range(60))
    assert arrival(f"https://{HOST}/en/search?q=welding&{fields}", HOST) == Arrival(Source.SEARCH)


@pytest.mark.parametrize("agent", ["Googlebot/2.1", "curl/8", "", None, "Some Crawler", "HeadlessChrome/120"])
def test_programs_are_no_visitors(agent: str | None) -> None:
    assert is_machine(agent)


def test_a_browser_is_one() -> None:
    assert not is_machine("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36")


@pytest.mark.parametrize(("period", "steps"), [(Period.MONTH, 28), (Period.QUARTER, 13), (Period.YEAR, 13)])
def test_a_stretch_ends_today_and_consists_of_whole_steps(period: Period, steps: int) -> None:
    days = stretch(period, date(2026, 11, 26))

    assert (len(days.steps), days.last) == (steps, date(2026, 11, 26))
    assert days.step_of(days.last) == days.steps[-1]
    assert days.step_of(days.first) == days.first
    assert days.step_of(date(2026, 11, 27)) is None


@pytest.mark.parametrize(("part", "whole", "share"), [(1, 3, 33), (0, 4, 0), (4, 4, 100), (0, 0, None)])
def test_a_share_of_nothing_is_unknown(part: int, whole: int, share: int | None) -> None:
    assert percent(part, whole) == share
