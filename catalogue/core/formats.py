"""Dates in both calendars, times, money, numbers: everything a reader sees of them is written here.

Babel writes ASCII digits; where the reader chose Arabic-Indic ones they are mapped afterwards, because Babel's own
Arabic numbering mixes ASCII digits with Arabic separators.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from babel import dates, lists
from babel.numbers import format_decimal
from hijridate import Gregorian
from markupsafe import Markup

from catalogue.core.messages import gettext as _
from catalogue.core.messages import ngettext
from catalogue.core.reader import reader
from catalogue.core.texts import LocalText

NBSP = "\u00a0"
ARABIC_COMMA, ARABIC_AND = "\u060c", " \u0648"
ARABIC_INDIC, PERSIAN = ("".join(chr(zero + n) for n in range(10)) for zero in (0x660, 0x6F0))
DECIMAL, THOUSANDS, PERCENT = "\u066b", "\u066c", "\u066a"
TO_ARABIC = str.maketrans("0123456789.,%", ARABIC_INDIC + DECIMAL + THOUSANDS + PERCENT)
TO_ASCII = str.maketrans(ARABIC_INDIC + PERSIAN + DECIMAL + THOUSANDS + PERCENT, "0123456789" * 2 + ".,%")
DEFAULT_ZONE = "Asia/Riyadh"
"""The zone of the first cities: for what happens in none."""
APART, JOINED = "\u2066", "\u2069"
"""Around a piece of left-to-right text (LRI and PDI): what stands beside it cannot pull its parts about."""
RIGHT_TO_LEFT, FIRST_STRONG = "\u2067", "\u2068"
"""The same around right-to-left text (RLI), and around a piece whose direction is unknown (FSI)."""
STRANGE = {"ar": frozenset({"L", "EN"}), "en": frozenset({"R", "AL"})}
"""Classes of letters and digits that lead the other way than a language."""
NUMERAL = re.compile(rf"[{APART}-{FIRST_STRONG}][^{JOINED}]*(?:{JOINED}|\Z)|\d[\d.,]*\d|\d")
"""A number; or a whole isolated piece, because that is a quotation: a code, or what stands in somebody's file. One that
nobody closes ends with the text."""


def digits(text: str) -> str:
    """The text with the reader's digits; separators change only inside numbers, quotations not at all."""
    if reader().digits != "arab":
        return text
    return NUMERAL.sub(lambda found: _arabic_indic(found.group()), text)


def _arabic_indic(piece: str) -> str:
    return piece if piece[0] in (APART, RIGHT_TO_LEFT, FIRST_STRONG) else piece.translate(TO_ARABIC)


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
    # Whole numbers are most of what a page holds, and Python groups them as CLDR does for en_GB.
    return digits(f"{value:,}" if isinstance(value, int) else format_decimal(value, locale="en_GB"))


def days(count: int) -> str:
    """“75 days”: a length of time, counted."""
    return ngettext("%(n)s day", "%(n)s days", count, n=number(count))


def percent(value: int) -> str:
    """“54%”, with the Arabic sign beside Arabic words or digits."""
    arabic = reader().lang == "ar" or reader().digits == "arab"
    return f"{number(value)}{PERCENT if arabic else '%'}"


# A page of results writes the same few days and hours again and again; Babel takes a pattern apart each time.
@lru_cache(maxsize=20_000)
def format_date(day: date, pattern: str, *, locale: str) -> str:
    return dates.format_date(day, pattern, locale=locale)


@lru_cache(maxsize=10_000)
def _format_time(hour: int, minute: int, pattern: str, *, locale: str) -> str:
    return dates.format_time(time(hour, minute), pattern, locale=locale)


@lru_cache(maxsize=2_000)
def _format_list(parts: tuple[str, ...], *, locale: str) -> str:
    return lists.format_list(parts, locale=locale)


@lru_cache(maxsize=2_000)
def _amount(halalas: int) -> str:
    pattern = "#,##0.##" if halalas % 100 == 0 else "#,##0.00"
    return format_decimal(halalas / 100, format=pattern, locale="en_GB")


@lru_cache(maxsize=20_000)
def _umm_al_qura(day: date) -> tuple[int, int, int] | None:
    """Year, month and day; None outside the table."""
    try:
        found = Gregorian(day.year, day.month, day.day).to_hijri()
    except (OverflowError, ValueError):
        return None
    return found.year, found.month, found.day


def money(halalas: int, currency: str = "SAR") -> str:
    """A price: “SAR 1,500”, in Arabic with the currency behind; nothing to pay is a word, never 0."""
    if halalas == 0:
        return str(_("Free"))
    amount = _amount(halalas)
    if currency != "SAR":
        return digits(f"{amount}{NBSP}{currency}")
    return digits(_("SAR %(amount)s", amount=amount).replace(" ", NBSP))


def at_zone(moment: datetime, zone: str = DEFAULT_ZONE) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


def midnight(day: date, zone: str = DEFAULT_ZONE) -> datetime:
    """The moment at which a day begins there."""
    return datetime.combine(day, time(), ZoneInfo(zone))


@cache
def _months() -> dict[str, Any]:
    names: dict[str, Any] = json.loads(files("catalogue.core").joinpath("hijri_months.json").read_text("utf-8"))
    return names


