"""Our own engine: it does more than is asked here (all facets, over runs; why it matched; which runs)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.corpus import NOW
from benchmarks.peers.peer import PAGE, Answer, Filters, megabytes_of
from catalogue.search.asked import Asked
from catalogue.search.documents import Document
from catalogue.search.engines.whoosh import WhooshEngine
from catalogue.search.port import Found
from catalogue.search.query import Query, in_order


class Ours:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.engine = WhooshEngine(folder)

    def build(self, batches: Iterable[Sequence[Document]]) -> None:
        self.engine.rebuild(batches)

    def open(self) -> None:
        self.engine.generation()

    def understood(self, text: str) -> Asked:
        """What the engine makes of a text: it looks for that, whatever it is."""
        return self.engine.understand(Query(text=text)).asked

    def search(self, text: str, filters: Filters) -> Answer:
        found = self.engine.search(Query(text=text, chosen=in_order(dict(filters))), NOW, PAGE)
        return self._answer(found)

    def explain(self, text: str, filters: Filters) -> None:
        """All that a page asks for: the answer, why each hit matched, and which of its runs fit."""
        found = self.engine.search(Query(text=text, chosen=in_order(dict(filters))), NOW, PAGE)
        self._answer(found)
        len(found.matched), len(found.run_ids)

    def _answer(self, found: Found) -> Answer:
        facets = {name: counts.by_value() for name, counts in found.facets.items()}
        return Answer(found.total, found.ids, facets, loose=found.fallback)

    def megabytes(self) -> float:
        return megabytes_of(self._folder)

    def close(self) -> None:
        pass
