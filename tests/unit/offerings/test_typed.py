"""Prices, meetings and answers as people type them."""

from __future__ import annotations

import pytest

from catalogue.offerings.exchange.meetings import session_of
from catalogue.offerings.exchange.refusing import NotTaken
from catalogue.offerings.exchange.typed import words
from catalogue.offerings.exchange.values import halalas, truth

RIYAL, FREE, YES = "\u0631\u064a\u0627\u0644", "\u0645\u062c\u0627\u0646\u064a", "\u0646\u0639\u0645"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (f"50 {RIYAL}", 5000), (f"\u0665\u0660 {RIYAL}", 5000), ("50 SAR", 5000), ("SAR 50", 5000), ("sar50.5", 5050),
        (f"\u200f50 {RIYAL}", 5000), (FREE, 0), (" Free ", 0), ("0", 0), (12.5, 1250), ("50 \u0631.\u0633", 5000),
    ],
)  # fmt: skip
def test_a_price_is_understood_with_its_words(written: object, found: int) -> None:
    assert halalas(written) == found


def test_riyals_may_be_said_in_each_of_the_ways_that_are_known() -> None:
    assert {word for word in words("riyal") if halalas(f"50 {word}") != 5000} == set()
    assert f"{RIYAL}\u0627\u062a \u0633\u0639\u0648\u062f\u064a\u0629" in words("riyal")


@pytest.mark.parametrize("written", [f"-5 {RIYAL}", "50 USD", "free of charge", "1,500 SAR", RIYAL, "SAR", "50 50", ""])
def test_what_is_no_price_in_riyals_is_refused(written: str) -> None:
    with pytest.raises(NotTaken):
        halalas(written)


@pytest.mark.parametrize(
    ("written", "starts_at", "ends_at"),
    [
        ("20/01/2027 17:00-20:00", "20/01/2027 17:00", "20/01/2027 20:00"),
        ("2027-01-20 17:00\u201320:00", "2027-01-20 17:00", "2027-01-20 20:00"),
        ("2027-01-20T17:00 - 20:00", "2027-01-20 17:00", "2027-01-20 20:00"),
        ("20-01-2027 17:00 \u0644\u063a\u0627\u064a\u0629 20:00", "20-01-2027 17:00", "20-01-2027 20:00"),
        ("20-01-2027 17:00 to 20:00", "20-01-2027 17:00", "20-01-2027 20:00"),
        ("2027-01-20T17:00-2027-01-21T02:00", "2027-01-20 17:00", "2027-01-21T02:00"),
        ("\u0662\u0660/\u0661/\u0662\u0660\u0662\u0667 \u0661\u0667:\u0660\u0660-\u0662\u0660:\u0660\u0660",
         "20/1/2027 17:00", "20/1/2027 20:00"),
        ("2027-01-20T17:00-03:00/2027-01-20T19:00-03:00", "2027-01-20T17:00-03:00", "2027-01-20T19:00-03:00"),
    ],
)  # fmt: skip
def test_a_meeting_may_have_a_dash_in_place_of_a_slash(written: str, starts_at: str, ends_at: str) -> None:
    assert session_of(written) == {"starts_at": starts_at, "ends_at": ends_at}
    assert session_of(f"{written}/cancelled")["state"] == "cancelled"


@pytest.mark.parametrize(("written", "found"), [(YES, True), ("No", False), ("\u0661", True), (False, False)])
def test_yes_and_no_are_words_of_either_language(written: object, found: bool) -> None:
    assert truth(written) is found
