"""A date that does not exist is refused in words that say so, with the month and how long it is."""

from __future__ import annotations

import pytest
from flask import Flask

from catalogue.offerings.exchange.moments import moment
from catalogue.offerings.exchange.refusing import NotTaken
from catalogue.offerings.uploads.texts import in_both

ZONE = "Asia/Riyadh"


def refused(written: str) -> dict[str, str]:
    with pytest.raises(NotTaken) as found:
        moment(written, ZONE, "end")
    return in_both(found.value.message)[0]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("31/02/2027", "There is no date \u201c31/02/2027\u201d: February 2027 has 28 days."),
        ("2027-02-31", "There is no date \u201c2027-02-31\u201d: February 2027 has 28 days."),
        (
            "\u0663\u0661/\u0660\u0662/\u0662\u0660\u0662\u0667",
            "There is no date \u201c31/02/2027\u201d: February 2027 has 28 days.",
        ),
        ("29/2/2028 25:00", "\u201c29/2/2028 25:00\u201d is not a possible date and time."),
        ("30/9/1450", "There is no date \u201c30/9/1450\u201d: Ramadan 1450 AH has 29 days."),
        ("1450-13-01", "There is no date \u201c1450-13-01\u201d: a year has 12 months."),
        ("2027-00-10", "There is no date \u201c2027-00-10\u201d: a year has 12 months."),
        ("9999-99-99", "The year must lie between 2000 and 2100."),
    ],
)
def test_the_words_name_the_month_and_its_length(app: Flask, written: str, words: str) -> None:
    assert refused(written)["en"] == words


def test_in_arabic_the_month_has_its_name_and_the_date_stands_by_itself(app: Flask) -> None:
    words = refused("30/9/1450")["ar"]

    assert "\u0631\u0645\u0636\u0627\u0646 1450" in words
    assert "29 \u064a\u0648\u0645\u064b\u0627" in words
    assert "\u206830/9/1450\u2069" in words
