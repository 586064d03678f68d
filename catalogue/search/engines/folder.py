"""Where an index lives: generations in folders beside each other, a pointer to the current one, a lock for writers."""

from __future__ import annotations

import fcntl
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from catalogue.search.engines.analysis import fingerprint
from catalogue.search.engines.filenames import ANALYSIS, LEARNED
from catalogue.search.engines.leaf import readable
from catalogue.search.engines.seals import Seals, write_safely
from catalogue.search.engines.store import Store
from catalogue.search.port import IndexBusy, IndexUnusable
from catalogue.search.understanding.learned import from_bytes
from catalogue.search.understanding.mining import Translations

POINTER, LOCK = "CURRENT", "LOCK"
RETRY_SECONDS = 0.02


class IndexFolder:
    """`<home>/index`: numbered generations and `CURRENT`, which names the one in use."""

    def __init__(self, home: Path, lock_seconds: float) -> None:
        self.path = home / "index"
        self._lock_seconds = lock_seconds
        self._written: tuple[str, Store] | None = None
        self._seals = Seals()
        self._seals_of_writer = Seals()
        self._turn = threading.local()

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
        return self._store(name, self._seals)

    def store_to_write(self) -> Store:
        """The store in use. Only under the lock.

        :raises IndexUnusable: there is none: a few changes must not be taken for the whole.
        """
        name = self.current()
        if self._written is None or self._written[0] != name:
            self._written = (name, self._store(name, self._seals_of_writer))
        return self._written[1]

    def _store(self, name: str, seals: Seals) -> Store:
        with readable():
            if (self.path / name / ANALYSIS).read_text("ascii") != fingerprint():
                raise IndexUnusable("another analysis wrote the index")
        return Store(self.path / name, seals)

    def create(self) -> tuple[str, Store]:
        """A new generation, not yet in use. Only under the lock."""
        name = self._new_name()
        try:
            store = Store.create(self.path / name)
            store.keep_beside(ANALYSIS, fingerprint().encode("ascii"))
        except BaseException:
            self.discard(name)
            raise
        return name, store

    def _new_name(self) -> str:
        """A name that no generation ever had: neither one that was lost and is still pointed at, nor one that a process
        may still be reading after everything was removed."""
        names = [path.name for path in self.path.glob("g*")]
        with suppress(IndexUnusable):
            names.append(self.current())
        numbers = [int(name[1:]) for name in names if name[:1] == "g" and name[1:].isdigit()]
        return f"g{max(numbers, default=time.time_ns()) + 1:06}"

    def switch_to(self, name: str) -> None:
        """Let every process read this generation, by one rename, and remove the others. Only under the lock."""
        write_safely(self.path / POINTER, name.encode("ascii"))
        for other in self.path.glob("g*"):
            if other.name != name:
                shutil.rmtree(other, ignore_errors=True)

    def discard(self, name: str) -> None:
        """Remove a generation that did not come into use."""
        shutil.rmtree(self.path / name, ignore_errors=True)

    def learned(self, store: Store) -> Translations:
        """What the texts of a generation taught; nothing where none were learned from."""
        with readable():
            content = store.beside(LEARNED)
            return from_bytes(content) if content else Translations({}, {})

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer, among threads and processes. Who is it already, stays it.

        :raises IndexBusy: another one writes for longer than one waits.
        """
        if getattr(self._turn, "mine", False):
            yield
            return
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / LOCK).open("w") as handle:
            give_up_at = time.monotonic() + self._lock_seconds
            while not _locked(handle.fileno()):
                if time.monotonic() >= give_up_at:
                    raise IndexBusy("another process writes the index")
                time.sleep(RETRY_SECONDS)
            self._turn.mine = True
            try:
                yield  # closing the file lets go of the lock
            finally:
                self._turn.mine = False


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
