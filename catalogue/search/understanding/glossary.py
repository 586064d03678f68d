"""Words and their translations: those of the project's bilingual vocabularies, and those that the catalogue teaches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache

from catalogue.search.documents import Document
from catalogue.search.understanding.concepts import concepts
from catalogue.search.understanding.mining import MOST_PARTNERS, Pair, Partners, Translations, translations
from catalogue.taxonomy.vocabularies import read

MOST_TITLES = 50_000  # that are learned from; more teach nothing new


@cache
def of_the_vocabularies() -> Translations:
    """Learned from the labels of concepts, skills, occupations and fields of education."""
    return translations(_labels())


def _labels() -> Iterator[Pair]:
    for concept in concepts().by_id.values():
        yield concept.name("ar"), concept.name("en")
    for name, rows in (("skills", "skills"), ("occupations", "occupations"), ("isced_f_2013", "fields")):
        for row in read(name)[rows]:
            yield row["ar"], row["en"]


class Titles:
    """Collects the bilingual titles of the documents that go by."""

    def __init__(self) -> None:
        self._pairs: list[Pair] = []

    def note(self, document: Document) -> None:
        for field in ("title", "summary"):
            by_lang = {text.lang: text.text for text in document.texts if text.field == field}
            if len(by_lang) == 2 and len(self._pairs) < MOST_TITLES:
                self._pairs.append((by_lang["ar"], by_lang["en"]))

    def learned(self) -> Translations:
        return translations(self._pairs)


def together(*every: Translations) -> Translations:
    """What any of them knows, each word's best partners first."""
    partners: dict[str, dict[str, float]] = {}
    written: dict[str, str] = {}
    for one in every:
        written.update(one.written)
        for key, found in one.partners.items():
            kept = partners.setdefault(key, {})
            for other, dice in found:
                kept[other] = max(dice, kept.get(other, 0.0))
    return Translations({key: _best(found.items()) for key, found in partners.items()}, written)


def _best(found: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0]))[:MOST_PARTNERS])


def to_bytes(learned: Translations) -> bytes:
    """For a file beside the index; `from_bytes` reads it. Only words that are partners are written down."""
    written = {key: learned.written[key] for key in learned.partners}
    return json.dumps({"partners": learned.partners, "written": written}, ensure_ascii=False).encode()


def from_bytes(content: bytes) -> Translations:
    """:raises ValueError: it is no such file."""
    read_ = json.loads(content)
    partners: Partners = {
        key: tuple((other, dice) for other, dice in found) for key, found in read_["partners"].items()
    }
    return Translations(partners, read_["written"])
