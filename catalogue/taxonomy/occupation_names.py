"""What occupations are called, by their ISCO-08 code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from catalogue.core.reader import LANGUAGES
from catalogue.core.texts import both
from catalogue.taxonomy import queries
from catalogue.taxonomy.vocabularies import read


@cache
def occupation_names() -> Mapping[str, Mapping[str, str]]:
    """ISCO code → names; where one occupation of ours has the code, its name says more than the group's."""
    groups: dict[str, Mapping[str, str]] = {
        group["code"]: {lang: group[lang] for lang in LANGUAGES if group.get(lang)}
        for group in read("isco_08")["groups"]
    }
    return groups | {one.isco_code: both(one, "name") for one in queries.occupations()}
