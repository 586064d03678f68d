"""Who is reading: language, digits, calendar, theme. Pages ask address and cookie, mails the account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import parse_qsl, urlencode

from flask_babel import force_locale

Language = Literal["ar", "en"]
LANGUAGES: tuple[Language, ...] = ("ar", "en")
LOCALES: Mapping[str, str] = {"ar": "ar_SA", "en": "en_GB"}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "theme": ("auto", "light", "dark", "contrast"),
    "text": ("normal", "large", "xlarge"),
    "digits": ("latn", "arab"),
    "cal": ("greg", "hijri"),
}


@dataclass(frozen=True)
class Reader:
    """How somebody reads; the first of each choice is the default."""

    lang: str = "ar"
    theme: str = "auto"
    text: str = "normal"
    digits: str = "latn"
    cal: str = "greg"

    @property
    def locale(self) -> str:
        return LOCALES[self.lang]

    def choose(self, wanted: Mapping[str, str]) -> Reader:
        """The same reader with the valid ones of these choices; anything else is left as it was."""
        return replace(self, **{name: wanted[name] for name, allowed in CHOICES.items() if wanted.get(name) in allowed})

    def to_cookie(self) -> str:
        return urlencode({name: getattr(self, name) for name in CHOICES})

    @classmethod
    def from_cookie(cls, lang: str, cookie: str | None) -> Reader:
        return cls(lang=lang).choose(dict(parse_qsl((cookie or "")[:200])))


_reader: ContextVar[Reader | None] = ContextVar("reader", default=None)


def reader() -> Reader:
    """The present reader; Arabic with the defaults where nobody has said."""
    return _reader.get() or Reader()


def set_reader(who: Reader) -> None:
    _reader.set(who)


@contextmanager
def reading_as(who: Reader) -> Iterator[None]:
    """Write for somebody else than the visitor: mails, exports."""
    token = _reader.set(who)
    try:
        with force_locale(who.locale):
            yield
    finally:
        _reader.reset(token)
