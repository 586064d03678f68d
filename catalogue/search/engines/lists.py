"""The file of a segment's terms: the postings of each, and behind them where they stand. It knows nothing of Whoosh.

Terms with the same postings share them: a word that is known in one form only has the same by each of its forms.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from hashlib import blake2b
from itertools import takewhile
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalogue.search.engines.postings import Kinds, Posted, packed, unpacked
from catalogue.search.engines.tabled import Places, places_of, read_at, read_table, write_table

END = b"\n"  # of a term
BLOCK = 32  # terms that are looked through for one
DIGEST = 16  # bytes by which postings are told from others


class ListsWriter:
    """Writes the terms in their order."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._terms: list[bytes] = []
        self._records = array("q")  # of each term
        self._counts, self._sizes = array("q"), array("q")  # of each record
        self._record_of: dict[bytes, int] = {}

    def add(self, term: bytes, posted: Posted) -> None:
        content = posted.to_bytes()
        key = blake2b(content, digest_size=DIGEST).digest() if len(content) > DIGEST else content
        record = self._record_of.setdefault(key, len(self._sizes))
        if record == len(self._sizes):
            self._sizes.append(self._file.write(packed(content)))
            self._counts.append(len(posted.numbers))
        self._terms.append(term)
        self._records.append(record)

    def finish(self, kinds: Kinds) -> None:
        """Write the table. :param kinds: what the codes of the postings stand for."""
        if any(END in term for term in self._terms):
            raise ValueError("a term has more than one line")
        write_table(
            self._file,
            terms=np.frombuffer(b"".join(END + term for term in self._terms), np.uint8),
            records=np.diff(np.array(self._records, np.int32), prepend=np.int32(0)),  # most are one more each
            counts=np.array(self._counts, np.uint32),
            sizes=np.array(self._sizes, np.uint32),
            weights=kinds.weights,
            fields=kinds.fields,
        )


class _Table(NamedTuple):
    """The terms in blocks, a line for each, and the first of each block; the record of each term; how large each record
    is, and where it stands.
    """

    blocks: list[bytes]
    firsts: list[bytes]
    records: NDArray[np.int32]
    counts: NDArray[np.uint32]
    places: Places
    kinds: Kinds


class Lists:
    """The terms of a segment and their postings."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    @cached_property
    def _table(self) -> _Table:
        written, records, counts, sizes = read_table(self.file, "terms", "records", "counts", "sizes")
        terms = written.tobytes().split(END)[1:]
        blocks = [terms[at : at + BLOCK] for at in range(0, len(terms), BLOCK)]
        return _Table(
            [END.join((b"", *block, b"")) for block in blocks],
            [block[0] for block in blocks],
            records.cumsum(dtype=np.int32),
            counts,
            places_of(sizes),
            Kinds(*read_table(self.file, "weights", "fields")),
        )

    def load(self) -> None:
        """Read the table now, not when it is first needed."""
        assert self._table

    @property
    def kinds(self) -> Kinds:
        """What the codes of the postings stand for."""
        return self._table.kinds

    def __len__(self) -> int:
        return len(self._table.records)

    def record_at(self, at: int) -> int:
        """The number of the record that the term at this place has, maybe with others."""
        return int(self._table.records[at])

    def size_of(self, record: int) -> int:
        """How many documents a record has."""
        return int(self._table.counts[record])

    def posted(self, record: int) -> Posted:
        """The postings of a record."""
        start, end = self._table.places[record : record + 2].tolist()
        return Posted.from_bytes(unpacked(read_at(self.file, start, end)), self.size_of(record))

    def find(self, term: bytes) -> int | None:
        """The place of a term among all; None where there is none."""
        number = bisect_right(self._table.firsts, term) - 1
        if number < 0 or END in term:
            return None
        block = self._table.blocks[number]
        at = block.find(END + term + END)
        return None if at < 0 else number * BLOCK + block.count(END, 0, at)

    def terms_from(self, prefix: bytes) -> Iterator[tuple[int, bytes]]:
        """The terms from here on in their order, each with its place."""
        first = max(bisect_left(self._table.firsts, prefix) - 1, 0)
        for number, block in enumerate(self._table.blocks[first:], first):
            for at, term in enumerate(block.split(END)[1:-1], number * BLOCK):
                if term >= prefix:
                    yield at, term

    def beginning(self, prefix: bytes) -> list[tuple[bytes, int]]:
        """The terms that begin so, each with the number of its documents."""
        found = takewhile(lambda one: one[1].startswith(prefix), self.terms_from(prefix))
        return [(term, self.size_of(self.record_at(at))) for at, term in found]
