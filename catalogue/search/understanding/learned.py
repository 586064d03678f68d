"""Translations that the texts of the catalogue teach: learned while an index is written, kept in a file beside it."""

from __future__ import annotations

import json

from catalogue.search.documents import Document
from catalogue.search.understanding.mining import Pair, Partners, Translations, translations

MOST_PAIRS = 50_000  # that are learned from; more teach nothing new


class BilingualTexts:
    """Collects the titles and summaries that the documents going by have in both languages."""

    def __init__(self) -> None:
        self._pairs: list[Pair] = []

    def note(self, document: Document) -> None:
        for field in ("title", "summary"):
            by_lang = {text.lang: text.text for text in document.texts if text.field == field}
            if len(by_lang) == 2 and len(self._pairs) < MOST_PAIRS:
                self._pairs.append((by_lang["ar"], by_lang["en"]))

    def learned(self) -> Translations:
        return translations(self._pairs)


def to_bytes(learned: Translations) -> bytes:
    """For a file beside the index; `from_bytes` reads it. Only words that are partners are written down."""
    written = {key: learned.written[key] for key in learned.partners}
    return json.dumps({"partners": learned.partners, "written": written}, ensure_ascii=False).encode()


def from_bytes(content: bytes) -> Translations:
    """:raises ValueError: it is no such file."""
    read = json.loads(content)
    partners: Partners = {key: tuple((other, dice) for other, dice in found) for key, found in read["partners"].items()}
    return Translations(partners, read["written"])
