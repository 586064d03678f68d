"""Single values of the exchange format: each reader answers the value as it is stored, or refuses it with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l

from catalogue.core.formats import ascii_digits
from catalogue.core.reader import LANGUAGES
from catalogue.core.texts import clean
from catalogue.offerings.exchange import typed
from catalogue.offerings.exchange.problems import quoted
from catalogue.offerings.exchange.refusing import NotTaken

Reader = Callable[[Any], Any]
REFERENCE_MAX = 100
LIST_MAX = 60
MOST = 1_000_000
LINK_MAX = 2000
WHOLE = re.compile(r"[+-]?\d{1,7}(\.0+)?")
AMOUNT = re.compile(r"\d{1,9}(\.\d{1,2})?")


def missing(value: Any) -> bool:
    """Whether a value says nothing: null, an empty text, an empty list or object."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {})


def word(value: Any) -> str:
    """A short text of one line: keys, codes, references."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise NotTaken(_l("This must be a text."))
    return clean(ascii_digits(str(value)[: REFERENCE_MAX * 2]))


def reference(value: Any) -> str:
    if isinstance(value, str) and len(value) > REFERENCE_MAX:
        raise NotTaken(_l("A reference can have at most %(most)s characters.", most=REFERENCE_MAX))
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise NotTaken(_l("This must be a text."))
    found = clean(str(value))
    if not found:
        raise NotTaken(_l("A reference is needed."))
    return found


def one_of(allowed: Collection[str]) -> Reader:
    """A key of a controlled list."""

    def read(value: Any) -> str:
        found = word(value)
        for key in (found, found.casefold().replace(" ", "_")):
            if key in allowed:
                return key
        raise NotTaken(_l("“%(value)s” is not one of the values allowed here.", value=quoted(found)))

    return read


def many_of(allowed: Callable[[], Collection[str]]) -> Reader:
    """A list of keys, each once, in the order given."""

    def read(value: Any) -> list[str]:
        return list(dict.fromkeys(one_of(allowed())(item) for item in entries(value)))

    return read


def words(value: Any) -> list[str]:
    """A list of short texts, each once."""
    found: list[str] = []
    for item in entries(value):
        text = word(item)
        if len(text) > REFERENCE_MAX:
            raise NotTaken(_l("Each entry can have at most %(most)s characters.", most=REFERENCE_MAX))
        if text and text not in found:
            found.append(text)
    return found


def entries(value: Any) -> list[Any]:
    """A list that is not too long."""
    if not isinstance(value, list):
        raise NotTaken(_l("This must be a list."))
    if len(value) > LIST_MAX:
        raise NotTaken(_l("This list can have at most %(most)s entries.", most=LIST_MAX))
    return value


def text(most: int, *, lines: bool = False) -> Reader:
    """A text for people, of at most so many characters."""

    def read(value: Any) -> str | None:
        if not isinstance(value, str):
            raise NotTaken(_l("This must be a text."))
        found = clean(value, lines=lines)
        if len(found) > most:
            raise NotTaken(_l("This can have at most %(most)s characters.", most=most))
        return found or None

    return read


def bilingual(most: int, *, lines: bool = False) -> Reader:
    """`{"ar": …, "en": …}` → the same with cleaned texts; a language that is not named is left out."""

    def read(value: Any) -> dict[str, str | None]:
        if not isinstance(value, dict):
            raise NotTaken(_l("This must be an object with the keys “ar” and “en”."))
        for lang in value:
            if lang not in LANGUAGES:
                raise NotTaken(_l("The languages known here are “ar” and “en”."), quoted(lang))
        found: dict[str, str | None] = {}
        for lang, written in value.items():
            try:
                found[lang] = None if written is None else text(most, lines=lines)(written)
            except NotTaken as trouble:
                raise NotTaken(trouble.message, lang) from trouble
        return found

    return read


def whole(least: int, most: int = MOST) -> Reader:
    """A whole number within bounds, also in Arabic-Indic digits."""

    def read(value: Any) -> int:
        written = ascii_digits(str(value)).strip() if isinstance(value, int | float | str) else ""
        if isinstance(value, bool) or not WHOLE.fullmatch(written):
            raise NotTaken(_l("This must be a whole number."))
        found = int(float(written))
        if found < least:
            raise NotTaken(_l("This must be at least %(least)s.", least=least))
        if found > most:
            raise NotTaken(_l("This can be at most %(most)s.", most=most))
        return found

    return read


def halalas(value: Any) -> int:
    """A price such as "150.00" → 15000; “free” and “50 SAR” are understood."""
    written = ascii_digits(str(value)).strip() if isinstance(value, int | float | str) else ""
    written, _riyals = typed.bare_amount(written)
    if written.startswith("-"):
        raise NotTaken(_l("A price cannot be negative."))
    if isinstance(value, bool) or not AMOUNT.fullmatch(written):
        raise NotTaken(_l("A price is written like 150.00, with a point and without separators."))
    try:
        return int(Decimal(written) * 100)
    except InvalidOperation as trouble:  # pragma: no cover - the pattern leaves nothing of the kind
        raise NotTaken(_l("A price is written like 150.00, with a point and without separators.")) from trouble


def currency(value: Any) -> str:
    found = word(value).upper()
    if not re.fullmatch("[A-Z]{3}", found):
        raise NotTaken(_l("A currency has three letters, like SAR."))
    return found


def truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    found = typed.plain(ascii_digits(str(value)))
    if found not in typed.words("yes") | typed.words("no"):
        raise NotTaken(_l("This must be true or false."))
    return found in typed.words("yes")


def link(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LINK_MAX:
        raise NotTaken(_l("This must be an address that begins with https:// or http://"))
    found = clean(value)
    try:
        parts = urlsplit(found)
    except ValueError as trouble:
        raise NotTaken(_l("This must be an address that begins with https:// or http://")) from trouble
    if parts.scheme not in {"http", "https"} or not parts.netloc or " " in found:
        raise NotTaken(_l("This must be an address that begins with https:// or http://"))
    return found
