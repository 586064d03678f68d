"""Dates in both calendars, digits, money, plurals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from flask_babel import ngettext
from hijridate import Gregorian

from catalogue.core import formats
from catalogue.core.reader import Reader, reading_as
from catalogue.core.texts import LocalText
from tools import strings

NBSP = "\u00a0"


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    with app.test_request_context(), reading_as(Reader("en")):
        yield


def arabic(**choices: str) -> Reader:
    return Reader("ar", **choices)


def test_a_hijri_date_stands_for_the_same_day_on_a_sample_of_eighty_years(english: None) -> None:
    first = date(1990, 1, 1)
    for number in range(0, 29_220, 17):
        day = first + timedelta(days=number)
        there = Gregorian(day.year, day.month, day.day).to_hijri()
        back = there.to_gregorian()
        assert (back.year, back.month, back.day) == (day.year, day.month, day.day)
        assert formats.hijri(day).startswith(f"{there.day}{NBSP}")
        assert formats.hijri(day).endswith(f"{there.year} AH")


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2100, 1, 1), date(9999, 12, 31), date(1, 1, 1)])
def test_outside_the_table_there_is_the_gregorian_date_alone(english: None, day: date) -> None:
    assert formats.hijri(day) == ""
    assert formats.first_and_second(day)[1] == ""


def test_the_calendar_that_is_first_is_the_readers_choice(app: Flask) -> None:
    day = date(2026, 12, 6)
    with app.test_request_context():
        with reading_as(Reader("en")):
            assert formats.first_and_second(day) == ("Sun 6 December 2026", f"26{NBSP}Jumada II 1448 AH")
            assert formats.day_full(day) == f"Sunday, 6 December 2026 (26{NBSP}Jumada II 1448 AH)"
        with reading_as(Reader("en", cal="hijri")):
            assert formats.first_and_second(day) == (f"Sun 26{NBSP}Jumada II 1448 AH", "6 December 2026")
            assert formats.first_and_second(day, year=False)[1] == "6 December"
            assert formats.day_full(day) == f"Sunday, 26{NBSP}Jumada II 1448 AH (6 December 2026)"


def test_an_english_date_with_arabic_digits_cannot_be_torn_apart(app: Flask) -> None:
    at = datetime(2026, 12, 5, 22, 30, tzinfo=UTC)
    with app.test_request_context(), reading_as(Reader("en", digits="arab")):
        for piece in (formats.day_long(at.date()), formats.hijri(at.date()), formats.clock_time(at)):
            assert (piece[0], piece[-1]) == ("\u2066", "\u2069")
            assert piece in formats.moment(at - timedelta(hours=3))
        assert "\u2066" not in formats.hijri_month(at.date())
    with app.test_request_context(), reading_as(Reader("ar", digits="arab")):
        assert "\u2066" not in formats.moment(at)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (time(17, 0), f"5:00{NBSP}pm"),
        (time(0, 0), "midnight"),
        (time(12, 0), f"12:00{NBSP}noon"),
        (time(0, 30), f"12:30{NBSP}am"),
        (time(12, 30), f"12:30{NBSP}pm"),
    ],
)
def test_times_say_noon_and_midnight(english: None, moment: time, words: str) -> None:
    assert formats.clock_time(moment) == words


def test_a_moment_is_told_in_the_citys_time(english: None) -> None:
    assert formats.moment(datetime(2026, 12, 5, 22, 30, tzinfo=UTC)) == (
        f"Sunday, 6 December 2026 (26{NBSP}Jumada II 1448 AH), 1:30{NBSP}am"
    )


@pytest.mark.parametrize(
    ("halalas", "words"),
    [
        (0, "Free"),
        (25_000, f"SAR{NBSP}250"),
        (150_000, f"SAR{NBSP}1,500"),
        (9_950, f"SAR{NBSP}99.50"),
        (5, f"SAR{NBSP}0.05"),
    ],
)
def test_prices_are_round_where_they_are_round(english: None, halalas: int, words: str) -> None:
    assert formats.money(halalas) == words


def test_another_currency_keeps_its_letters(english: None) -> None:
    assert formats.money(25_000, "USD") == f"250{NBSP}USD"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("1,234.50", "\u0661\u066c\u0662\u0663\u0664\u066b\u0665\u0660"),
        ("10", "\u0661\u0660"),
        ("ISO 9001.", "ISO \u0669\u0660\u0660\u0661."),
        ("a, b.", "a, b."),
    ],
)
def test_arabic_digits_are_put_in_with_their_separators(app: Flask, typed: str, shown: str) -> None:
    with app.test_request_context(), reading_as(arabic(digits="arab")):
        assert formats.digits(typed) == shown
        assert formats.ascii_digits(shown) == typed


def test_the_digits_of_a_quotation_stay_as_they_are(app: Flask) -> None:
    """A code, or what stands in somebody's file: isolated pieces of a message."""
    with app.test_request_context(), reading_as(arabic(digits="arab")):
        for opening in "\u2066\u2067\u2068":
            assert formats.digits(f"1 {opening}2027-01-20T17:00\u2069 2") == (
                f"\u0661 {opening}2027-01-20T17:00\u2069 \u0662"
            )


