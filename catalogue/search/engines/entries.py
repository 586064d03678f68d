"""From a document to what the index writes: terms with their weights, and the words in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import chain
from math import sqrt
from types import MappingProxyType
from typing import NamedTuple

from catalogue.search.asked import FIELD_BITS, words_of
from catalogue.search.documents import Document, FieldText
from catalogue.search.stems import WRITTEN_IN, term_keys, title_term
from catalogue.search.text import Token, surface, tokens

# Field → weight; usual length in words, beyond which a word weighs less.
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"title": 6.0, "summary": 3.0, "subject": 2.5, "provider": 2.0, "body": 1.0, "place": 0.5}
)
USUAL_LENGTHS = MappingProxyType({"title": 6, "summary": 20, "subject": 4, "provider": 5, "body": 120, "place": 6})
LENGTH_SHARE = 0.3
FIELDS_BY_WEIGHT = tuple(FIELD_BITS)  # a field's place among them is that of its bit

SURFACE = "w:"  # a word as it is written, for suggestions
PROVIDER = "p:"  # a provider's whole name, so that names are not read as filters
SPELLABLE = frozenset({"title", "summary", "provider"})
WHOLE = (1.0, FIELD_BITS["title"])  # weight and fields of what is looked up and never scored
FIELD_BREAK = "\n"  # phrases do not cross from one text into another


class Entry(NamedTuple):
    """A document as it is written: its terms with weight and fields, and all its words in their order."""

    id: int
    terms: Mapping[str, tuple[float, int]]
    document: Document
    words: str


def entry_of(document: Document) -> Entry:
    """What the index writes of a document."""
    found: dict[str, tuple[float, int]] = {}
    words = []
    by_field: dict[str, dict[str, float]] = {}
    for text in document.texts:
        read = tokens(text.text)
        words.append(words_of(read))
        known, weights = by_field.get(text.field), _weights(text.field, read)
        # A word in both languages of a field counts once.
        by_field[text.field] = weights if known is None else _larger(known, weights)
        found.update((term, (1.0, FIELD_BITS[text.field])) for term in _whole(text, read))
    langs = {text.lang for text in document.texts if text.field == "title"}
    if len(langs) == 1:
        found[WRITTEN_IN + langs.pop()] = WHOLE
    for field, weights in by_field.items():
        bit = FIELD_BITS[field]
        for term, weight in weights.items():
            before = found.get(term)
            found[term] = (weight, bit) if before is None else (before[0] + weight, before[1] | bit)
    return Entry(document.id, found, document, FIELD_BREAK + FIELD_BREAK.join(f" {line} " for line in words))


def _larger(one: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    """All terms of both, each with its larger weight."""
    for term, weight in other.items():
        if one.get(term, 0.0) < weight:
            one[term] = weight
    return one


def _weights(field: str, found: list[Token]) -> dict[str, float]:
    counts = Counter(chain.from_iterable([term_keys(token.text) for token in found]))
    length = 1 - LENGTH_SHARE + LENGTH_SHARE * len(found) / USUAL_LENGTHS[field]
    by_count = {count: _stepped(WEIGHTS[field] * sqrt(count) / length) for count in {*counts.values()}}
    return {key: by_count[count] for key, count in counts.items()}


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
