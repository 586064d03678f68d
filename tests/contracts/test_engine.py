"""What every search engine must hold; another backend joins by one more line in ENGINES."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from catalogue.search.documents import Document
from catalogue.search.engines import writer as index_writer
from catalogue.search.engines.whoosh import WhooshEngine
from catalogue.search.port import IndexBusy, IndexUnusable, SearchEngine
from tests.unit.search.builders import NOON, a_document, a_query

Make = Callable[[], SearchEngine]
ENGINES = {"whoosh": lambda home: WhooshEngine(home, lock_seconds=0.2)}


@pytest.fixture(params=sorted(ENGINES))
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """Makes engines on one and the same index, as processes beside each other have them."""
    return lambda: ENGINES[request.param](tmp_path)


@pytest.fixture
def engine(make: Make) -> SearchEngine:
    """An engine with an empty index."""
    made = make()
    made.rebuild([])
    return made


def ids(engine: SearchEngine, text: str = "") -> set[int]:
    return set(engine.search(a_query(text), NOON, 100).ids)


def test_without_an_index_nothing_can_be_asked(make: Make) -> None:
    engine = make()
    for ask in (lambda: ids(engine), lambda: engine.count(a_query(), NOON), engine.versions, engine.generation):
        with pytest.raises(IndexUnusable):
            ask()
    assert not engine.health().usable


def test_a_few_changes_are_not_taken_for_a_whole_index(make: Make) -> None:
    engine = make()
    with pytest.raises(IndexUnusable):
        engine.index([a_document(id=1)])
    with pytest.raises(IndexUnusable):
        engine.remove([1])
    assert not engine.health().usable


def test_documents_are_added_to_an_empty_index(engine: SearchEngine) -> None:
    engine.index([a_document(id=1), a_document(id=2, version=7)])
    assert ids(engine) == {1, 2}
    assert engine.versions() == {1: 1, 2: 7}
    assert (engine.health().usable, engine.health().documents) == (True, 2)


def test_nothing_to_do_does_nothing(engine: SearchEngine) -> None:
    engine.rebuild([[a_document(id=1)]])
    before = engine.generation()
    engine.index([])
    engine.remove([])
    assert engine.generation() == before


def test_a_replaced_document_is_never_found_by_its_old_words(engine: SearchEngine) -> None:
    engine.index([a_document("Welding", id=1), a_document("Welding", id=2)])
    engine.index([a_document("Pottery", id=1, version=2)])
    assert (ids(engine, "welding"), ids(engine, "pottery"), ids(engine)) == ({2}, {1}, {1, 2})
    assert engine.versions() == {1: 2, 2: 1}


def test_of_an_id_that_stands_twice_in_a_batch_the_last_one_counts(engine: SearchEngine) -> None:
    engine.index([a_document("Welding", id=1), a_document("Pottery", id=1, version=2)])
    assert (ids(engine, "welding"), ids(engine, "pottery")) == (set(), {1})
    engine.index([a_document("Sewing", id=1, version=3), a_document("Baking", id=1, version=4)])
    assert engine.versions() == {1: 4}


def test_a_removed_document_is_never_found_again(engine: SearchEngine) -> None:
    engine.index([a_document("Welding", id=1), a_document("Welding", id=2)])
    engine.remove([1, 1, 99])
    found = engine.search(a_query("welding"), NOON, 20)
    assert (found.ids, found.total) == ((2,), 1)
    assert [one.count for one in found.facets["kind"]] == [1]
    engine.remove([2])
    assert (ids(engine), engine.versions()) == (set(), {})
    engine.index([a_document(id=2, version=5)])
    assert engine.versions() == {2: 5}


def test_a_rebuild_leaves_nothing_of_the_old_index(engine: SearchEngine) -> None:
    engine.index([a_document("Welding", id=1)])
    before = engine.generation()
    engine.rebuild([[a_document("Pottery", id=2)], [], [a_document("Pottery", id=3)]])
    assert (ids(engine), ids(engine, "welding")) == ({2, 3}, set())
    assert engine.generation() != before


def test_a_rebuild_that_fails_leaves_the_old_index_in_use(engine: SearchEngine) -> None:
    engine.index([a_document(id=1)])
    with pytest.raises(ValueError, match="twice"):
        engine.rebuild([[a_document(id=2), a_document(id=2)]])
    assert ids(engine) == {1}
    engine.rebuild([[a_document(id=3)]])
    assert ids(engine) == {3}


def test_a_rebuild_gives_the_same_answers_as_many_changes(engine: SearchEngine) -> None:
    documents = [a_document(title, id=at) for at, title in enumerate(["Welding", "Pipe welding", "Pottery"] * 5, 1)]
    for document in documents:
        engine.index([document])
    engine.remove([2, 3])
    kept = [document for document in documents if document.id not in {2, 3}]
    changed = [engine.search(a_query(text), NOON, 20) for text in ("", "welding", "pipe")]
    engine.rebuild([kept])
    assert [engine.search(a_query(text), NOON, 20) for text in ("", "welding", "pipe")] == changed


def test_another_process_sees_a_change_within_a_tenth_of_a_second(make: Make) -> None:
    writer, reader = make(), make()
    writer.rebuild([[a_document(id=1)]])
    assert ids(reader) == {1}
    changes: list[Callable[[], None]] = [
        lambda: writer.index([a_document(id=2)]),
        lambda: writer.remove([1, 2]),
        lambda: writer.rebuild([[a_document(id=3)]]),
    ]
    for change in changes:
        change()
        time.sleep(0.11)
        assert ids(reader) == ids(writer)
    assert ids(reader) == {3}


def test_readers_beside_a_busy_writer_see_whole_states_only(make: Make) -> None:
    writer, reader = make(), make()
    every = list(range(1, 6))
    writer.rebuild([[a_document(id=at) for at in every]])
    wrong: list[object] = []
    finished = Event()

    def read() -> None:
        while not finished.is_set():
            try:
                found = reader.search(a_query("pottery"), NOON, 20)
                wrong.extend([found] if sorted(found.ids) != every or found.total != 5 else [])
            except Exception as error:
                wrong.append(error)

    threads = [Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for version in range(1, 25):
        change = [a_document(id=at, version=version) for at in every]
        writer.index(change) if version % 8 else writer.rebuild([change])
    finished.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_there_is_one_writer_at_a_time(make: Make) -> None:
    slow, other = make(), make()
    slow.rebuild([[a_document(id=1)]])
    refused: list[type[Exception]] = []

    def batches() -> Iterator[list[Document]]:
        yield [a_document(id=2)]
        try:
            other.index([a_document(id=3)])
        except IndexBusy:
            refused.append(IndexBusy)

    slow.rebuild(batches())
    assert (refused, ids(slow)) == ([IndexBusy], {2})
    other.index([a_document(id=3)])
    assert ids(other) == {2, 3}


def test_a_commit_that_fails_changes_nothing_and_lets_go_of_the_lock(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.rebuild([[a_document(id=1)]])

    def full(path: Path) -> tuple[int, str]:
        raise OSError("no space left on the disk")

    with monkeypatch.context() as patched:
        patched.setattr(index_writer, "digest_of", full)
        with pytest.raises(OSError, match="no space"):
            engine.index([a_document(id=2)])
    assert ids(engine) == {1}
    engine.index([a_document(id=3)])
    assert ids(engine) == {1, 3}


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _hole(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + bytes(200) + whole[300:])


# What disks and people do to an index: to the pointer, the generation's folder, its segment, its table of contents.
DAMAGES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "no pointer": ("CURRENT", Path.unlink),
    "an empty pointer": ("CURRENT", lambda path: path.write_text("")),
    "a pointer to elsewhere": ("CURRENT", lambda path: path.write_text("../../etc")),
    "a folder gone": ("g*", shutil.rmtree),
    "terms gone": ("g*/*.lists", Path.unlink),
    "terms cut short": ("g*/*.lists", _cut),
    "terms with a hole": ("g*/*.lists", _hole),
    "texts gone": ("g*/*.texts", Path.unlink),
    "texts cut short": ("g*/*.texts", _cut),
    "texts with a hole": ("g*/*.texts", _hole),
    "contents gone": ("g*/*.toc", Path.unlink),
    "contents cut short": ("g*/*.toc", _cut),
    "contents with a hole": ("g*/*.toc", _hole),
    "a manifest gone": ("g*/manifest*", Path.unlink),
    "another analysis": ("g*/analysis.txt", lambda path: path.write_text("0" * 64)),
}


def damaged(home: Path, how: str) -> None:
    pattern, damage = DAMAGES[how]
    for path in list((home / "index").glob(pattern)):
        damage(path)


@pytest.mark.parametrize("how", DAMAGES)
def test_a_broken_index_is_unusable_when_opened_and_a_rebuild_mends_it(make: Make, tmp_path: Path, how: str) -> None:
    make().rebuild([[a_document(id=at) for at in range(1, 20)]])
    damaged(tmp_path, how)
    engine = make()
    with pytest.raises(IndexUnusable):
        ids(engine)
    assert not engine.health().usable
    assert engine.health().problem
    engine.rebuild([[a_document(id=1)]])
    assert ids(engine) == {1}


@pytest.mark.parametrize("how", [how for how in DAMAGES if not how.endswith(("a hole", "analysis"))])
def test_a_broken_index_is_noticed_while_serving(engine: SearchEngine, tmp_path: Path, how: str) -> None:
    engine.rebuild([[a_document(id=at) for at in range(1, 20)]])
    assert len(ids(engine)) == 19
    damaged(tmp_path, how)
    time.sleep(0.11)
    with pytest.raises(IndexUnusable):
        ids(engine)


def test_nothing_is_written_into_a_broken_index(make: Make, tmp_path: Path) -> None:
    make().rebuild([[a_document(id=at) for at in range(1, 20)]])
    damaged(tmp_path, "terms with a hole")
    with pytest.raises(IndexUnusable):
        make().index([a_document(id=99)])
