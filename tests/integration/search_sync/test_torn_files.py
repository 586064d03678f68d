"""Torn files (D3): whatever happens to a file of the index, no answer is wrong, and the index mends itself.

Each damage happens while a server has the index open and has answered from it; then another server opens it.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.app import create_app
from catalogue.core.clock import now
from catalogue.core.db import db, transaction
from catalogue.offerings.models import Offering
from catalogue.search import sync
from catalogue.search.documents import Document
from catalogue.search.engines import reading
from catalogue.search.gather import all_documents
from catalogue.settings import Settings
from tests.builders import a_provider, a_run, an_offering
from tests.conftest import SECRET

OFFERINGS = 10
WORDS = ("Pottery", "Welding", "Sewing")
RENEWED = "The search index is being renewed."
HOLE = 4_096
POLL_SECONDS = 0.02  # a fifth of the usual, for quicker tests
NOTICED = POLL_SECONDS + 0.01


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "POLL_SECONDS", POLL_SECONDS)


class House(NamedTuple):
    """One installation: a web process and the worker, each with the index open."""

    home: Path
    web: Flask
    worker: Flask
    expected: dict[str, set[str]]

    @property
    def folder(self) -> Path:
        return self.home / "index"


@pytest.fixture(scope="module")
def house(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("torn") / "home"
    shutil.copytree(prepared_home, home)
    settings = Settings(home=home, secret_key=SECRET, demo=False, log_level="CRITICAL")
    web, worker = create_app(settings), create_app(replace(settings))
    expected: dict[str, set[str]] = {word: set() for word in WORDS}
    with worker.app_context():
        provider = a_provider()
        for number in range(OFFERINGS):
            word = WORDS[number % len(WORDS)]
            offering = an_offering(provider=provider, title_en=f"{word} {number}")
            a_run(offering=offering, starts_at=now() + timedelta(days=10), enrol_opens_at=now() - timedelta(days=1))
            expected[word].add(offering.public_id)
        sync.rebuild()
    yield House(home, web, worker, expected)
    for app in (web, worker):
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _cut(share: float) -> Callable[[Path], object]:
    def cut(path: Path) -> None:
        with path.open("r+b") as file:
            file.truncate(min(int(path.stat().st_size * share), path.stat().st_size - 1))

    return cut


def _hole(share: float) -> Callable[[Path], object]:
    """So many bytes of nothing; a small file becomes nothing but that."""

    def hole(path: Path) -> None:
        size = path.stat().st_size
        start = int(max(0, size - HOLE) * share)
        with path.open("r+b") as file:
            file.seek(start)
            file.write(bytes(min(HOLE, size - start)))

    return hole


def _flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for at in Random(path.name).sample(range(len(content)), min(20, len(content))):
        content[at] ^= 0xFF
    _written_into(path, bytes(content))


def _garbage(path: Path) -> None:
    _written_into(path, Random(1).randbytes(path.stat().st_size))


def _written_into(path: Path, content: bytes) -> None:
    with path.open("r+b") as file:
        file.write(content)


def _longer(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


FILES = {
    "the pointer": "CURRENT",
    "the analysis": "g*/analysis.txt",
    "what was learned": "g*/translations.json",
    "the manifest": "g*/manifest-*.json",
    "the contents": "g*/*.toc",
    "the columns": "g*/*.columns",
    "the terms": "g*/*.lists",
    "the texts": "g*/*.texts",
}
DAMAGES: dict[str, Callable[[Path], object]] = {
    "emptied": _cut(0),
    "cut after a third": _cut(0.34),
    "cut in the middle": _cut(0.5),
    "cut at the last byte": _cut(1),
    "with a hole at the beginning": _hole(0),
    "with a hole at the end": _hole(1),
    "with flipped bytes": _flipped,
    "full of garbage": _garbage,
    "with more at its end": _longer,
    "gone": Path.unlink,
}


def _without_generation(index: Path) -> None:
    for path in index.glob("g*"):
        _remove(path)


def _remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _empty(index: Path) -> None:
    shutil.rmtree(index)
    index.mkdir()


def _a_file_instead(index: Path) -> None:
    for path in index.glob("g*"):
        _remove(path)
        path.write_bytes(b"")


FOLDERS: dict[str, Callable[[Path], object]] = {
    "the generation's folder is gone": _without_generation,
    "the index folder is gone": shutil.rmtree,
    "the index folder is empty": _empty,
    "the generation is a file": _a_file_instead,
}


@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.parametrize("what", FILES)
def test_a_torn_file_is_noticed_and_mended_without_a_wrong_answer(house: House, what: str, how: str) -> None:
    _two_segments(house)
    _held_through(house, lambda: DAMAGES[how](Random(how).choice(sorted(house.folder.glob(FILES[what])))))


@pytest.mark.parametrize("how", FOLDERS)
def test_a_lost_folder_is_noticed_and_mended_without_a_wrong_answer(house: House, how: str) -> None:
    _two_segments(house)
    _held_through(house, lambda: FOLDERS[how](house.folder))


@pytest.mark.parametrize("how", FOLDERS)
def test_what_is_being_rebuilt_is_not_read(house: House, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pointer may still name the generation that was lost: the new one has another name."""
    client, answers = house.web.test_client(), []

    def gathered() -> Iterator[list[Document]]:
        time.sleep(NOTICED)
        answers.append(_answer(client, "Pottery"))
        yield from all_documents()

    FOLDERS[how](house.folder)
    monkeypatch.setattr(sync, "all_documents", gathered)
    with house.worker.app_context():
        sync.rebuild()
    assert answers == [(house.expected["Pottery"], True)]


