"""An offering as engines without runs know it: its facets and those of its visible runs, as plain lists of values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.corpus import NOW
from catalogue.search.documents import Document, FieldText, RunFacts, visible
from catalogue.search.facets import SHOWN
from catalogue.search.stems import terms_of
from catalogue.search.text import tokens

SINGLE = ("kind", "level", "credential", "provider", "format")
SEVERAL = ("topic", "audience", "city", "mode")
FACETS = (*SINGLE, *SEVERAL)
EVERY = tuple(facet.name for facet in SHOWN)
OF_RUNS = frozenset(facet.name for facet in SHOWN if facet.of_run)


@dataclass(frozen=True)
class Flat:
    """`terms` are those that our own index holds of its texts, once for each time that a word stands there."""

    id: int
    texts: tuple[FieldText, ...]
    facets: dict[str, tuple[str, ...]]

    @property
    def terms(self) -> list[str]:
        return [term.key for text in self.texts for token in tokens(text.text) for term in terms_of(token.text)]

    def text(self, lang: str) -> str:
        return "\n".join(text.text for text in self.texts if text.lang == lang)


def flat(batches: Iterable[Sequence[Document]]) -> Iterator[Flat]:
    """What is shown without being asked for closed runs: the peers are spared the question of availability."""
    for batch in batches:
        for document in batch:
            runs = [run for run in document.runs if visible(run, NOW)]
            if runs or not document.runs:
                yield Flat(document.id, document.texts, dict(_facets(document, runs)))


def _facets(document: Document, runs: Sequence[RunFacts]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The values that are counted unasked, those of runs each once."""
    for facet in SHOWN:
        rows = [facet.read(document, run) for run in runs or (None,)]
        yield facet.name, tuple(dict.fromkeys(value for values in rows for value in values if facet.counted(value)))
