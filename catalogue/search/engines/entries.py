"""From a document to what the index writes: terms with their weights, and the words in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import sqrt
from types import MappingProxyType

from catalogue.search.asked import FIELD_BITS, words_of
from catalogue.search.documents import Document, FieldText
from catalogue.search.engines.store import Entry
from catalogue.search.stems import WRITTEN_IN, terms, title_term
from catalogue.search.text import Token, surface, tokens

# Field → weight, in the order in which a match is named; usual length in words, beyond which a word weighs less.
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"title": 6.0, "summary": 3.0, "subject": 2.5, "provider": 2.0, "body": 1.0, "place": 0.5}
)
USUAL_LENGTHS = MappingProxyType({"title": 6, "summary": 20, "subject": 4, "provider": 5, "body": 120, "place": 6})
LENGTH_SHARE = 0.3
FIELDS_BY_WEIGHT = tuple(WEIGHTS)

SURFACE = "w:"  # a word as it is written, for suggestions
PROVIDER = "p:"  # a provider's whole name, so that names are not read as filters
SPELLABLE = frozenset({"title", "summary", "provider"})
WHOLE = (1.0, FIELD_BITS["title"])  # weight and fields of what is looked up and never scored
FIELD_BREAK = "\n"  # phrases do not cross from one text into another


def entry_of(document: Document) -> Entry:
    """What the index writes of a document."""
    weights: dict[str, tuple[float, int]] = {}
    words = []
    by_field: dict[tuple[str, str], float] = {}
    for text in document.texts:
        found = tokens(text.text)
        words.append(words_of(found))
        for term, weight in _weights(text.field, found).items():
            slot = (text.field, term)  # a word in both languages of a field counts once
            by_field[slot] = max(by_field.get(slot, 0.0), weight)
        weights.update((term, (1.0, FIELD_BITS[text.field])) for term in _whole(text, found))
    langs = {text.lang for text in document.texts if text.field == "title"}
    if len(langs) == 1:
        weights[WRITTEN_IN + langs.pop()] = WHOLE
    for (field, term), weight in by_field.items():
        before, fields = weights.get(term, (0.0, 0))
        weights[term] = (before + weight, fields | FIELD_BITS[field])
    return Entry(document.id, weights, document, FIELD_BREAK + FIELD_BREAK.join(f" {line} " for line in words))


def _weights(field: str, found: list[Token]) -> dict[str, float]:
    counts = Counter(key for token in found for key in {term.key for term in terms(token)})
    length = 1 - LENGTH_SHARE + LENGTH_SHARE * len(found) / USUAL_LENGTHS[field]
    return {key: _stepped(WEIGHTS[field] * sqrt(count) / length) for key, count in counts.items()}


def _stepped(weight: float) -> float:
    """A weight in eighths: enough to tell by, and half the size on the disk."""
    return max(round(weight * 8), 1) / 8


def _whole(text: FieldText, found: list[Token]) -> set[str]:
    """Terms that are looked up whole and never scored: the title, and words as they are written."""
    whole = set()
    if text.field == "title":
        whole.add(title_term(words_of(found)))
    if text.field == "provider":
        whole.add(PROVIDER + words_of(found))
    if text.field in SPELLABLE:
        whole |= {SURFACE + surface(text.text[token.start : token.end]) for token in found if not token.joined}
    return whole
