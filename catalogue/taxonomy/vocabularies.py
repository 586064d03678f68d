"""The controlled lists: keys that are stored, labels in both languages that are shown (files/vocabularies.json)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from catalogue.core.reader import reader


def read(name: str) -> Any:
    """A data file of the vocabularies, as JSON."""
    return json.loads(files("catalogue.taxonomy").joinpath("files", f"{name}.json").read_text("utf-8"))


@cache
def vocabulary(name: str) -> Mapping[str, Mapping[str, str]]:
    """The terms of a list in their order: key → labels by language.

    :raises KeyError: no such list.
    """
    terms = read("vocabularies")["lists"][name]
    return MappingProxyType({term["key"]: MappingProxyType({"ar": term["ar"], "en": term["en"]}) for term in terms})


def keys(name: str) -> tuple[str, ...]:
    return tuple(vocabulary(name))


def label(name: str, key: str | None, lang: str | None = None) -> str:
    """The label of a term in the reader's language; the key itself where the list does not know it."""
    if key is None:
        return ""
    term = vocabulary(name).get(key)
    return term[lang or reader().lang] if term else key


def labels(name: str, chosen: Iterable[str]) -> list[str]:
    return [label(name, key) for key in chosen]


@cache
def access_features() -> Mapping[str, Mapping[str, str]]:
    """What makes a venue usable: accessibility features and facilities in one list."""
    return MappingProxyType({**vocabulary("accessibility_features"), **vocabulary("venue_facilities")})


@cache
def _served() -> tuple[Mapping[str, str], ...]:
    return tuple(city for city in read("learning_cities")["cities"] if city["catalogue"] == "launch")


def served_cities() -> list[str]:
    """The names of the learning cities that this catalogue serves."""
    return [city[reader().lang] for city in _served()]


# The three kinds of CONTRACT, and the formats that refine them.
KINDS = MappingProxyType(
    {
        "course": vocabulary("offering_types")["course"],
        "workshop": vocabulary("offering_types")["workshop"],
        "programme": MappingProxyType({"ar": "\u0628\u0631\u0646\u0627\u0645\u062c", "en": "Programme"}),
    }
)
FORMATS = tuple(key for key in keys("offering_types") if key not in KINDS)