@pytest.mark.parametrize(
    ("lang", "digits", "shown"),
    [
        ("en", "latn", "54%"),
        ("en", "arab", "\u0665\u0664\u066a"),
        ("ar", "latn", "54\u066a"),
        ("ar", "arab", "\u0665\u0664\u066a"),
    ],
)
def test_a_share_has_the_sign_of_its_language(app: Flask, lang: str, digits: str, shown: str) -> None:
    with app.test_request_context(), reading_as(Reader(lang, digits=digits)):
        assert formats.percent(54) == shown


def test_a_length_of_time_is_counted(english: None) -> None:
    assert (formats.days(1), formats.days(14), formats.days(1095)) == ("1 day", "14 days", "1,095 days")


@pytest.mark.parametrize(
    ("lang", "text", "shown"),
    [
        ("ar", LocalText("Blue Coast Co.", "en"), "\u2066Blue Coast Co.\u2069"),
        ("ar", LocalText("SQL: \u0643\u064a\u0641", "ar"), "\u2067SQL: \u0643\u064a\u0641\u2069"),
        ("ar", LocalText("\u0643\u064a\u0641", "ar"), "\u0643\u064a\u0641"),
        ("ar", "-5", "\u2068-5\u2069"),
        ("ar", "\u0643\u064a\u0641?", "\u0643\u064a\u0641?"),
        ("en", "Blue Coast Co.", "Blue Coast Co."),
        ("en", "\u0643\u064a\u0641.", "\u2068\u0643\u064a\u0641.\u2069"),
    ],
)
def test_what_leads_the_other_way_is_set_apart_by_signs(
    app: Flask, lang: str, text: str | LocalText, shown: str
) -> None:
    with app.test_request_context(), reading_as(Reader(lang)):
        assert formats.apart(text) == shown


def test_persian_digits_are_understood() -> None:
    assert formats.ascii_digits("\u06f1\u06f2\u06f3") == "123"


def test_without_the_choice_digits_stay(app: Flask) -> None:
    with app.test_request_context(), reading_as(arabic()):
        assert formats.digits("123") == "123"


@pytest.mark.parametrize(
    ("number", "form"),
    [(0, 0), (1, 1), (2, 2), (3, 3), (10, 3), (11, 4), (99, 4), (100, 5), (102, 5), (103, 3), (1000, 5)],
)
def test_each_number_of_meetings_has_its_own_arabic_form(app: Flask, number: int, form: int) -> None:
    plural = next(one for one in strings.messages(strings.read("ar")) if one.id == ("One meeting", "%(n)s meetings"))
    forms = tuple(plural.string or ())
    with app.test_request_context(), reading_as(arabic()):
        assert ngettext(*plural.id, number, n=number) == forms[form] % {"n": number}


def test_a_list_of_days_is_joined_as_the_language_does(english: None) -> None:
    assert formats.weekdays(["sun", "tue", "thu"]) == "Sunday, Tuesday and Thursday"


def test_labels_that_hold_an_and_are_kept_apart_in_arabic(app: Flask) -> None:
    with app.test_request_context(), reading_as(arabic()):
        assert formats.listed(["a \u0648b", "c", "d e"]) == "a \u0648b\u060c c\u060c d e"
        assert "\u060c" not in formats.listed(["a b", "c"])


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_every_day_of_a_year_can_be_written_in_every_way(app: Flask, lang: str) -> None:
    with app.test_request_context():
        for digits in ("latn", "arab"):
            with reading_as(Reader(lang, digits=digits)):
                for number in range(0, 366, 5):
                    day = date(2028, 1, 1) + timedelta(days=number)
                    ways = (formats.day_long, formats.day_short, formats.day_month, formats.month_title)
                    written = "".join(way(day) for way in ways)
                    assert written.translate({0x2066: None, 0x2069: None}).isprintable() or NBSP in written
                    assert any(sign.isdigit() for sign in written)
                    assert ("0" <= max(sign for sign in written if sign.isdigit()) <= "9") is (digits == "latn")
