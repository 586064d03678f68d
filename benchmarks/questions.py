"""About 300 searches over the synthetic catalogue: one to four words, both languages, common and rare, with filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from benchmarks.corpus import LANGS, SEED, document
from catalogue.search.documents import Document
from catalogue.search.facets import BROAD_TOPIC
from catalogue.search.query import Query, in_order
from catalogue.search.stems import stop_words
from catalogue.search.text import tokens

Filters = Mapping[str, tuple[str, ...]]

QUESTIONS, BROWSING = 300, 40
FILTERS_CHOSEN = (0, 0, 0, 1, 1, 2)
TWO_VALUES_SHARE = 0.2
OF_OFFERING = ("kind", "level", "topic", "audience", "credential", "provider", "format")
OF_RUN = ("city", "mode")
"""At most one of these stands in a question: the peers know runs only as reduced to their offering."""


@dataclass(frozen=True)
class Question:
    """Words and filters, and what sort of words they are: browse, subject, title, common, rare, mixed or long."""

    sort: str
    text: str
    filters: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def query(self) -> Query:
        return Query(text=self.text, chosen=in_order(dict(self.filters)))


def questions(offerings: int) -> list[Question]:
    """The searches for a catalogue of this size, each after an offering of it, so that nearly all find something."""
    random = Random(SEED + 1)
    found: dict[tuple[str, object], Question] = {}
    while len(found) < QUESTIONS:
        after = document(random.randint(1, offerings), offerings)
        if len(found) < BROWSING:
            question = Question("browse", "", _filters(random, after, random.choice((0, 1, 1, 2, 2))))
        else:
            sort = random.choice(("subject", "title", "common", "rare", "mixed", "long"))
            text = _text(random, sort, after)
            question = Question(sort, text, _filters(random, after, random.choice(FILTERS_CHOSEN)))
            if not text:
                continue
        found[question.text, question.filters] = question
    mixed = list(found.values())
    random.shuffle(mixed)
    return mixed


def _text(random: Random, sort: str, after: Document) -> str:
    lang = random.choice([lang for lang in LANGS if any(text.lang == lang for text in after.texts)])
    title, summary, body = (_words(after, field, lang) for field in ("title", "summary", "body"))
    rare = [word for word in body if word[:1].isupper() or any(letter.isdigit() for letter in word)] or body[-3:]
    wanted = {
        "subject": title[:2],
        "title": _some(random, title, random.choice((2, 3))),
        "common": _some(random, body, random.choice((1, 2))),
        "rare": _some(random, rare[-5:], 1),
        "mixed": [*_some(random, rare[-5:], 1), *_some(random, title, 1)],
        "long": [*_some(random, title, 2), *_some(random, summary, 2)],
    }[sort]
    return " ".join(wanted)


def _some(random: Random, words: list[str], many: int) -> list[str]:
    return random.sample(words, min(len(words), many))


def _words(after: Document, field: str, lang: str) -> list[str]:
    """The words of a field as they are written, without those that say nothing."""
    texts = [text.text for text in after.texts if (text.field, text.lang) == (field, lang)]
    found = (text[token.start : token.end] for text in texts for token in tokens(text) if _speaks(token.text))
    return list(found)


def _speaks(word: str) -> bool:
    return word not in stop_words() and len(word) > 1


def _filters(random: Random, after: Document, many: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    chosen: dict[str, tuple[str, ...]] = {}
    names = [*random.sample(OF_OFFERING, many), random.choice(OF_RUN)]
    for name in random.sample(names, min(many, len(names))):
        values = _values(name, after)
        if values:
            chosen[name] = tuple(sorted({random.choice(values), *(_another(random, name, after))}))
    return tuple(sorted(chosen.items()))


def _values(name: str, after: Document) -> list[str]:
    if name == "topic":
        return [code for code in after.topics if len(code) == BROAD_TOPIC]
    if name == "audience":
        return list(after.audiences)
    if name in OF_RUN:
        return sorted({value for run in after.runs if (value := getattr(run, name))})
    return [value] if (value := getattr(after, name)) else []


def _another(random: Random, name: str, after: Document) -> list[str]:
    """Now and then a second value in the same facet."""
    more = {"kind": ["workshop"], "topic": ["06", "07"], "mode": ["online_live"], "level": ["beginner"]}.get(name, [])
    return [random.choice(more)] if more and random.random() < TWO_VALUES_SHARE else []
