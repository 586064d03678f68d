"""Everything that touches Whoosh: one index in one folder, written by commits and read segment by segment.

Heeds the traps of SEARCH, section 4: always a fresh reader (1), no float columns (2), one operation per id in a commit
(3), the lock released whatever happens (4). Files are read, never mapped into memory, so that a truncated one is an
error and not the end of the process. Each commit writes a manifest of its files, held against them at every look.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from whoosh.fields import STORED, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Format
from whoosh.index import TOC, FileIndex, clean_files

from catalogue.search.bitmaps import Ids
from catalogue.search.documents import Document
from catalogue.search.engines import internals
from catalogue.search.engines.columns import Columns, Gathering
from catalogue.search.engines.lists import Lists
from catalogue.search.engines.postings import Kinds, Posted
from catalogue.search.engines.seals import Seals, digest_of, write_safely
from catalogue.search.engines.texts import Texts
from catalogue.search.port import IndexUnusable

ANALYSIS, LEARNED = "analysis.txt", "translations.json"
BESIDE = (ANALYSIS, LEARNED)  # files of a whole generation, the same in all its commits
WRITER_TIMEOUT_SECONDS = 5.0
MEMORY_MB = 256
TRIES = 4  # a writer may commit just while a state is opened


class Entry(NamedTuple):
    """A document as it is written: its terms with weight and fields, and all its words in their order."""

    id: int
    terms: Mapping[str, tuple[float, int]]
    document: Document
    words: str


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


class _Writer(internals.BulkWriter):
    """A writer that keeps columns of facts beside each segment, and makes its files safe before they are named."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.facts = Gathering()
        self._merged: list[Columns] = []

    def add_entry(self, entry: Entry) -> None:
        self.add(entry.terms, entry.words)
        self.facts.add(entry.document)

    def add_reader(self, reader: Any) -> None:
        columns = Columns.from_bytes(columns_file(self._folder, reader.segment().segment_id()).read_bytes())
        gone = np.array(sorted(reader.segment().deleted_docs()), np.int32)
        self._merged.append(columns.only(np.setdiff1d(np.arange(columns.size, dtype=np.int32), gone)))
        super().add_reader(reader)

    @property
    def _folder(self) -> Path:
        return Path(self.storage.folder)

    def order(self) -> Ids:
        """As those who read them want them: then they need not be put in order each time."""
        return self._columns.order()

    @cached_property
    def _columns(self) -> Columns:
        return Columns.joined([self.facts.columns(), *self._merged])

    def _finalize_segment(self) -> Any:
        segment = super()._finalize_segment()
        columns = self._columns.only(self.order()) if internals.KNOWN else self._columns
        columns_file(self._folder, segment.segment_id()).write_bytes(columns.to_bytes())
        return segment

    def _commit_toc(self, segments: list[Any]) -> None:
        folder = self._folder
        names = {segment.segment_id() for segment in segments}
        before = json.loads((folder / manifest_name(self.generation - 1)).read_bytes())
        manifest = {name: before[name] for name in BESIDE if name in before}
        for path in sorted(folder.iterdir()):
            if path.name.split(".")[0] in names:
                manifest[path.name] = before.get(path.name) or digest_of(path)
        contents = folder / TOC._filename(self.indexname, self.generation)
        written = internals.contents(self, segments)
        manifest[contents.name] = len(written), sha256(written).hexdigest()
        write_safely(folder / manifest_name(self.generation), json.dumps(manifest).encode())
        write_safely(contents, written)  # from here on the commit is the newest one
        clean_files(self.storage, self.indexname, self.generation, segments)
        for path in folder.glob("manifest-*"):
            if path.name != manifest_name(self.generation):
                path.unlink(missing_ok=True)


class _Readable:
    """See `readable`. Postings are read inside of it, some hundred for a question: a generator would take longer."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, IndexUnusable):
            raise IndexUnusable(f"{type(error).__name__}: {error}") from error


_READABLE = _Readable()


def readable() -> _Readable:
    """Whatever goes wrong inside means that the index cannot be used."""
    return _READABLE


class Leaf:
    """One segment of the index, open for reading. Its documents are numbered from 0 and never change, but may go.

    What was read is only given away while the file is what was checked: between two looks somebody may write into it.
    """

    def __init__(self, storage: Any, segment: Any, folder: Path, seals: Seals) -> None:
        self.name: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self.deleted: Ids = np.array(sorted(segment.deleted_docs()), np.int32)
        codec = segment.codec()
        self._lists: Lists = codec.terms_reader(storage, segment).lists
        self._texts: Texts = codec.per_document_reader(storage, segment).texts
        self._columns = columns_file(folder, self.name)
        self._seals = seals
        self._seal_of = {file: seals.of(folder / Path(file.name).name) for file in (self._lists.file, self._texts.file)}

    def columns(self) -> bytes:
        """The facts of all documents."""
        with readable(), self._columns.open("rb") as file:
            found = file.read()
            self._seals.of(self._columns).confirm(file)
            return found

    @cached_property
    def _known(self) -> Lists:
        """The terms, with the table that was read of the file once."""
        with readable():
            self._lists.load()
            self._confirm(self._lists.file)
        return self._lists

    @property
    def kinds(self) -> Kinds:
        """What the codes of postings stand for."""
        return self._known.kinds

    def record(self, term: str) -> int | None:
        """The number of a term's postings, which other terms may have too; None where no document has it."""
        at = self._known.find(term.encode())
        return None if at is None else self._known.record_at(at)

    def posted(self, record: int) -> Posted:
        """The postings of this number."""
        with readable():
            found = self._lists.posted(record)
            self._confirm(self._lists.file)
            return found

    def terms(self, prefix: str) -> list[tuple[str, int]]:
        """The terms that begin so, without the beginning, and in how many documents each stands."""
        found = self._known.beginning(prefix.encode())
        return [(term.decode()[len(prefix) :], documents) for term, documents in found]

    def with_phrase(self, words: Sequence[str], among: Ids) -> Ids:
        """Those of these documents in which the words stand after each other."""
        with readable():
            found = self._texts.with_phrase(words, among)
            self._confirm(self._texts.file)
            return found

    def _confirm(self, file: BinaryIO) -> None:
        """After reading, a look at whether the file is what was checked."""
        self._seal_of[file].confirm(file)

    def close(self) -> None:
        for file in self._seal_of:
            file.close()


class Store:
    """A Whoosh index in a folder of its own."""

    def __init__(self, folder: Path, seals: Seals | None = None) -> None:
        with readable():
            self.folder = folder
            self._index = FileIndex(FileStorage(str(folder), supports_mmap=False))
            self._seals = seals or Seals()

    @classmethod
    def create(cls, folder: Path, seals: Seals | None = None) -> Store:
        folder.mkdir(parents=True)
        schema = Schema(terms=WeightedTerms(), words=STORED())
        FileIndex.create(FileStorage(str(folder), supports_mmap=False), schema)
        write_safely(folder / manifest_name(0), b"{}")
        return cls(folder, seals)

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
            writer = _Writer(self._index, timeout=WRITER_TIMEOUT_SECONDS, limitmb=MEMORY_MB)
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


def columns_file(folder: Path, segment: str) -> Path:
    return folder / f"{segment}.columns"


def manifest_name(number: int) -> str:
    return f"manifest-{number}.json"


def _abandon(writer: Any) -> None:
    """Close a writer that failed and let go of its lock, whatever state it is in."""
    with suppress(Exception):
        writer.cancel()
    with suppress(Exception):  # released by then, where all went well
        writer.writelock.release()
