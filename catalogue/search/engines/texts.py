"""The file of a segment's texts: the words of each document in their order, to look for phrases in.

A word is a number into the segment's own list of words; documents stand in blocks, each packed by itself.
"""

from __future__ import annotations

import zlib
from array import array
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import count
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalogue.search.bitmaps import Ids
from catalogue.search.engines.tabled import Places, places_of, read_at, read_table, write_table

BREAK = "\n"  # a word of its own: phrases do not cross from one text into another
BLOCK = 96  # documents: fewer are read sooner, and take more on the disk
PACKING = 6
FIGURE = np.dtype("<u4")

Figures = NDArray[np.uint32]


class TextsWriter:
    """Writes the documents in their order."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._number_of: defaultdict[str, int] = defaultdict(count().__next__)
        self._sizes: list[int] = []
        self._order: Ids | None = None
        self._documents = 0
        self._begin()

    def _begin(self) -> None:
        self._lengths, self._words = array("I"), array("I")

    def add(self, text: str) -> None:
        """A document: its texts on a line each, the words with a space on either side."""
        words = [word for word in text.replace(BREAK, f" {BREAK} ").split(" ") if word]
        self._words.extend(map(self._number_of.__getitem__, words))
        self._lengths.append(len(words))
        self._documents += 1
        if len(self._lengths) == BLOCK:
            self._close()

    def _close(self) -> None:
        figures = np.array(self._lengths + self._words, FIGURE)
        octets = figures.view(np.uint8).reshape(-1, FIGURE.itemsize).T  # each octet of all figures after the other
        while len(octets) > 1 and not octets[-1].any():
            octets = octets[:-1]
        content = bytes((len(octets),)) + octets.tobytes()
        self._sizes.append(self._file.write(zlib.compress(content, PACKING)))
        self._begin()

    def reorder(self, order: Ids) -> None:
        """Let the documents stand in another order than they came in. :param order: as they came, in the new one."""
        self._order = order

    def finish(self) -> None:
        if self._lengths:
            self._close()
        order = np.arange(self._documents, dtype=np.int32) if self._order is None else self._order
        words = "".join(f" {word}" for word in self._number_of) + " "
        sizes = np.array(self._sizes, np.uint32)
        write_table(self._file, words=np.frombuffer(words.encode(), np.uint8), sizes=sizes, order=order)


class _Block(NamedTuple):
    """Documents: all their words after each other, and where those of each begin."""

    words: Figures
    starts: Places


class Texts:
    """The texts of a segment."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self._last: tuple[int, _Block] | None = None

    def text(self, document: int) -> str:
        """The texts of a document, as they were written."""
        number, at = divmod(int(self._order[document]), BLOCK)
        block = self._block(number)
        numbers = block.words[block.starts[at] : block.starts[at + 1]].tolist()
        first, *lines = " ".join(map(self._words.__getitem__, numbers)).split(BREAK)
        return BREAK.join([first, *(f" {line.strip()} " for line in lines)])

    def with_phrase(self, words: Sequence[str], among: Ids) -> Ids:
        """Those of these documents in which the words stand after each other."""
        numbers, came = self._numbers(words), self._order[among]
        found = [np.zeros(0, np.int64)]
        for number in np.unique(came // BLOCK).tolist() if numbers else ():
            block = self._block(number)
            found.append(block.starts.searchsorted(_standing(block.words, numbers), side="right") - 1 + number * BLOCK)
        return among[np.isin(came, np.concatenate(found))]

    def _numbers(self, words: Sequence[str]) -> list[int]:
        """The numbers of words; none where one of them is not there."""
        known = self._known.tobytes()
        places = [known.find(f" {word} ".encode()) for word in words]
        return [] if -1 in places else [known.count(b" ", 0, place) for place in places]

    @cached_property
    def _words(self) -> list[str]:
        """All words, for who reads whole texts; to look for phrases they need not be kept."""
        return self._known.tobytes().decode().split(" ")[1:-1]

    @property
    def _known(self) -> NDArray[np.uint8]:
        (found,) = read_table(self.file, "words")
        return found

    @cached_property
    def _order(self) -> Ids:
        """The documents as they came, in the order in which they stand."""
        (order,) = read_table(self.file, "order")
        return order

    @cached_property
    def _places(self) -> Places:
        (sizes,) = read_table(self.file, "sizes")
        return places_of(sizes)

    def _block(self, number: int) -> _Block:
        last = self._last
        if last is None or last[0] != number:
            last = self._last = (number, self._read(number))
        return last[1]

    def _read(self, number: int) -> _Block:
        start, end = self._places[number : number + 2].tolist()
        content = zlib.decompress(read_at(self.file, start, end))
        lowest, *higher = np.frombuffer(content, np.uint8, offset=1).reshape(content[0], -1)
        figures = lowest.astype(FIGURE)
        for at, octets in enumerate(higher, 1):
            figures |= octets.astype(FIGURE) << np.uint32(8 * at)
        many = min(BLOCK, len(self._order) - number * BLOCK)
        return _Block(figures[many:], places_of(figures[:many]))


def _standing(words: Figures, wanted: Sequence[int]) -> NDArray[np.intp]:
    """Where the wanted words begin to stand after each other."""
    last = len(words) - len(wanted) + 1
    if last < 1:
        return np.zeros(0, np.intp)
    there = words[:last] == wanted[0]
    for at, word in enumerate(wanted[1:], 1):
        there &= words[at : at + last] == word
    return np.flatnonzero(there)
