"""What a provider wants to change of what the office vouched for, put into words: what it was, what it would be."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.core.formats import day_year
from catalogue.core.texts import local
from catalogue.providers.models import Provider
from catalogue.providers.queries import change_of, district
from catalogue.providers.services.details import changed
from catalogue.providers.wording import KINDS
from catalogue.taxonomy.queries import cities

NAMES: dict[str, LazyString] = {
    "name_ar": _l("Name of the organisation in Arabic"),
    "name_en": _l("Name of the organisation in English"),
    "kind": _l("What kind of organisation is it?"),
    "city_id": _l("City"),
    "district_id": _l("District"),
    "licence_authority_ar": _l("Issued by, in Arabic"),
    "licence_authority_en": _l("Issued by, in English"),
    "licence_number": _l("Licence number"),
    "licence_expires_on": _l("Valid until"),
}


class Difference(NamedTuple):
    name: LazyString
    before: str
    after: str


def differences(provider: Provider) -> list[Difference]:
    """Empty where nothing waits."""
    waiting = change_of(provider.id)
    if waiting is None:
        return []
    return [
        Difference(NAMES[column], _words(column, getattr(provider, column)), _words(column, value))
        for column, value in changed(waiting).items()
    ]


def _words(column: str, value: Any) -> str:
    if value is None:
        return ""
    if column == "kind":
        return str(KINDS[value])
    if column == "city_id":
        return next((local(city, "name").text for city in cities() if city.id == value), "")
    if column == "district_id":
        return local(district(value), "name").text
    return day_year(value) if isinstance(value, date) else str(value)
