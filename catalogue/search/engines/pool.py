"""Postings on their way into a segment: gathered by document, handed out by term."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import count
from tempfile import TemporaryFile
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalogue.search.bitmaps import Ids
from catalogue.search.engines.lists import Lists
from catalogue.search.engines.postings import Posted

AT_ONCE = 4_000_000  # postings that are sorted in one go; what is sorted waits on the disk


class _Run(NamedTuple):
    """Postings sorted by term; those of a term from its start to the next one's."""

    starts: NDArray[np.int64]
    posted: Posted


class Pool:
    """Postings on their way into a segment. Documents come in the order of their numbers."""

    def __init__(self, code_of: defaultdict[tuple[float, int], int]) -> None:
        """:param code_of: gives each pair of weight and fields its code."""
        self._number_of: defaultdict[str, int] = defaultdict(count().__next__)
        self._code_of = code_of
        self._runs: list[_Run] = []
        self._begin()

    def _begin(self) -> None:
        self._terms, self._documents, self._codes = array("i"), array("i"), array("I")

    def add(self, document: int, terms: Mapping[str, tuple[float, int]]) -> None:
        self._terms.extend(map(self._number_of.__getitem__, terms))
        self._documents.extend(array("i", (document,)) * len(terms))
        self._codes.extend(map(self._code_of.__getitem__, terms.values()))
        if len(self._terms) >= AT_ONCE:
            self._close()

    def add_all(self, lists: Lists, numbers: Ids) -> None:
        """The postings of documents that are in another segment.

        :param numbers: the new number of each; below 0 where it is gone.
        """
        self._close()
        terms, found = [], []
        kinds = zip(lists.kinds.weights.tolist(), lists.kinds.fields.tolist(), strict=True)
        codes = np.array([self._code_of[kind] for kind in kinds], np.uint32)
        for at, term in lists.terms_from(b""):
            posted = lists.posted(lists.record_at(at))
            new = numbers[posted.numbers]
            there = Posted(new, codes[posted.codes]).at(new >= 0)
            if len(there.numbers):
                terms.append(self._number_of[term.decode()])
                found.append(there)
        if found:
            self._sort(np.repeat(np.array(terms, np.int32), [len(one.numbers) for one in found]), Posted.joined(found))

    def _close(self) -> None:
        if self._terms:
            posted = Posted(np.array(self._documents, np.int32), np.array(self._codes, np.uint32))
            self._sort(np.array(self._terms, np.int32), posted)
            self._begin()

    def _sort(self, terms: Ids, posted: Posted) -> None:
        order = np.argsort(terms, kind="stable")
        starts = np.searchsorted(terms[order], np.arange(len(self._number_of) + 1))
        posted = posted.at(order)
        if len(terms) >= AT_ONCE:
            posted = Posted(_on_disk(posted.numbers), _on_disk(posted.codes))
        self._runs.append(_Run(starts, posted))

    def postings(self, numbers: Ids) -> Iterator[tuple[str, Posted]]:
        """Each term with its postings, in the order of the terms' bytes.

        :param numbers: the new number of each document.
        """
        self._close()
        for term in sorted(self._number_of):
            number = self._number_of[term]
            runs = [run for run in self._runs if number + 1 < len(run.starts)]
            joined = Posted.joined([run.posted.at(slice(*run.starts[number : number + 2])) for run in runs])
            yield term, joined.renumbered(numbers)


def _on_disk(column: NDArray[Any]) -> NDArray[Any]:
    with TemporaryFile() as file:
        kept: NDArray[Any] = np.memmap(file, column.dtype, "w+", shape=column.shape)
    kept[:] = column
    return kept
