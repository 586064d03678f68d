"""One segment of an index as it is read: its columns, terms and texts, each only while its file is what was checked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from catalogue.search.bitmaps import Ids
from catalogue.search.engines.filenames import columns_file
from catalogue.search.engines.lists import Lists
from catalogue.search.engines.postings import Kinds, Posted
from catalogue.search.engines.seals import Seals
from catalogue.search.engines.texts import Texts
from catalogue.search.port import IndexUnusable


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
