"""Terms written and read as arrays, beside Whoosh's own ways; and how many segments there are."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import And, Term
from whoosh.reading import TermNotFound
from whoosh.searching import Searcher

from catalogue.search.documents import Document
from catalogue.search.engines import internals, pool
from catalogue.search.engines.codec import TERMS, WORDS
from catalogue.search.engines.columns import Columns
from catalogue.search.engines.leaf import Leaf
from catalogue.search.engines.store import Store
from catalogue.search.engines.whoosh import WhooshEngine
from tests.unit.search.builders import NOON, a_document, a_query, a_run

TITLES = ("Welding", "Pipe welding", "Pottery", "Pottery and welding", "اللحام")


@cache
def one(at: int) -> Document:
    return a_document(TITLES[at % 5], body="pipe " * (at % 4), id=at, runs=[a_run(run_id=at)] * (at % 3))


def some(count: int, first: int = 1) -> list[Document]:
    return [one(at) for at in range(first, first + count)]


def opened(home: Path) -> tuple[list[Leaf], Any]:
    """The segments of an index, and Whoosh's own reader of all of them."""
    (folder,) = (home / "index").glob("g*")
    store = Store(folder)
    store.latest()
    return store.leaves(), FileIndex(FileStorage(str(folder), supports_mmap=False)).reader()


def written(home: Path) -> dict[str, list[dict[int, tuple[float, int]]]]:
    """All postings of an index by term and id, in each segment; each read as arrays and by Whoosh's own reader."""
    found: dict[str, list[dict[int, tuple[float, int]]]] = {}
    leaves, reader = opened(home)
    for leaf, (of_leaf, _) in zip(leaves, reader.leaf_readers(), strict=True):
        gone, ids = set(leaf.deleted.tolist()), Columns.ids_of(leaf.columns()).tolist()
        for field, term in of_leaf.all_terms():
            record = leaf.record(term.decode())
            assert record is not None
            posted, kinds = leaf.posted(record), leaf.kinds
            pairs = zip(kinds.weights[posted.codes].tolist(), kinds.fields[posted.codes].tolist(), strict=True)
            quick = dict(zip(posted.numbers.tolist(), pairs, strict=True))
            assert by_matcher(of_leaf, field, term) == {at: pair for at, pair in quick.items() if at not in gone}
            assert of_leaf.doc_frequency(field, term) == len(quick) == dict(leaf.terms(""))[term.decode()]
            found.setdefault(term.decode(), []).append({ids[at]: pair for at, pair in quick.items()})
    return found


def by_matcher(reader: Any, field: str, term: bytes) -> dict[int, tuple[float, int]]:
    matcher, found = reader.postings(field, term), {}
    while matcher.is_active():
        found[matcher.id()] = (matcher.weight(), matcher.value()[0])
        matcher.next()
    return found


def answers(engine: WhooshEngine) -> list[object]:
    return [
        engine.search(a_query(text, exact="1"), NOON, 50) for text in ("", "welding", "pipe pottery", '"pipe welding"')
    ]


@pytest.mark.parametrize("at_once", [7, 4_000_000])
def test_what_is_written_as_arrays_is_what_whoosh_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(pool, "AT_ONCE", at_once)
    engines = []
    for known in (True, False):
        with monkeypatch.context() as patched:
            patched.setattr(internals, "KNOWN", known)
            engine = WhooshEngine(tmp_path / str(known))
            engine.rebuild([some(40)])
            engine.index(some(20, first=35))
            engine.remove([1, 36])
            engine.index(some(30, first=60))
            engines.append(engine)
    assert written(tmp_path / "True") == written(tmp_path / "False")
    assert answers(engines[0]) == answers(engines[1])


def test_each_way_reads_and_merges_what_the_other_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, other = WhooshEngine(tmp_path / "one"), WhooshEngine(tmp_path / "other")
    engine.rebuild([])
    other.rebuild([])
    for at in range(1, 12):
        monkeypatch.setattr(internals, "KNOWN", at % 2 == 0)
        engine.index(some(at, first=at * 10))
        other.index(some(at, first=at * 10))
        assert answers(WhooshEngine(tmp_path / "one")) == answers(other)
    monkeypatch.setattr(internals, "KNOWN", True)
    other.rebuild([list({document.id: document for at in range(1, 12) for document in some(at, at * 10)}.values())])
    assert answers(engine) == answers(other)


def test_what_is_not_there_has_no_postings(tmp_path: Path) -> None:
    WhooshEngine(tmp_path).rebuild([some(3)])
    (leaf,), reader = opened(tmp_path)
    for term in ("n:nothing", "n:", "~", ""):
        assert leaf.record(term) is None
        assert (TERMS, term) not in reader
        with pytest.raises(TermNotFound):
            reader.postings(TERMS, term)


def test_whoosh_searches_what_is_written(tmp_path: Path) -> None:
    WhooshEngine(tmp_path).rebuild([some(20)])
    _leaves, reader = opened(tmp_path)
    with Searcher(reader) as searcher:
        found = searcher.search(And([Term(TERMS, "n:pipe"), Term(TERMS, "s:weld")]), limit=None)
        assert len(found) > 1
        assert all(f" {word} " in hit[WORDS] for hit in found for word in ("pipe", "welding"))


def test_many_changes_leave_few_segments(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.rebuild([some(600)])
    for at in range(40):
        engine.index(some(1 + at % 7, first=1_000 + at * 10))
        assert engine.health().segments <= internals.MOST_SEGMENTS
    engine.remove(range(1, 400))
    engine.index(some(1, first=5_000))
    assert engine.health().segments <= internals.MOST_SEGMENTS
    assert engine.search(a_query(open="all"), NOON, 20).total == len(engine.versions())
    engine.remove(engine.versions())
    engine.index(some(2))
    assert (engine.health().segments, engine.versions()) == (1, {1: 1, 2: 1})
