"""The names of cities and districts as people put them into a query."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.core.reader import LANGUAGES
from catalogue.search.stems import key_of_text
from catalogue.search.text import words_in
from catalogue.search.understanding.meanings import Meaning
from catalogue.search.understanding.wishes import Phrases, words_of_phrase
from catalogue.taxonomy import queries as taxonomy

DISTRICT_WORDS = ("\u062d\u064a", "district", "neighbourhood", "neighborhood")
COMMON_SHARE = 0.5  # a word that stands in so many of the cities' names says nothing of one city


def place_phrases() -> Phrases:
    """Words → the city or district that they name; a name that several cities share means any of them.

    A city is known by its telling word alone (Jubail), and with what follows it (Jubail Industrial). A district's name
    of one word is an ordinary word as often as a place (the Gulf): it counts with a word for «district» before it, or
    as one of several words.
    """
    found: dict[tuple[str, ...], list[str]] = {}
    for words, value in (*_cities(), *_districts()):
        found.setdefault(words, []).append(value)
    return {words: _meaning(values) for words, values in found.items()}


def _meaning(values: list[str]) -> Meaning:
    values = list(dict.fromkeys(values))
    name = "district" if all(":" in value for value in values) else "city"
    return Meaning(name, "|".join(value for value in values if (":" in value) == (name == "district")))


def _cities() -> Iterator[tuple[tuple[str, ...], str]]:
    for lang in LANGUAGES:
        named = {city.slug: _keys(getattr(city, f"name_{lang}")) for city in taxonomy.cities()}
        every = [key for keys in named.values() for key in set(keys)]
        for slug, keys in named.items():
            yield keys, slug
            telling = [key for key in keys if every.count(key) <= len(named) * COMMON_SHARE]
            if telling:
                yield (telling[0],), slug
                first = keys.index(telling[0])  # and without «city» before it or behind it
                for last in range(first + 2, len(keys) + (first > 0)):
                    yield keys[first:last], slug


def _districts() -> Iterator[tuple[tuple[str, ...], str]]:
    before = [*map(key_of_text, DISTRICT_WORDS)]
    for city in taxonomy.cities():
        for district in taxonomy.districts(city.slug):
            for lang in LANGUAGES:
                keys = _keys(getattr(district, f"name_{lang}"))
                for word in before:
                    yield (word, *keys), district.key
                    yield (*keys, word), district.key
                if len(keys) > 1 or (district.is_zone and keys):
                    yield keys, district.key


def _keys(name: str) -> tuple[str, ...]:
    return words_of_phrase(name) if words_in(name) else ()
