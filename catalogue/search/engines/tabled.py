"""A file of records with a table at its end that tells where they stand. It is read at places, never from front to end.

Threads may read at the same time: no place in the file is kept. What is cut off is an error, as nothing is mapped.
"""

from __future__ import annotations

import io
import os
from struct import Struct
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

LENGTH = Struct("<q")  # of the table, behind it
Places = NDArray[np.int64]


def write_table(file: BinaryIO, **columns: NDArray[Any]) -> None:
    """Close a file with its table."""
    table = io.BytesIO()
    np.savez_compressed(table, allow_pickle=False, **columns)
    file.write(table.getvalue())
    file.write(LENGTH.pack(len(table.getvalue())))


def read_table(file: BinaryIO, *names: str) -> list[NDArray[Any]]:
    """Some columns of the table."""
    end = os.fstat(file.fileno()).st_size - LENGTH.size
    (length,) = LENGTH.unpack(read_at(file, end, end + LENGTH.size))
    with np.load(io.BytesIO(read_at(file, end - length, end)), allow_pickle=False) as table:
        return [table[name] for name in names]


def read_at(file: BinaryIO, start: int, end: int) -> bytes:
    """:raises EOFError: the file does not reach so far."""
    if not 0 <= start <= end:
        raise EOFError(f"nothing stands from {start} to {end}")
    found = os.pread(file.fileno(), end - start, start)
    if len(found) != end - start:
        raise EOFError(f"the file ends before {end}")
    return found


def places_of(lengths: NDArray[np.unsignedinteger[Any]]) -> Places:
    """Where each of these begins, if they stand after each other; and where the last one ends."""
    return np.concatenate([np.zeros(1, np.int64), lengths.cumsum(dtype=np.int64)])
