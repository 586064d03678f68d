"""tantivy: one combined field that holds the same terms as our index, facets from its fast fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tantivy import Document as Row
from tantivy import Filter, Index, Occur, Query, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from benchmarks.peers.flat import EVERY, FACETS, flat
from benchmarks.peers.peer import PAGE, Answer, Filters, megabytes_of
from catalogue.search.asked import Alternative, Unit, asked
from catalogue.search.documents import Document
from catalogue.search.stems import NORMAL, Term

HEAP = 256_000_000
EVERY_VALUE = 65_000
WORDS, ID = "words", "id"


class Tantivy:
    """Every term of a word, every facet and every value of it, as ours has them."""

    facets = EVERY
    values = EVERY_VALUE

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _index(self) -> Any:
        builder = SchemaBuilder()
        builder.add_unsigned_field(ID, fast=True)
        builder.add_text_field(WORDS, tokenizer_name="spaces", index_option="freq")
        for name in EVERY:
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        self._schema = builder.build()
        index = Index(self._schema, path=str(self._folder))
        index.register_tokenizer(
            "spaces", TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.remove_long(300)).build()
        )
        return index

    def build(self, batches: Iterable[Sequence[Document]]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        writer = self._index().writer(heap_size=HEAP, num_threads=1)  # one, as ours has one
        for one in flat(batches):
            row = Row()
            row.add_unsigned(ID, one.id)
            row.add_text(WORDS, " ".join(one.terms))
            for name, values in one.facets.items():
                for value in values:
                    row.add_text(name, value)
            writer.add_document(row)
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        index = self._index()
        index.reload()
        self.searcher = index.searcher()

    def search(self, text: str, filters: Filters) -> Answer:
        words = [(Occur.Must, self._unit(unit)) for unit in asked(text).units]
        chosen = {name: (Occur.Must, self._any_value(name, values)) for name, values in filters.items()}
        found = self._all_of([*words, *chosen.values()])
        result = self.searcher.search(found, limit=PAGE, count=True)
        facets = self._facets(found, [name for name in self.facets if name not in chosen])
        for name in chosen:  # its own choice left out of it
            others = [clause for other, clause in chosen.items() if other != name]
            facets |= self._facets(self._all_of([*words, *others]), [name])
        ids = self.searcher.fast_field_values(ID, [address for _, address in result.hits])
        return Answer(result.count, tuple(ids), facets)

    def _facets(self, found: Any, names: list[str]) -> dict[str, Mapping[str, int]]:
        wanted = {name: {"terms": {"field": name, "size": self.values}} for name in names}
        counted = self.searcher.aggregate(found, wanted)
        return {name: {bucket["key"]: bucket["doc_count"] for bucket in counted[name]["buckets"]} for name in names}

    def _unit(self, unit: Unit) -> Any:
        return _any([*map(self._term, self._terms(unit.terms)), *map(self._together, unit.others)])

    def _together(self, other: Alternative) -> Any:
        return self._all_of([(Occur.Must, _any(list(map(self._term, self._terms(word))))) for word in other.words])

    def _terms(self, terms: tuple[Term, ...]) -> tuple[Term, ...]:
        return terms

    def _term(self, term: Term) -> Any:
        return Query.term_query(self._schema, WORDS, term.key, "freq")

    def _any_value(self, name: str, values: tuple[str, ...]) -> Any:
        clauses = [Query.term_query(self._schema, name, value, "basic") for value in values]
        return Query.const_score_query(_any(clauses), 0.0)

    def _all_of(self, clauses: list[tuple[Any, Any]]) -> Any:
        if len(clauses) == 1:
            return clauses[0][1]
        return Query.boolean_query(clauses) if clauses else Query.all_query()

    def megabytes(self) -> float:
        return megabytes_of(self._folder)

    def close(self) -> None:
        pass


class TantivyNine(Tantivy):
    """The facets that every peer here counts, and no more."""

    facets = FACETS


class TantivyLean(TantivyNine):
    """The least that finds the same offerings: a word by its stems alone, and of each facet only 20 values."""

    values = PAGE

    def _terms(self, terms: tuple[Term, ...]) -> tuple[Term, ...]:
        """Whatever has the written form has the stem too."""
        return tuple(term for term in terms if term.prefix != NORMAL) or terms


def _any(queries: list[Any]) -> Any:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])
