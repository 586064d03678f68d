"""The documents that hold a term, as arrays and as bytes: their numbers, and for each a code of its weight and fields.

A catalogue knows some hundred pairs of weight and fields, so that a posting is two octets: the step from the document
before, and the code. What an octet cannot say stands behind.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalogue.search.bitmaps import Ids

BEHIND = 255  # an octet that says: the figure stands behind the octets
FIGURE = np.dtype("<u4")
PLAIN, PACKED = b"\0", b"\1"
WORTH_PACKING = 48  # bytes
PACKING = 6
BARE = (-15, 9)  # neither head nor checksum, as there is a seal; and all the memory that packing can use

Codes = NDArray[np.integer[Any]]


class Kinds(NamedTuple):
    """The pairs of weight and fields that occur; a code is a place among them."""

    weights: NDArray[np.float32]
    fields: NDArray[np.uint8]


class Posted(NamedTuple):
    """The documents that hold a term: their numbers in order, and the codes of weight and fields."""

    numbers: Ids
    codes: Codes

    def at(self, where: Any) -> Posted:
        """Some of them."""
        return Posted(self.numbers[where], self.codes[where])

    def renumbered(self, numbers: Ids) -> Posted:
        """The same documents under new numbers."""
        new = numbers.take(self.numbers)
        if len(new) == 1:
            return Posted(new, self.codes)
        order = new.argsort()
        return Posted(new.take(order), self.codes.take(order))

    @classmethod
    def joined(cls, parts: Sequence[Posted]) -> Posted:
        """Several after each other."""
        if len(parts) == 1:
            return parts[0]
        numbers, codes = zip(*parts, strict=True)
        return cls(np.concatenate(numbers), np.concatenate(codes))

    def to_bytes(self) -> bytes:
        figures = np.concatenate([self.numbers, self.codes], dtype=np.int64)
        figures[1 : len(self.numbers)] -= self.numbers[:-1]
        octets = np.minimum(figures, BEHIND).astype(np.uint8)
        written: bytes = octets.tobytes() + figures[figures >= BEHIND].astype(FIGURE).tobytes()
        return written

    @classmethod
    def from_bytes(cls, written: bytes, size: int) -> Posted:
        """:raises ValueError: that are not so many postings."""
        octets = np.frombuffer(written, np.uint8, 2 * size)
        if len(written) == 2 * size:
            return cls(octets[:size].cumsum(dtype=np.int32), octets[size:].copy())  # a part would keep the whole
        figures = octets.astype(FIGURE)
        figures[octets == BEHIND] = np.frombuffer(written, FIGURE, offset=2 * size)
        codes = figures[size:]
        return cls(figures[:size].cumsum(dtype=np.int32), codes.astype(np.min_scalar_type(int(codes.max()))))


NOTHING = Posted(np.zeros(0, np.int32), np.zeros(0, np.uint8))


def packed(content: bytes) -> bytes:
    """Content with as few bytes as it needs; `unpacked` undoes it."""
    if len(content) > WORTH_PACKING:
        packing = zlib.compressobj(PACKING, zlib.DEFLATED, *BARE)
        smaller = packing.compress(content) + packing.flush()
        if len(smaller) < len(content):
            return PACKED + smaller
    return PLAIN + content


def unpacked(written: bytes) -> bytes:
    """:raises zlib.error: these bytes are not what was packed."""
    return zlib.decompress(memoryview(written)[1:], BARE[0]) if written[:1] == PACKED else written[1:]
