"""What may stand in each field, in words and, of a list, as keys with labels; and what a slip perhaps meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.core.reader import LANGUAGES, reader
from catalogue.offerings.exchange import shape
from catalogue.offerings.exchange.lists import LISTS, Labels
from catalogue.offerings.exchange.problems import quoted
from catalogue.taxonomy import queries as taxonomy

SEVERAL = {
    *("audiences", "languages", "run_languages", "topics", "occupations", "features", "prerequisites", "steps"),
    *("skills_taught", "skills_required"),
}
"""Fields that take a list."""
ONE_OF, ANY_OF = _l("One of the values of the list."), _l("Values of the list, with a vertical line (|) between them.")
DAY_AND_TIME = _l("A day, or a day and a time: 2027-01-20T17:00, 20/01/2027 17:00 or a Hijri day such as 1448-08-11.")
WORDS: Mapping[str, LazyString] = {
    "reference": _l("Your own short name for it, at most 100 characters; each only once in the file."),
    "run_reference": _l("Your own short name for the run, at most 100 characters; each only once in an offering."),
    "provider": _l("Your own reference as a provider, or nothing."),
    "age_min": _l("An age in years, 0 to 120."),
    "age_max": _l("An age in years, 0 to 120, not below the lowest age."),
    "hours": _l("A whole number of hours, 1 to 10000."),
    "capacity": _l("A whole number of seats, 1 or more; nothing means without a limit."),
    "waiting_list": _l("A whole number of places, 0 or more."),
    "minimum": _l("A whole number of people, 0 or more."),
    "price": _l("An amount such as 150 or 150.00, without separators and never negative; 0 or “free” is free."),
    "reduced_price": _l("An amount such as 150.00, not above the price."),
    "currency": _l("Three letters, such as SAR."),
    "enrol_opens_at": DAY_AND_TIME,
    "enrol_closes_at": DAY_AND_TIME,
    "cancel_until": DAY_AND_TIME,
    "sessions": _l("Day, start and end, such as 20/01/2027 17:00-19:00; several with a vertical line (|)."),
    "join_url": _l("An address that begins with https://"),
    "flexible_start": _l("yes or no"),
    "allocation": _l("first_come: who comes first gets a seat; approval: those whom you approve."),
    "state": _l("scheduled, draft, postponed, cancelled or completed; nothing means scheduled."),
    "features": _l("Codes of the key features of learning cities, with a vertical line (|) between them."),
    "skills_taught": _l("Words or keys, with a vertical line (|) between them."),
    "skills_required": _l("Words or keys, with a vertical line (|) between them."),
    "prerequisites": _l("Words, with a vertical line (|) between them."),
    "steps": _l("References of your own offerings, with a vertical line (|) between them."),
}
LENGTHS = {
    "title": shape.TITLE_MAX, "summary": shape.SUMMARY_MAX, "description": shape.DESCRIPTION_MAX,
    "room": shape.TITLE_MAX,
    "venue": 200, "venue_address": 500, "name": 200, "address": 500,
    **dict.fromkeys(("learn", "who_for", "bring", "assessed", "funding"), shape.TEXT_MAX),
}  # fmt: skip
SHORT_LIST = 30
"""So many values can be chosen from."""
FEW = 12
"""So many are named beside an error."""


def plain(field: str) -> str:
    """The name of a field without where it stands: `runs[0].title.en` → `title`."""
    parts = [part for part in re.sub(r"\[\d+\]", "", field).split(".") if part]
    while len(parts) > 1 and parts[-1] in LANGUAGES:
        parts.pop()
    name = parts[-1] if parts else ""
    bare = re.sub(r"_(ar|en)$", "", name)
    return bare if bare in LENGTHS else name


def words_of(field: str) -> LazyString | None:
    """What may stand in a field; None where there is nothing to say."""
    name = plain(field)
    if name in WORDS:
        return WORDS[name]
    if name in LISTS:
        return ANY_OF if name in SEVERAL or name == "venue_access" else ONE_OF
    if name in LENGTHS:
        return _l("A text of at most %(most)s characters.", most=LENGTHS[name])
    return None


def options_of(field: str) -> Labels:
    """The values of a controlled list, where it is short enough to choose from."""
    name = plain(field)
    found = LISTS[name]() if name in LISTS else {}
    return found if len(found) <= SHORT_LIST else {}


def values_of(field: str) -> list[tuple[str, str]]:
    """The values of a list that is too long to choose from, or of which several may stand; to be looked up."""
    name = plain(field)
    if name not in LISTS or (options_of(field) and name not in SEVERAL and name != "venue_access"):
        return []
    return [(key, labels[reader().lang]) for key, labels in LISTS[name]().items()]


def choices_of(options: Labels) -> list[tuple[str, str]]:
    """Key and label in the reader's language."""
    return [(key, f"{labels[reader().lang]} ({key})") for key, labels in options.items()]


def meant_by(field: str, value: str) -> str:
    """The key that a value perhaps meant: by its label in either language, or by a slip; "" where nothing is near."""
    name = plain(field)
    if name not in LISTS or not value:
        return ""
    by_name: dict[str, str] = {}
    for key, labels in LISTS[name]().items():
        for written in (key, *labels.values()):
            by_name.setdefault(taxonomy.plain_name(written), key)
    parts = [part.strip() for part in value.split("|")] if name in SEVERAL else [value]
    found = []
    for part in parts:
        near = get_close_matches(taxonomy.plain_name(quoted(part)), by_name, n=1, cutoff=0.75)
        if not near:
            return ""
        found.append(by_name[near[0]])
    return " | ".join(found) if found and " | ".join(found) != value else ""
