"""Cells that are made to keep a pattern busy: read, or refused, at once."""

from __future__ import annotations

import pytest

from catalogue.offerings.exchange.meetings import session_of
from catalogue.offerings.exchange.moments import moment
from catalogue.offerings.exchange.refusing import NotTaken
from tests.ending import end_of
from tests.quick import soon_done


def test_a_day_with_very_many_blanks_is_no_moment() -> None:
    with soon_done("a day with blanks"), pytest.raises(NotTaken):
        moment("2027-01-20" + " " * 100_000 + "17:00", "Asia/Riyadh")


def test_very_many_times_are_no_meeting() -> None:
    with soon_done("many times"):
        assert session_of("T1:" * 100_000)["ends_at"] == ""


@pytest.mark.parametrize("written", ["'sar' + ' ' * 900_000 + 'x'", "'1' * 900_000 + ' sar'"])
def test_a_price_of_a_million_letters_is_none(written: str) -> None:
    code = f"""
from catalogue.offerings.exchange.refusing import NotTaken
from catalogue.offerings.exchange.typed import bare_amount
from catalogue.offerings.exchange.values import halalas
print(bare_amount({written})[1])
try:
    halalas({written})
except NotTaken:
    print("refused")
"""
    assert end_of(code).split() == ["False", "refused"]


def test_a_time_with_very_many_blanks_is_none() -> None:
    code = """
from catalogue.offerings.editing.moments import CLOCK, clock_of
print(CLOCK.fullmatch("17" + " " * 500_000 + "x"), clock_of("17 . 30"), clock_of("1730"), clock_of("17"))
"""
    assert end_of(code).split() == ["None", "17:30:00", "17:30:00", "17:00:00"]


def test_very_many_digits_are_no_date() -> None:
    code = """
from catalogue.offerings.uploads.wording import unbroken
print(len(unbroken("7" * 500_000)), unbroken("on 20/01/2027."))
"""
    assert end_of(code) == '500000 on <bdi class="unbroken" dir="ltr">20/01/2027</bdi>.'
