"""An offering as engines without runs know it: its facets and those of its visible runs, as plain lists of values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.corpus import NOW
from catalogue.search.documents import Document, FieldText, visible
from catalogue.search.facets import BROAD_TOPIC
from catalogue.search.stems import terms
from catalogue.search.text import tokens

SINGLE = ("kind", "level", "credential", "provider", "format")
SEVERAL = ("topic", "audience", "city", "mode")
FACETS = (*SINGLE, *SEVERAL)


@dataclass(frozen=True)
class Flat:
    """`terms` are those that our own index holds of its texts, once for each time that a word stands there."""

    id: int
    texts: tuple[FieldText, ...]
    facets: dict[str, tuple[str, ...]]

    @property
    def terms(self) -> list[str]:
        return [term.key for text in self.texts for token in tokens(text.text) for term in terms(token)]

    def text(self, lang: str) -> str:
        return "\n".join(text.text for text in self.texts if text.lang == lang)


def flat(batches: Iterable[Sequence[Document]]) -> Iterator[Flat]:
    """What is shown without being asked for closed runs: the peers are spared the question of availability."""
    for batch in batches:
        for document in batch:
            runs = [run for run in document.runs if visible(run, NOW)]
            if runs or not document.runs:
                yield Flat(document.id, document.texts, _facets(document, [(run.city, run.mode) for run in runs]))


def _facets(document: Document, runs: list[tuple[str | None, str]]) -> dict[str, tuple[str, ...]]:
    found = {name: (value,) if (value := getattr(document, name)) else () for name in SINGLE}
    found["topic"] = tuple(code for code in document.topics if len(code) == BROAD_TOPIC)
    found["audience"] = document.audiences
    found["city"] = tuple(dict.fromkeys(city for city, _ in runs if city))
    found["mode"] = tuple(dict.fromkeys(mode for _, mode in runs))
    return found
