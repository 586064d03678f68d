"""The file of a segment's terms: the postings of each, and behind them where they stand. It knows nothing of Whoosh.

Terms with the same postings share them: a word that is known in one form only has the same by each of its forms.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from functools import cached_property
from hashlib import blake2b
from itertools import pairwise
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalogue.search.engines.postings import Kinds, Posted, packed, unpacked
from catalogue.search.engines.tabled import Places, places_of, read_at, read_table, write_table

BEHIND_ALL = b"\xff"  # stands in no UTF-8
STRIDE = 32  # each term that is the first of so many is at hand, to look among them
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
        write_table(
            self._file,
            terms=np.frombuffer(b"".join(self._terms), np.uint8),
            lengths=np.array([*map(len, self._terms)], np.uint16),
            records=np.diff(np.array(self._records, np.int32), prepend=np.int32(0)),  # most are one more each
            counts=np.array(self._counts, np.uint32),
            sizes=np.array(self._sizes, np.uint32),
            weights=kinds.weights,
            fields=kinds.fields,
        )


class _Table(NamedTuple):
    """The terms after each other, where each ends, and its record; how large each record is, and where it stands."""

    terms: bytes
    ends: array[int]
    records: NDArray[np.int32]
    counts: NDArray[np.uint32]
    places: Places
    heads: list[bytes]
    kinds: Kinds


class Lists:
    """The terms of a segment and their postings."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    @cached_property
    def _table(self) -> _Table:
        terms, lengths, records, counts, sizes = read_table(self.file, "terms", "lengths", "records", "counts", "sizes")
        written, ends = terms.tobytes(), places_of(lengths)
        heads = zip(ends[:-1:STRIDE].tolist(), ends[1::STRIDE].tolist(), strict=True)
        return _Table(
            written,
            array("q", ends.tobytes()),
            records.cumsum(dtype=np.int32),
            counts,
            places_of(sizes),
            [written[start:end] for start, end in heads],
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

    def term_at(self, at: int) -> bytes:
        ends = self._table.ends
        return self._table.terms[ends[at] : ends[at + 1]]

    def find(self, term: bytes) -> int | None:
        """The place of a term among all; None where there is none."""
        at = self.first_from(term)
        return at if at < len(self) and self.term_at(at) == term else None

    def first_from(self, term: bytes) -> int:
        """The place of the first term that is not before this one."""
        terms, ends, heads = self._table.terms, self._table.ends, self._table.heads
        head = bisect_left(heads, term)
        behind = min(head * STRIDE, len(self))
        among = range(max(behind - STRIDE, 0), behind)
        return among.start + bisect_left(among, term, key=lambda at: terms[ends[at] : ends[at + 1]])

    def beginning(self, prefix: bytes) -> list[tuple[bytes, int]]:
        """The terms that begin so, each with the number of its documents."""
        first, behind = self.first_from(prefix), self.first_from(prefix + BEHIND_ALL)
        terms, counts = self._table.terms, self._table.counts[self._table.records[first:behind]].tolist()
        parts = pairwise(self._table.ends[first : behind + 1])
        return [(terms[start:end], count) for (start, end), count in zip(parts, counts, strict=True)]
