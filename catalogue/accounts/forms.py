"""What a person types about herself: read, cleaned, checked; kept as typed when something is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from hijridate import Hijri

from catalogue.accounts import rules
from catalogue.accounts.models import GENDERS
from catalogue.accounts.queries import district_id
from catalogue.core.errors import DomainError
from catalogue.core.formats import whole
from catalogue.core.texts import clean

NAME_MAX = 120


@dataclass
class Answers:
    """What was typed, and what is wrong with it, by field."""

    typed: Mapping[str, str]
    errors: dict[str, LazyString | str] = field(default_factory=dict)

    def text(self, name: str, most: int = 500) -> str:
        return clean(self.typed.get(name, "")[:most])

    def raw(self, name: str) -> str:
        """As typed: for passphrases, in which every sign counts."""
        return self.typed.get(name, "")[:2000]

    def raw_text(self, name: str, most: int = 50_000) -> str:
        """As typed, with its lines: for texts whose length is checked after cleaning."""
        return self.typed.get(name, "")[:most]

    def ensure(self, name: str, check: Callable[[], object]) -> None:
        """Run a check and put its refusal at the field."""
        try:
            check()
        except DomainError as refused:
            self.errors[name] = refused.message

    def name(self, key: str, *, required: bool) -> str | None:
        found = self.text(key)
        if not any(sign.isalpha() for sign in found):
            if required or found:
                self.errors[key] = _l("Enter your full name")
            return None
        if len(found) > NAME_MAX:
            self.errors[key] = _l("The name can have at most 120 characters")
        return found

    def email(self, key: str = "email") -> str:
        typed = self.text(key)
        if not typed:
            self.errors[key] = _l("Enter your e-mail address")
            return ""
        try:
            return rules.normal_email(typed)
        except DomainError as refused:
            self.errors[key] = refused.message
            return typed

    def gender(self, key: str = "gender") -> str | None:
        chosen = self.text(key)
        if chosen and chosen not in GENDERS:
            self.errors[key] = _l("Choose one of the entries")
        return chosen if chosen in GENDERS else None

    def district(self, key: str = "district") -> int | None:
        """The id of the district chosen by its address key (`city:district`)."""
        chosen = self.text(key)
        found = district_id(chosen) if chosen else None
        if chosen and found is None:
            self.errors[key] = _l("Choose one of the entries")
        return found

    def has(self, *keys: str) -> bool:
        """Whether the form spoke of any of these at all."""
        return any(key in self.typed for key in keys)

    def day(self, key: str, today: date) -> date | None:
        """A birth date of three fields."""
        found = self.any_day(key)
        if found is None:
            return None
        try:
            rules.ensure_possible_birth_date(found, today)
        except DomainError as refused:
            self.errors[key] = refused.message
            return None
        return found

    def coming_day(self, key: str, today: date) -> date | None:
        """A date of three fields that has not passed."""
        found = self.any_day(key)
        if found is not None and found < today:
            self.errors[key] = _l("This date has passed")
        return found

    def any_day(self, key: str) -> date | None:
        """A date of three fields (`<key>_day`, `_month`, `_year`), Gregorian or Umm al-Qura by `<key>_calendar`."""
        parts = [self.text(f"{key}_{part}", 10) for part in ("year", "month", "day")]
        if not any(parts):
            return None
        try:
            year, month, day = (_whole(part) for part in parts)
            return gregorian(year, month, day, hijri=self.text(f"{key}_calendar") == "hijri")
        except (ValueError, OverflowError):
            self.errors[key] = _l("Enter a date that exists, with day, month and year")
            return None


def _whole(typed: str) -> int:
    """:raises ValueError: anything but digits."""
    found = whole(typed)
    if found is None:
        raise ValueError(typed)
    return found


def gregorian(year: int, month: int, day: int, *, hijri: bool) -> date:
    """The day, written in either calendar.

    :raises ValueError: no such day. :raises OverflowError: outside the table of the calendar.
    """
    if hijri:
        found = Hijri(year, month, day).to_gregorian()
        return date(found.year, found.month, found.day)
    return date(year, month, day)
