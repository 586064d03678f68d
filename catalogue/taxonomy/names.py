"""Terms of the vocabularies by the names that people know them by, in either language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from catalogue.taxonomy.queries import (
    cities,
    districts,
    isco_codes,
    occupations,
    once_per_app,
    plain_name,
    topics_by_code,
)


def by_name(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """(key, name) → by name in lower case, of the names that are one key's alone."""
    found: dict[str, set[str]] = {}
    for key, name in pairs:
        found.setdefault(plain_name(name), set()).add(key)
    return MappingProxyType({name: min(keys) for name, keys in found.items() if len(keys) == 1})


@once_per_app
def district_names() -> Mapping[str, str]:
    """Name in lower case → `city:slug`, of the districts whose name no other city has."""
    found = ((f"{city.slug}:{one.slug}", one) for city in cities() for one in districts(city.slug))
    return by_name((key, name) for key, one in found for name in (one.name_ar, one.name_en))


@once_per_app
def topic_names() -> Mapping[str, str]:
    """Name in either language, in lower case → code; without the names that several fields share."""
    return by_name((code, name) for code, one in topics_by_code().items() for name in (one.name_ar, one.name_en))


@once_per_app
def occupation_names() -> Mapping[str, str]:
    """Name in either language, in lower case → code of ISCO-08."""
    known = ((one.isco_code, one) for one in occupations() if one.isco_code in isco_codes())
    return by_name((code, name) for code, one in known for name in (one.name_ar, one.name_en))
