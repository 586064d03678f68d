"""Whoosh as its manual shows it: its default analyser, several fields, facets by `groupedby`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any

from whoosh.fields import ID, KEYWORD, NUMERIC, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.qparser import MultifieldParser
from whoosh.query import Every, Or, Term
from whoosh.sorting import Count, FieldFacet

from benchmarks.peers.flat import FACETS, SEVERAL, SINGLE, flat
from benchmarks.peers.peer import PAGE, Answer, Filters, megabytes_of
from catalogue.search.documents import Document

FIELDS = ("title", "summary", "body", "provider_name", "place")


class Naive:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def build(self, batches: Iterable[Sequence[Document]]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        facets = {name: ID(sortable=True) for name in SINGLE}
        facets |= {name: KEYWORD(commas=True, sortable=True) for name in SEVERAL}
        texts = dict.fromkeys(FIELDS, TEXT)
        index = create_in(str(self._folder), Schema(id=NUMERIC(stored=True), **texts, **facets))
        writer = index.writer(limitmb=256)
        for one in flat(batches):
            values = {name: ",".join(one.facets[name]) for name in FACETS if one.facets[name]}
            texts = {name: "\n".join(t.text for t in one.texts if t.field == _field(name)) for name in FIELDS}
            writer.add_document(id=one.id, **texts, **values)
        writer.commit()

    def open(self) -> None:
        index = open_dir(str(self._folder))
        self._searcher = index.searcher()
        self._parser = MultifieldParser(FIELDS, index.schema)

    def search(self, text: str, filters: Filters) -> Answer:
        words = self._parser.parse(text) if text else Every()
        chosen = {name: Or([Term(name, value) for value in values]) for name, values in filters.items()}
        found = self._found(words, list(chosen.values()), [name for name in FACETS if name not in filters])
        ids = tuple(hit["id"] for hit in found[:PAGE])
        facets = {name: _counts(found, name) for name in FACETS if name not in filters}
        for name in chosen:  # its own choice left out of it
            others = [clause for other, clause in chosen.items() if other != name]
            facets[name] = _counts(self._found(words, others, [name]), name)
        return Answer(len(found), ids, facets)

    def _found(self, words: object, chosen: list[object], names: list[str]) -> Any:
        facets = {name: FieldFacet(name, allow_overlap=name in SEVERAL, maptype=Count) for name in names}
        narrowed = reduce(and_, chosen) if chosen else None
        return self._searcher.search(words, limit=PAGE, filter=narrowed, groupedby=facets)

    def megabytes(self) -> float:
        return megabytes_of(self._folder)

    def close(self) -> None:
        self._searcher.close()


def _counts(found: Any, name: str) -> dict[str, int]:
    return {value: count for value, count in found.groups(name).items() if value}


def _field(name: str) -> str:
    return "provider" if name == "provider_name" else name
