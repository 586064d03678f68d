"""Files written safely, and whether they are still what was written: at opening, and while they are read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO, NamedTuple

from catalogue.search.port import IndexUnusable


class Stamp(NamedTuple):
    """What the file system says of a file; it changes with every write, whatever the size."""

    size: int
    written: int
    changed: int
    number: int

    @property
    def of_content(self) -> tuple[int, int, int]:
        """What stays when a file is removed, or gets another name, while somebody reads it."""
        return self.size, self.written, self.number


def stamp_of(found: os.stat_result) -> Stamp:
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


class Seal:
    """One file with its content's digest, which is computed once for each stamp."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: Stamp | None = None
        self._digest = ""

    def check(self, size: int, digest: str) -> None:
        """:raises IndexUnusable: the file is not what was written. :raises OSError: it cannot be read."""
        stamp = stamp_of(self._path.stat())
        if stamp.size != size:
            raise IndexUnusable(f"{self._path.name} is {stamp.size} bytes long, not {size}")
        if stamp != self._stamp:
            with self._path.open("rb") as file:
                self._digest = file_digest(file, "sha256").hexdigest()
            self._stamp = stamp
        if self._digest != digest:
            raise IndexUnusable(f"{self._path.name} is not what was written")

    def confirm(self, file: BinaryIO) -> None:
        """What was just read of a file held open is what was checked: nobody has written into it since.

        A file that was removed may still be read to the end: only what is written into it counts.

        :raises IndexUnusable: somebody has.
        """
        now, checked = os.fstat(file.fileno()), self._stamp
        if checked is None or (now.st_size, now.st_mtime_ns, now.st_ino) != checked.of_content:
            raise IndexUnusable(f"{self._path.name} was written into while it was read")


class Seals:
    """The seals of all files that are in use."""

    def __init__(self) -> None:
        self._kept: dict[Path, Seal] = {}

    def of(self, path: Path) -> Seal:
        return self._kept.setdefault(path, Seal(path))

    def known(self, path: Path) -> Seal | None:
        """The seal of a file that is in use; None where it is not."""
        return self._kept.get(path)

    def keep_only(self, folder: Path, names: Iterable[str]) -> None:
        """Forget the files of a folder that are no longer in use, and all other folders."""
        wanted = {folder / name for name in names}
        for path in [path for path in [*self._kept] if path not in wanted]:
            self._kept.pop(path, None)


def digest_of(path: Path) -> tuple[int, str]:
    """Put a file safely on the disk; its size and digest."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return os.fstat(file.fileno()).st_size, file_digest(file, "sha256").hexdigest()


def write_safely(path: Path, content: bytes) -> None:
    """Write a file so that others see it whole or not at all, also after a loss of power."""
    written = path.with_name(f"{path.name}.new")
    with written.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    written.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
