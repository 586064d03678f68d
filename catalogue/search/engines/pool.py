"""Postings on their way into a segment: gathered by document, handed out by term."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from tempfile import TemporaryFile
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalogue.search.bitmaps import Ids

AT_ONCE = 4_000_000  # postings that are sorted in one go; what is sorted waits on the disk


class Posted(NamedTuple):
    """The documents that hold a term: their numbers in order, weights, and fields as bits."""

    numbers: Ids
    weights: NDArray[np.float32]
    fields: NDArray[np.uint8]

    def at(self, where: Any) -> Posted:
        """Some of them."""
        return Posted(self.numbers[where], self.weights[where], self.fields[where])

    @classmethod
    def joined(cls, parts: Sequence[Posted]) -> Posted:
        """Several after each other."""
        if len(parts) == 1:
            return parts[0]
        numbers, weights, fields = zip(*parts, strict=True)
        return cls(np.concatenate(numbers), np.concatenate(weights), np.concatenate(fields))


class _Run(NamedTuple):
    """Postings sorted by term; those of a term from its start to the next one's."""

    starts: NDArray[np.int64]
    posted: Posted


class Pool:
    """Postings of one field. Documents come in the order of their numbers."""

    def __init__(self) -> None:
        self._number_of: defaultdict[str, int] = defaultdict(count().__next__)
        self._runs: list[_Run] = []
        self._begin()

    def _begin(self) -> None:
        self._terms, self._documents = array("i"), array("i")
        self._weights, self._fields = array("f"), bytearray()

    def add(self, document: int, terms: Mapping[str, tuple[float, int]]) -> None:
        self._terms.extend(map(self._number_of.__getitem__, terms))
        self._documents.extend([document] * len(terms))
        self._weights.extend([weight for weight, _ in terms.values()])
        self._fields.extend([fields for _, fields in terms.values()])
        if len(self._terms) >= AT_ONCE:
            self._close()

    def add_all(self, postings: Sequence[tuple[str, Posted]]) -> None:
        """The postings of documents that were in another segment, under their new numbers."""
        self._close()
        if not postings:
            return
        lengths = [len(posted.numbers) for _, posted in postings]
        terms = np.repeat(np.array([self._number_of[term] for term, _ in postings], np.int32), lengths)
        self._sort(terms, Posted.joined([posted for _, posted in postings]))

    def _close(self) -> None:
        if self._terms:
            fields = np.frombuffer(bytes(self._fields), np.uint8)
            posted = Posted(np.array(self._documents, np.int32), np.array(self._weights, np.float32), fields)
            self._sort(np.array(self._terms, np.int32), posted)
            self._begin()

    def _sort(self, terms: Ids, posted: Posted) -> None:
        order = np.argsort(terms, kind="stable")
        starts = np.searchsorted(terms[order], np.arange(len(self._number_of) + 1))
        posted = posted.at(order)
        if len(terms) >= AT_ONCE:
            posted = Posted(_on_disk(posted.numbers), _on_disk(posted.weights), _on_disk(posted.fields))
        self._runs.append(_Run(starts, posted))

    def postings(self) -> Iterator[tuple[str, Posted]]:
        """Each term with its postings, in the order of the terms' bytes."""
        self._close()
        for term in sorted(self._number_of):
            number = self._number_of[term]
            runs = [run for run in self._runs if number + 1 < len(run.starts)]
            yield term, Posted.joined([run.posted.at(slice(*run.starts[number : number + 2])) for run in runs])


def _on_disk(column: NDArray[Any]) -> NDArray[Any]:
    with TemporaryFile() as file:
        kept: NDArray[Any] = np.memmap(file, column.dtype, "w+", shape=column.shape)
    kept[:] = column
    return kept
