"""What filters and their values are called: in both languages for programs, in the reader's for pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache

from babel import Locale
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from catalogue.core import formats
from catalogue.core.messages import gettext as _
from catalogue.core.reader import LANGUAGES, LOCALES, reader
from catalogue.core.texts import LocalText, both
from catalogue.providers.queries import names_by_public_id
from catalogue.taxonomy import queries as taxonomy
from catalogue.taxonomy.occupation_names import occupation_names
from catalogue.taxonomy.queries import once_per_app
from catalogue.taxonomy.vocabularies import KINDS, access_features, vocabulary

Names = Mapping[str, str]
"""Language → name; one of them may be missing."""

TITLES = {
    "q": _l("Search words"),
    "kind": _l("Type"),
    "format": _l("Kind of programme or event"),
    "topic": _l("Topic"),
    "city": _l("City"),
    "district": _l("District"),
    "mode": _l("Format"),
    "level": _l("Level"),
    "language": _l("Teaching language"),
    "gender": _l("Group"),
    "audience": _l("Who it is for"),
    "age": _l("Age"),
    "price": _l("Price"),
    "price_max": _l("Highest price"),
    "from": _l("Starts on or after"),
    "until": _l("Starts on or before"),
    "day": _l("Day of the week"),
    "time": _l("Time of day"),
    "credential": _l("Certificate"),
    "access": _l("Accessibility and facilities"),
    "provider": _l("Provider"),
    "skill": _l("Skill"),
    "occupation": _l("Occupation"),
    "open": _l("Enrolment"),
    "near": _l("Near"),
    "km": _l("Distance"),
    "sort": _l("Sort by"),
    "page": _l("Page"),
    "per_page": _l("Results per page"),
}
LISTS = {
    "format": "offering_types",
    "mode": "delivery_modes",
    "level": "difficulty",
    "language": "languages_of_instruction",
    "gender": "attendance_groups",
    "audience": "audiences",
    "price": "price_types",
    "time": "times_of_day",
    "credential": "credential_types",
}
DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}


def provider_names(public_ids: Collection[str]) -> dict[str, Names]:
    """Public id → names, read in one question; none is asked where there is no id."""
    return {key: both(row, "name") for key, row in names_by_public_id(public_ids).items()} if public_ids else {}


def names_of(facet: str, value: str, providers: Mapping[str, Names]) -> Names:
    """What a value is called in both languages; the value itself where no list knows it."""
    found: Names | None = None
    if facet == "provider":
        found = providers.get(value)
    elif facet == "kind":
        found = KINDS.get(value)
    elif facet == "access":
        found = access_features().get(value)
    elif facet == "day":
        found = _day_names(value)
    elif facet in LISTS:
        found = vocabulary(LISTS[facet]).get(value)
    else:
        found = _taxonomy_names(facet, value)
    return dict(found) if found else dict.fromkeys(LANGUAGES, value)


def _taxonomy_names(facet: str, value: str) -> Names | None:
    row: object | None = None
    if facet == "topic":
        row = taxonomy.topics_by_code().get(value)
    elif facet in {"city", "district", "near"}:
        row = taxonomy.places().get(value)
    elif facet == "skill":
        row = taxonomy.skill_by_key(value)
    elif facet == "occupation":
        return occupation_names().get(value)
    return both(row, "name") if row else None


@cache
def _day_names(key: str) -> Names | None:
    if key not in DAYS:
        return None
    return {lang: Locale.parse(LOCALES[lang]).days["stand-alone"]["wide"][DAYS[key]] for lang in LANGUAGES}


def words(facet: str, value: str, providers: Mapping[str, Names]) -> LocalText:
    """A value in the reader's language, or in the other one where that is all there is."""
    names = names_of(facet, value, providers)
    lang = reader().lang
    if name := names.get(lang):
        return LocalText(name, lang)
    return next((LocalText(name, other) for other, name in names.items()), LocalText(value, lang))


@once_per_app
def _words_of_values() -> dict[tuple[str, str, str], LocalText]:
    """Language, facet and value → words, of those that pages have asked for."""
    return {}


def words_of(facet: str, values: Iterable[str], providers: Mapping[str, Names]) -> list[LocalText]:
    """The same for values that a list holds, looked up once; providers are no list, and change their names."""
    if facet == "provider":
        return [words(facet, value, providers) for value in values]
    known, lang, found = _words_of_values(), reader().lang, []
    for value in values:
        key = (lang, facet, value)
        if key not in known:
            known[key] = words(facet, value, {})
        found.append(known[key])
    return found


def chosen_words(name: str, value: str, providers: Mapping[str, Names]) -> LocalText:
    """Any filter that is on, as its chip says it after the filter's title."""
    said = _figure(name, value)
    return LocalText(said, reader().lang) if said else words(name, value, providers)


def titled(name: str, choice: Markup) -> Markup:
    """What is chosen, after the title of its filter: “Age: 10”."""
    return escape(_("%(filter)s: %(choice)s")) % {"filter": TITLES[name], "choice": choice}


def _figure(name: str, value: str) -> str:
    if name == "price_max":
        return str(_("up to %(amount)s", amount=formats.money(round(float(value) * 100))))
    if name in {"from", "until"}:
        return formats.first_and_second(date.fromisoformat(value))[0]
    if name == "open":
        return str(_("open now") if value == "1" else _("also full, closed and past ones"))
    if name == "km":
        return str(_("within %(km)s km", km=formats.number(float(value))).replace(" ", formats.NBSP))
    if name == "near" and "," in value:
        return str(_("the chosen point"))
    return formats.number(int(value)) if name == "age" else ""
