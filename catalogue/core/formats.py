"""Dates in both calendars, times, money, numbers: everything a reader sees of them is written here.

Babel writes ASCII digits; where the reader chose Arabic-Indic ones they are mapped afterwards, because Babel's own
Arabic numbering mixes ASCII digits with Arabic separators.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal
from flask_babel import gettext as _
from hijridate import Gregorian
from markupsafe import Markup

from catalogue.core.reader import reader

NBSP = "\u00a0"
ARABIC_INDIC, PERSIAN = ("".join(chr(zero + n) for n in range(10)) for zero in (0x660, 0x6F0))
DECIMAL, THOUSANDS, PERCENT = "\u066b", "\u066c", "\u066a"
TO_ARABIC = str.maketrans("0123456789.,%", ARABIC_INDIC + DECIMAL + THOUSANDS + PERCENT)
TO_ASCII = str.maketrans(ARABIC_INDIC + PERSIAN + DECIMAL + THOUSANDS + PERCENT, "0123456789" * 2 + ".,%")
DEFAULT_ZONE = "Asia/Riyadh"
NUMERAL = re.compile(r"\d[\d.,]*\d|\d")


def digits(text: str) -> str:
    """The text with the reader's digits; separators change only inside numbers."""
    if reader().digits != "arab":
        return text
    return NUMERAL.sub(lambda found: found.group().translate(TO_ARABIC), text)


def ascii_digits(text: str) -> str:
    """What a person typed, with 0-9 for Arabic-Indic and Persian digits: before any check, search or storing."""
    return text.translate(TO_ASCII)


def whole(text: str) -> int | None:
    """The whole number that somebody wrote, in either digits; None where it is none.

    However long it is, reading it takes no time: beyond eighteen digits it is only "very many".
    """
    digits = ascii_digits(text).strip()
    if not (digits.isascii() and digits.isdigit()):
        return None
    return int(digits.lstrip("0")[:18] or "0")


def number(value: int | float) -> str:
    return digits(format_decimal(value, locale="en_GB"))


def money(halalas: int, currency: str = "SAR") -> str:
    """A price: “SAR 1,500”, in Arabic with the currency behind; nothing to pay is a word, never 0."""
    if halalas == 0:
        return str(_("Free"))
    amount = format_decimal(halalas / 100, format="#,##0.##" if halalas % 100 == 0 else "#,##0.00", locale="en_GB")
    if currency != "SAR":
        return digits(f"{amount}{NBSP}{currency}")
    return digits(_("SAR %(amount)s", amount=amount).replace(" ", NBSP))


def at_zone(moment: datetime, zone: str = DEFAULT_ZONE) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


@cache
def _months() -> dict[str, Any]:
    names: dict[str, Any] = json.loads(files("catalogue.core").joinpath("hijri_months.json").read_text("utf-8"))
    return names


def hijri(day: date, *, year: bool = True) -> str:
    """The Umm al-Qura date, as “26 Jumada II 1448 AH”; empty outside its table (1343 to 1500 AH)."""
    try:
        found = Gregorian(day.year, day.month, day.day).to_hijri()
    except (OverflowError, ValueError):
        return ""
    lang = reader().lang
    written = f"{found.day}{NBSP}{_months()[lang][found.month - 1]}"
    return digits(f"{written} {found.year}{_months()['era'][lang]}" if year else written)


def hijri_month(day: date) -> str:
    """The Umm al-Qura month of a day, as “Jumada II 1448 AH”; empty outside its table."""
    written = hijri(day)
    return written.partition(NBSP)[2] if written else ""


def hijri_day(day: date) -> str:
    """“26 Jumada II”."""
    return hijri(day, year=False)


def day_long(day: date) -> str:
    """“Sunday, 6 December 2026”."""
    return digits(format_date(day, _("EEEE, d MMMM y"), locale=reader().locale))


def day_short(day: date) -> str:
    """“Sun 6 December”."""
    return digits(format_date(day, _("EEE d MMMM"), locale=reader().locale))


def day_month(day: date) -> str:
    return digits(format_date(day, "d MMMM", locale=reader().locale))


def day_year(day: date) -> str:
    return digits(format_date(day, "d MMMM y", locale=reader().locale))


def month_title(day: date) -> str:
    return digits(format_date(day, "MMMM y", locale=reader().locale))


def first_and_second(day: date, *, year: bool = True) -> tuple[str, str]:
    """The date in the reader's first calendar and in the other one (which may be empty)."""
    gregorian = day_year(day) if year else day_short(day)
    islamic = hijri(day, year=True)
    return (islamic, gregorian) if reader().cal == "hijri" and islamic else (gregorian, islamic)


def clock_time(moment: datetime | time) -> str:
    """“5:00 pm”; noon and midnight are words."""
    if (moment.hour, moment.minute) == (12, 0):
        return digits(_("12:00 noon").replace(" ", NBSP))
    if (moment.hour, moment.minute) == (0, 0):
        return digits(_("midnight"))
    return digits(format_time(moment, "h:mm a", locale=reader().locale).replace(" ", NBSP).replace("\u202f", NBSP))


def time_range(start: datetime | time, end: datetime | time) -> str:
    """“5:00 pm to 8:00 pm”: in words, never with a dash."""
    return str(_("%(start)s to %(end)s", start=clock_time(start), end=clock_time(end)))


def weekdays(keys: Sequence[str]) -> str:
    """The names of week days (`sun` to `sat`), joined in the reader's language."""
    names = [weekday(key) for key in keys]
    return format_list(names, locale=reader().locale)


def weekday(key: str) -> str:
    # 3 January 2021 was a Sunday
    return format_date(
        date(2021, 1, 3 + ("sun", "mon", "tue", "wed", "thu", "fri", "sat").index(key)), "EEEE", locale=reader().locale
    )


def listed(parts: Sequence[str]) -> str:
    return format_list(list(parts), locale=reader().locale)


def isolated(text: str) -> Markup:
    """Text of unknown direction, so that it cannot disturb the sentence around it."""
    return Markup("<bdi>{}</bdi>").format(text)


def weekday_of(day: date) -> str:
    return format_date(day, "EEEE", locale=reader().locale)


def month_of(day: date) -> str:
    return format_date(day, "MMMM", locale=reader().locale)


def moment(at: datetime, zone: str = DEFAULT_ZONE) -> str:
    """A day and a time of day, in the city's zone: “Sunday, 6 December 2026, 5:00 pm”."""
    there = at_zone(at, zone)
    return str(_("%(day)s, %(time)s", day=day_long(there.date()), time=clock_time(there)))