def hijri(day: date, *, year: bool = True) -> str:
    """The Umm al-Qura date, as “26 Jumada II 1448 AH”; empty outside its table (1343 to 1500 AH)."""
    found = _umm_al_qura(day)
    if found is None:
        return ""
    lang = reader().lang
    written = f"{found[2]}{NBSP}{_months()[lang][found[1] - 1]}"
    return _apart(digits(f"{written} {found[0]}{_months()['era'][lang]}" if year else written))


def hijri_month(day: date) -> str:
    """The Umm al-Qura month of a day, as “Jumada II 1448 AH”; empty outside its table."""
    written = hijri(day)
    return written.strip(APART + JOINED).partition(NBSP)[2]


def hijri_day(day: date) -> str:
    """“26 Jumada II”."""
    return hijri(day, year=False)


def _gregorian(day: date, pattern: str) -> str:
    return _apart(digits(format_date(day, pattern, locale=reader().locale)))


def _apart(text: str) -> str:
    """An English date or time with Arabic-Indic digits, isolated: two of them would swap places around a comma."""
    mixed = reader().lang == "en" and reader().digits == "arab"
    return f"{APART}{text}{JOINED}" if mixed else text


def day_long(day: date) -> str:
    """“Sunday, 6 December 2026”."""
    return _gregorian(day, _("EEEE, d MMMM y"))


def day_short(day: date) -> str:
    """“Sun 6 December”."""
    return _gregorian(day, _("EEE d MMMM"))


def day_month(day: date) -> str:
    return _gregorian(day, "d MMMM")


def day_year(day: date) -> str:
    return _gregorian(day, "d MMMM y")


def day_full(day: date) -> str:
    """“Sunday, 6 December 2026 (26 Jumada II 1448 AH)”: both calendars, the reader's first one first."""
    islamic = hijri(day)
    if not islamic:
        return day_long(day)
    if reader().cal == "hijri":
        return str(_("%(weekday)s, %(day)s", weekday=weekday_of(day), day=f"{islamic} ({day_year(day)})"))
    return f"{day_long(day)} ({islamic})"


def month_title(day: date) -> str:
    return digits(format_date(day, "MMMM y", locale=reader().locale))


def first_and_second(day: date, *, year: bool = True) -> tuple[str, str]:
    """The date in the reader's first calendar, with the weekday, and in the other one (which may be empty)."""
    islamic = hijri(day)
    if reader().cal == "hijri" and islamic:
        named = format_date(day, _("EEE"), locale=reader().locale)
        return f"{named} {islamic}", day_year(day) if year else day_month(day)
    return (_gregorian(day, _("EEE d MMMM y")) if year else day_short(day)), islamic


def clock_time(moment: datetime | time) -> str:
    """“5:00 pm”; noon and midnight are words."""
    if (moment.hour, moment.minute) == (12, 0):
        return digits(_("12:00 noon").replace(" ", NBSP))
    if (moment.hour, moment.minute) == (0, 0):
        return digits(_("midnight"))
    written = _format_time(moment.hour, moment.minute, "h:mm a", locale=reader().locale)
    return _apart(digits(written.replace(" ", NBSP).replace("\u202f", NBSP)))


def time_range(start: datetime | time, end: datetime | time) -> str:
    """“5:00 pm to 8:00 pm”: in words, never with a dash."""
    return str(_("%(start)s to %(end)s", start=clock_time(start), end=clock_time(end)))


def weekdays(keys: Sequence[str]) -> str:
    """The names of week days (`sun` to `sat`), joined in the reader's language."""
    names = [weekday(key) for key in keys]
    return _format_list(tuple(names), locale=reader().locale)


def weekday(key: str) -> str:
    # 3 January 2021 was a Sunday
    return format_date(
        date(2021, 1, 3 + ("sun", "mon", "tue", "wed", "thu", "fri", "sat").index(key)), "EEEE", locale=reader().locale
    )


def listed(parts: Sequence[str]) -> str:
    """Labels in a sentence; in Arabic set apart by commas where one of them holds an “and” itself."""
    if reader().lang == "ar" and any(ARABIC_AND in part for part in parts):
        return f"{ARABIC_COMMA} ".join(parts)
    return _format_list(tuple(map(str, parts)), locale=reader().locale)


def isolated(text: str) -> Markup:
    """Text of unknown direction, so that it cannot disturb the sentence around it."""
    return Markup("<bdi>{}</bdi>").format(text)


def apart(text: str | LocalText) -> str:
    """The same by signs, where no element can stand: in hints, in mails without markup. Its digits stay as they are.

    A text that holds nothing of the other direction needs none.
    """
    written, opening = str(text), FIRST_STRONG
    if isinstance(text, LocalText):
        opening = RIGHT_TO_LEFT if text.dir == "rtl" else APART
    found = any(unicodedata.bidirectional(sign) in STRANGE[reader().lang] for sign in written)
    return f"{opening}{written}{JOINED}" if found else written


def weekday_of(day: date) -> str:
    return format_date(day, "EEEE", locale=reader().locale)


def month_of(day: date) -> str:
    return format_date(day, "MMMM", locale=reader().locale)


def moment(at: datetime, zone: str = DEFAULT_ZONE) -> str:
    """A day, in both calendars, and a time of day, in the city's zone."""
    there = at_zone(at, zone)
    return str(_("%(day)s, %(time)s", day=day_full(there.date()), time=clock_time(there)))
