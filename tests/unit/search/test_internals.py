"""Blocks of postings written and read as arrays, beside Whoosh's own ways; and how many segments there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from catalogue.search.documents import Document
from catalogue.search.engines import internals, pool
from catalogue.search.engines.store import TERMS, Store
from catalogue.search.engines.whoosh import WhooshEngine
from tests.unit.search.builders import NOON, a_document, a_query

TITLES = ("Welding", "Pipe welding", "Pottery", "Pottery and welding", "اللحام")


@cache
def one(at: int) -> Document:
    return a_document(TITLES[at % 5], body="pipe " * (at % 4), id=at)


def some(count: int, first: int = 1) -> list[Document]:
    return [one(at) for at in range(first, first + count)]


@contextmanager
def readers(home: Path) -> Iterator[list[Any]]:
    (folder,) = (home / "index").glob("g*")
    yield [leaf._reader for leaf in Store(folder).leaves()]


def written(home: Path) -> dict[tuple[int, str, str], list[list[float]]]:
    """All postings of an index, by segment, field and term; each read both ways."""
    found = {}
    with readers(home) as every:
        for at, reader in enumerate(every):
            for field, term in reader.all_terms():
                quick = internals.postings(reader, field, term.decode())
                public = internals._by_matcher(reader, field, term.decode())
                assert [column.tolist() for column in quick] == [column.tolist() for column in public]
                assert [column.dtype for column in quick] == [column.dtype for column in public]
                found[at, field, term.decode()] = [column.tolist() for column in quick]
    return found


def answers(engine: WhooshEngine) -> list[object]:
    return [
        engine.search(a_query(text, exact="1"), NOON, 50) for text in ("", "welding", "pipe pottery", '"pipe welding"')
    ]


@pytest.mark.parametrize("at_once", [7, 4_000_000])
@pytest.mark.parametrize("block", [3, 1_024])
def test_what_is_written_as_arrays_is_what_whoosh_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int, at_once: int
) -> None:
    monkeypatch.setattr(internals, "BLOCK", block)
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


def test_a_term_that_is_not_there_has_no_postings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    WhooshEngine(tmp_path).rebuild([some(3)])
    with readers(tmp_path) as (reader,):
        for known in (True, False):
            monkeypatch.setattr(internals, "KNOWN", known)
            assert [len(column) for column in internals.postings(reader, TERMS, "n:nothing")] == [0, 0, 0]


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