def test_a_process_that_slept_through_a_loss_reads_the_new_index(house: House) -> None:
    time.sleep(NOTICED)
    assert _answer(house.web.test_client(), "Pottery") == (house.expected["Pottery"], False)
    with house.worker.app_context():
        _rename()
        shutil.rmtree(house.folder)
        sync.rebuild()
    time.sleep(NOTICED)
    assert len(_answer(house.web.test_client(), "Falconry")[0]) == 1


@transaction
def _rename() -> None:
    db.session.get_one(Offering, 1).title_en = "Falconry"


def _two_segments(house: House) -> None:
    """An index after a change, which stands in a segment of its own."""
    with house.worker.app_context():
        _touch()
        sync.drain(now())
        assert len([*house.folder.glob("g*/*.lists")]) == 2


@transaction
def _touch() -> None:
    row = db.session.get_one(Offering, 1)
    row.summary_en = f"Changed from version {row.version}"


def _held_through(house: House, damage: Callable[[], object]) -> None:
    client = house.web.test_client()
    time.sleep(NOTICED)
    assert _answer(client, "Pottery") == (house.expected["Pottery"], False)

    damage()

    assert _answer(client, "Welding")[0] == house.expected["Welding"], "asked at once, and not before"
    time.sleep(NOTICED)
    page = client.get("/en/search?q=Sewing")
    assert (page.status_code, RENEWED in page.text, page.headers["Cache-Control"]) == (200, True, "private, no-store")
    assert _answer(client, "Welding") == (house.expected["Welding"], True)
    house.web.extensions.pop("search_engine")
    assert _answer(client, "Sewing") == (house.expected["Sewing"], True), "whoever opens it anew"
    assert client.get("/readyz").status_code == 503
    with house.worker.app_context():
        assert sync.drain(now()) == OFFERINGS, "the worker has noticed by itself"
        assert sync.check() == 0
    time.sleep(NOTICED)
    for word in WORDS[:2]:
        assert _answer(client, word) == (house.expected[word], False)


def _answer(client: FlaskClient, word: str) -> tuple[set[str], bool]:
    """What was found, and whether it was without the index."""
    answer = client.get(f"/en/search.json?q={word}")
    assert answer.status_code == 200
    found = answer.json or {}
    return {item["id"] for item in found["items"]}, found["degraded"]
