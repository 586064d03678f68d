"""The controlled lists of the columns: keys with their labels, and the key of a label that somebody chose or typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from catalogue.offerings.exchange.typed import plain
from catalogue.taxonomy import names
from catalogue.taxonomy import queries as taxonomy
from catalogue.taxonomy.vocabularies import FORMATS, KINDS, access_features, vocabulary

Labels = Mapping[str, Mapping[str, str]]
LISTS: Mapping[str, Callable[[], Labels]] = {
    "kind": lambda: KINDS,
    "format": lambda: {key: vocabulary("offering_types")[key] for key in FORMATS},
    "level": lambda: vocabulary("difficulty"),
    "audiences": lambda: vocabulary("audiences"),
    "languages": lambda: vocabulary("languages_of_instruction"),
    "run_languages": lambda: vocabulary("languages_of_instruction"),
    "credential": lambda: vocabulary("credential_types"),
    "mode": lambda: vocabulary("delivery_modes"),
    "gender_mode": lambda: vocabulary("attendance_groups"),
    "reduced_for": lambda: vocabulary("audiences"),
    "for": lambda: vocabulary("audiences"),
    "venue_access": access_features,
    "city": lambda: {city.slug: {"ar": city.name_ar, "en": city.name_en} for city in taxonomy.cities()},
    "district": lambda: {
        f"{city.slug}:{one.slug}": {"ar": one.name_ar, "en": one.name_en}
        for city in taxonomy.cities()
        for one in taxonomy.districts(city.slug)
    },
    "topics": lambda: {
        code: {"ar": one.name_ar, "en": one.name_en} for code, one in sorted(taxonomy.topics_by_code().items())
    },
    "occupations": lambda: {
        one.isco_code: {"ar": one.name_ar, "en": one.name_en}
        for one in taxonomy.occupations()
        if one.isco_code in taxonomy.isco_codes()
    },
}
OF_THE_DATABASE: Mapping[str, Callable[[], Mapping[str, str]]] = {
    "topics": names.topic_names,
    "occupations": names.occupation_names,
}
CODED = re.compile(r"(.+) \(([0-9]+)\)")
LONGEST = 200
"""Letters of a label: what is longer is none."""


def key_of(column: str, written: str, city: str = "") -> str:
    """The key behind a label in either language; whatever else is written stays as it is, to be refused by its reader.

    :param city: of the same row, as it is written there: the name of a district is known only within one.
    """
    if column not in LISTS or not written.strip() or len(written) > LONGEST:
        return written
    if column in ("city", "district"):
        return _place(column, written, city)
    if column in OF_THE_DATABASE:
        return written if written.strip().isascii() and written.strip().isdigit() else _topic(column, written)
    keys, by_label = _of(column)
    return written if written in keys else by_label.get(plain(written), written)


def with_code(label: str, key: str) -> str:
    """How a term is offered whose name another one has too."""
    return f"{label} ({key})"


def _topic(column: str, written: str) -> str:
    coded = CODED.fullmatch(written.strip())
    if coded and coded[2] in (known := LISTS[column]()) and plain(coded[1]) in map(plain, known[coded[2]].values()):
        return coded[2]
    return OF_THE_DATABASE[column]().get(plain(written), written)


def _place(column: str, written: str, city: str) -> str:
    places = taxonomy.place_names()
    if column == "city":
        return places.get(("", plain(written)), written)
    if slug := places.get(("", plain(city)), city.strip()):
        return places.get((slug, plain(written)), written)
    return names.district_names().get(plain(written), written)


@cache
def _of(column: str) -> tuple[frozenset[str], Mapping[str, str]]:
    """The keys of a list that is the same for ever, and the key of each label that only one of them has."""
    labels = LISTS[column]()
    pairs = ((key, label) for key, words in labels.items() for label in words.values())
    return frozenset(labels), names.by_name(pairs)
