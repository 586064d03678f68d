"""Cells that are made to keep a pattern busy: read, or refused, at once."""

from __future__ import annotations

from time import process_time

import pytest

from catalogue.offerings.exchange.meetings import session_of
from catalogue.offerings.exchange.moments import moment
from catalogue.offerings.exchange.refusing import NotTaken


def test_a_day_with_very_many_blanks_is_no_moment() -> None:
    began = process_time()

    with pytest.raises(NotTaken):
        moment("2027-01-20" + " " * 100_000 + "17:00", "Asia/Riyadh")

    assert process_time() - began < 1


def test_very_many_times_are_no_meeting() -> None:
    began = process_time()

    assert session_of("T1:" * 100_000)["ends_at"] == ""

    assert process_time() - began < 1
