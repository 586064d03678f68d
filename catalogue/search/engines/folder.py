"""Where an index lives: generations in folders beside each other, a pointer to the current one, a lock for writers."""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalogue.search.engines.analysis import fingerprint
from catalogue.search.engines.store import Store, readable, write_safely
from catalogue.search.port import IndexBusy, IndexUnusable
from catalogue.search.understanding.glossary import from_bytes, to_bytes
from catalogue.search.understanding.mining import Translations

POINTER, LOCK, LEARNED = "CURRENT", "LOCK", "translations.json"
ANALYSIS = "analysis.txt"
RETRY_SECONDS = 0.02


class IndexFolder:
    """`<home>/index`: numbered generations and `CURRENT`, which names the one in use."""

    def __init__(self, home: Path, lock_seconds: float) -> None:
        self.path = home / "index"
        self._lock_seconds = lock_seconds
        self._written: tuple[str, Store] | None = None

    def current(self) -> str:
        """The name of the generation in use.

        :raises IndexUnusable: there is none.
        """
        with readable():
            name = (self.path / POINTER).read_text("ascii").strip()
            if not name.isalnum():
                raise IndexUnusable(f"the pointer names {name!r}")
            return name

    def store(self, name: str) -> Store:
        """:raises IndexUnusable: it cannot be read, or was written by another analysis than this release's."""
        with readable():
            if (self.path / name / ANALYSIS).read_text("ascii") != fingerprint():
                raise IndexUnusable("another analysis wrote the index")
        return Store(self.path / name)

    def store_to_write(self) -> Store:
        """The store in use; a new and empty one where there is none yet. Only under the lock."""
        if not (self.path / POINTER).exists():
            name, store = self.create()
            self.switch_to(name)
            self._written = (name, store)
        name = self.current()
        if self._written is None or self._written[0] != name:
            self._written = (name, self.store(name))
        return self._written[1]

    def create(self) -> tuple[str, Store]:
        """A new generation, not yet in use. Only under the lock."""
        numbers = [int(path.name[1:]) for path in self.path.glob("g*") if path.name[1:].isdigit()]
        name = f"g{max(numbers, default=0) + 1:06}"
        store = Store.create(self.path / name)
        write_safely(self.path / name / ANALYSIS, fingerprint().encode("ascii"))
        return name, store

    def switch_to(self, name: str) -> None:
        """Let every process read this generation, by one rename, and remove the others. Only under the lock."""
        write_safely(self.path / POINTER, name.encode("ascii"))
        for other in self.path.glob("g*"):
            if other.name != name:
                shutil.rmtree(other, ignore_errors=True)

    def discard(self, name: str) -> None:
        """Remove a generation that did not come into use."""
        shutil.rmtree(self.path / name, ignore_errors=True)

    def keep_learned(self, name: str, learned: Translations) -> None:
        """Keep what the texts of a generation taught beside it."""
        write_safely(self.path / name / LEARNED, to_bytes(learned))

    def learned(self, name: str) -> Translations:
        """What the texts of a generation taught; nothing where that cannot be read, as it is only a help."""
        try:
            return from_bytes((self.path / name / LEARNED).read_bytes())
        except (OSError, ValueError, KeyError):
            return Translations({}, {})

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer, among threads and processes.

        :raises IndexBusy: another one writes for longer than one waits.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / LOCK).open("w") as handle:
            give_up_at = time.monotonic() + self._lock_seconds
            while not _locked(handle.fileno()):
                if time.monotonic() >= give_up_at:
                    raise IndexBusy("another process writes the index")
                time.sleep(RETRY_SECONDS)
            yield  # closing the file lets go of the lock


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
