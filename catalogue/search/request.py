"""Parameters of an address into a query. It never raises: what it cannot use it leaves out and says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogue.core.texts import NO_LETTERS, composed
from catalogue.search.facets import BY_NAME, Facet
from catalogue.search.query import ATTRIBUTES, OPEN, SORTS, Query, in_order
from catalogue.search.text import FORMAT, digits

# Facet → the values that there are; None or absent where any value may be.
Vocabulary = Mapping[str, frozenset[str] | None]

LONGEST_TEXT = 200
LONGEST_VALUE = 80
MOST_VALUES = 50
MOST_PROBLEMS = 20
LAST_PAGE = 100_000
NEAREST_KM, MOST_KM = 0.1, 20_000
DEAREST_HALALAS = 10**9
YEARS = range(1900, 2201)

UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
HIDDEN = re.compile(f"[{FORMAT}{NO_LETTERS}]+")
WHOLE = re.compile(r"-?[0-9]{1,15}")
DECIMAL = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
YEAR_FIRST = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")
DAY_FIRST = re.compile(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})")
NOT_OURS = re.compile(r"lang|fbclid|gclid|utm_\w*|_")  # the API's, and what other sites hang on to an address


@dataclass(frozen=True)
class Problem:
    """What was wrong with a parameter. The page words it by its code.

    Codes: unknown_parameter, unknown_value, not_a_number, out_of_range, not_a_date, dates_reversed, not_a_place,
    needs_near, too_long, too_many, repeated.
    """

    parameter: str
    value: str
    code: str


class _Wrong(Exception):
    """A value that cannot be used."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse(params: Iterable[tuple[str, str]], vocabulary: Vocabulary | None = None) -> tuple[Query, list[Problem]]:
    """The query that the parameters ask for, and what was wrong with them.

    :param vocabulary: the values that each facet may have, where they are known.
    """
    problems: list[Problem] = []
    given: dict[str, list[str]] = {}
    for name, value in params:
        text = clean(value)
        if name in BY_NAME or name in ATTRIBUTES:
            given.setdefault(name, []).extend([text] if text else [])
        elif not NOT_OURS.fullmatch(name):
            problems.append(_problem(clean(name), text, "unknown_parameter"))
    chosen = {name: _chosen(BY_NAME[name], given.get(name, []), vocabulary or {}, problems) for name in BY_NAME}
    single = dict(_single(given, problems))
    _agree(single, problems)
    return Query(chosen=in_order(chosen), **single), problems[:MOST_PROBLEMS]


def clean(text: str) -> str:
    """What was typed, on one line, without characters that hide, reorder or cannot be written."""
    return " ".join(composed(HIDDEN.sub("", UNSEEN.sub(" ", text))).split())


def _problem(name: str, value: str, code: str) -> Problem:
    return Problem(name[:LONGEST_VALUE], value[:LONGEST_VALUE], code)


def _chosen(facet: Facet, values: list[str], vocabulary: Vocabulary, problems: list[Problem]) -> tuple[str, ...]:
    known = frozenset(facet.values) if facet.values else vocabulary.get(facet.name)
    found: set[str] = set()
    for value in values:
        key = value if known is None or value in known else value.lower()
        if known is not None and key not in known:
            problems.append(_problem(facet.name, value, "unknown_value"))
        elif len(key) > LONGEST_VALUE:
            problems.append(_problem(facet.name, value, "too_long"))
        elif len(found) == MOST_VALUES and key not in found:
            problems.append(_problem(facet.name, value, "too_many"))
        else:
            found.add(key)
    return tuple(sorted(found))


def _single(given: Mapping[str, list[str]], problems: list[Problem]) -> Iterator[tuple[str, Any]]:
    """Attribute and value of each parameter that stands once. Of several the first one counts."""
    for name, attribute in ATTRIBUTES.items():
        values = given.get(name, [])
        if not values:
            continue
        if len(set(values)) > 1:
            problems.append(_problem(name, values[1], "repeated"))
        if name == "q" and len(values[0]) > LONGEST_TEXT:
            problems.append(_problem(name, values[0], "too_long"))
        try:
            yield attribute, READ[name](values[0])
        except _Wrong as wrong:
            problems.append(_problem(name, values[0], wrong.code))


def _agree(single: dict[str, Any], problems: list[Problem]) -> None:
    """Leave out what does not go together with the rest."""
    first, last = single.get("starts_from"), single.get("starts_until")
    if first and last and first > last:
        problems.append(_problem("until", str(single.pop("starts_until")), "dates_reversed"))
    if "near" in single:
        return
    if "km" in single:
        problems.append(_problem("km", f"{single.pop('km'):g}", "needs_near"))
    if single.get("sort") == "nearest":
        problems.append(_problem("sort", single.pop("sort"), "needs_near"))


def _text(value: str) -> str:
    return value[:LONGEST_TEXT].strip()


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not WHOLE.fullmatch(digits(value)):
            raise _Wrong("not_a_number")
        if not least <= int(digits(value)) <= most:
            raise _Wrong("out_of_range")
        return int(digits(value))

    return read


def _decimal(value: str) -> float:
    if not DECIMAL.fullmatch(digits(value)):
        raise _Wrong("not_a_number")
    return float(digits(value))


def _halalas(value: str) -> int:
    halalas = round(_decimal(value) * 100)
    if not 0 <= halalas <= DEAREST_HALALAS:
        raise _Wrong("out_of_range")
    return halalas


def _km(value: str) -> float:
    km = float(f"{_decimal(value):g}")  # as it will be written
    if not NEAREST_KM <= km <= MOST_KM:
        raise _Wrong("out_of_range")
    return km


def _day(value: str) -> date:
    found = digits(value)
    if parts := YEAR_FIRST.fullmatch(found):
        year, month, day = map(int, parts.groups())
    elif parts := DAY_FIRST.fullmatch(found):
        day, month, year = map(int, parts.groups())
    else:
        raise _Wrong("not_a_date")
    if year not in YEARS:
        raise _Wrong("out_of_range")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise _Wrong("not_a_date") from error


def _place(value: str) -> str:
    """`lat,lng` with five places (a metre), or `city:district`."""
    lat, comma, lon = digits(value).partition(",")
    if not comma:
        if ":" not in value or len(value) > LONGEST_VALUE:
            raise _Wrong("not_a_place")
        return value
    try:
        north, east = _decimal(lat.strip()), _decimal(lon.strip())
    except _Wrong as wrong:
        raise _Wrong("not_a_place") from wrong
    if abs(north) > 90 or abs(east) > 180:
        raise _Wrong("not_a_place")
    return f"{north:.5f},{east:.5f}"


def _one_of(values: Iterable[str]) -> Callable[[str], str]:
    known = frozenset(values)

    def read(value: str) -> str:
        if value.lower() not in known:
            raise _Wrong("unknown_value")
        return value.lower()

    return read


READ: Mapping[str, Callable[[str], Any]] = {
    "q": _text,
    "age": _whole(0, 120),
    "price_max": _halalas,
    "from": _day,
    "until": _day,
    "open": _one_of(OPEN),
    "near": _place,
    "km": _km,
    "sort": _one_of(SORTS),
    "page": _whole(1, LAST_PAGE),
    "per_page": _whole(1, 100),
    "exact": lambda value: _one_of(("1",))(value) == "1",
}
