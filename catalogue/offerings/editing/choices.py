"""What the editor's lists offer: keys with their words in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalogue.core.messages import gettext as _
from catalogue.core.reader import reader
from catalogue.core.texts import local
from catalogue.taxonomy import queries as taxonomy
from catalogue.taxonomy.vocabularies import vocabulary

Choice = tuple[str, str]
Group = tuple[str, list[Choice]]


def terms(name: str, without: Iterable[str] = ()) -> list[Choice]:
    """A list of the vocabularies."""
    return worded(vocabulary(name), without)


def worded(known: Mapping[str, Mapping[str, str]], without: Iterable[str] = ()) -> list[Choice]:
    return [(key, words[reader().lang]) for key, words in known.items() if key not in set(without)]


def topics() -> list[Group]:
    """The detailed fields of learning under their broad ones; a narrow one that is not divided stands for itself."""
    return [
        (
            local(broad.topic, "name").text,
            [
                (one.topic.code, local(one.topic, "name").text)
                for narrow in broad.children
                for one in narrow.children or (narrow,)
            ],
        )
        for broad in taxonomy.topics()
    ]


def places() -> list[Group]:
    """Each city as a whole, and its zones and districts."""
    found: list[Group] = []
    for city in taxonomy.cities():
        name = local(city, "name").text
        inside = [(one.key, local(one, "name").text) for one in taxonomy.districts(city.slug)]
        found.append((name, [(city.slug, str(_("%(city)s, no district", city=name))), *inside]))
    return found
