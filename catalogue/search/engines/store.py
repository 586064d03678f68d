"""A Whoosh index in a folder of its own: made, written by commits, opened segment by segment.

Heeds the traps of SEARCH, section 4: always a fresh reader (1), no float columns (2), one operation per id in a commit
(3), the lock released whatever happens (4). Files are read, never mapped into memory, so that a truncated one is an
error and not the end of the process. Each commit writes a manifest of its files, held against them at every look.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.fields import STORED, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Format
from whoosh.index import FileIndex

from catalogue.search.engines import internals
from catalogue.search.engines.columns import Columns
from catalogue.search.engines.entries import Entry
from catalogue.search.engines.filenames import columns_file, manifest_name
from catalogue.search.engines.leaf import Leaf, readable
from catalogue.search.engines.seals import Seals, write_safely
from catalogue.search.engines.writer import Writer
from catalogue.search.port import IndexUnusable

WRITER_TIMEOUT_SECONDS = 5.0
MEMORY_MB = 256
TRIES = 4  # a writer may commit just while a state is opened


class OneByte(Format):  # type: ignore[misc]
    """A posting's value is one byte: the fields in which the term stands."""

    posting_size = 1


class WeightedTerms(FieldType):  # type: ignore[misc]
    """A field that is given its terms ready-made."""

    def __init__(self) -> None:
        super().__init__(OneByte(), None)

    def index(self, value: Mapping[str, tuple[float, int]], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term, (weight, fields) in value.items():
            yield term.encode(), 1, weight, bytes((fields,))


class Store:
    """A Whoosh index in a folder of its own."""

    def __init__(self, folder: Path, seals: Seals | None = None) -> None:
        with readable():
            self.folder = folder
            self._index = FileIndex(FileStorage(str(folder), supports_mmap=False))
            self._seals = seals or Seals()

    @classmethod
    def create(cls, folder: Path) -> Store:
        """An empty index. :param folder: there is none yet."""
        folder.mkdir(parents=True)
        schema = Schema(terms=WeightedTerms(), words=STORED())
        FileIndex.create(FileStorage(str(folder), supports_mmap=False), schema)
        write_safely(folder / manifest_name(0), b"{}")
        return cls(folder)

    def latest(self) -> int:
        """The number of the newest commit.

        :raises IndexUnusable: the folder or a file of it is gone, or is not what was written.
        """
        with readable():
            number = int(self._index.latest_generation())
            self._check(number)
            return number

    def leaves(self) -> list[Leaf]:
        """The segments as they are now, each file held against the manifest."""
        with readable():
            for _ in range(TRIES):
                number = self.latest()
                readers = [reader for reader, _ in self._index.reader().leaf_readers() if reader.doc_count_all()]
                found = [Leaf(reader.storage(), reader.segment(), self.folder, self._seals) for reader in readers]
                for reader in readers:
                    reader.close()
                if self._index.latest_generation() == number:  # else another commit came in between
                    return found
            raise IndexUnusable("it changes faster than it can be read")

    def keep_beside(self, name: str, content: bytes) -> None:
        """Write a file of the whole generation, one of BESIDE, under the manifest's eye. Only under the lock."""
        manifest = self.folder / manifest_name(int(self._index.latest_generation()))
        files = json.loads(manifest.read_bytes())
        write_safely(self.folder / name, content)
        write_safely(manifest, json.dumps({**files, name: (len(content), sha256(content).hexdigest())}).encode())

    def beside(self, name: str) -> bytes | None:
        """A file of the whole generation, as it was checked; None where there is none."""
        path = self.folder / name
        with readable():
            seal = self._seals.known(path)
            if seal is None:
                return None
            with path.open("rb") as file:
                content = file.read()
                seal.confirm(file)
                return content

    def write(self, entries: Iterable[Entry], gone: Sequence[int]) -> None:
        """Add documents and forget the ids that are gone (with those that are replaced), in one commit."""
        with readable():
            self.latest()  # what is broken is not merged into the new
            writer = Writer(self._index, timeout=WRITER_TIMEOUT_SECONDS, limitmb=MEMORY_MB)
        try:
            self._forget(writer, gone)
            for entry in entries:
                writer.add_entry(entry)
            writer.commit(mergetype=internals.merged_few)
        except BaseException:
            _abandon(writer)
            raise

    def _forget(self, writer: Any, gone: Sequence[int]) -> None:
        with writer.reader() as reader:
            for leaf, base in reader.leaf_readers() if gone else ():
                if not leaf.doc_count_all():  # the reader of an empty index has no segment
                    continue
                ids = Columns.ids_of(columns_file(self.folder, leaf.segment().segment_id()).read_bytes())
                for number in np.flatnonzero(np.isin(ids, gone)).tolist():
                    writer.delete_document(base + number)

    def _check(self, number: int) -> None:
        """Hold the files of a commit against its manifest."""
        manifest = json.loads((self.folder / manifest_name(number)).read_bytes())
        for name, (size, digest) in manifest.items():
            self._seals.of(self.folder / name).check(size, digest)
        self._seals.keep_only(self.folder, manifest)


def _abandon(writer: Any) -> None:
    """Close a writer that failed and let go of its lock, whatever state it is in."""
    with suppress(Exception):
        writer.cancel()
    with suppress(Exception):  # released by then, where all went well
        writer.writelock.release()
