"""The interface of every engine in the comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from catalogue.search.documents import Document

PAGE = 20
Filters = Mapping[str, tuple[str, ...]]
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Answer:
    """Exact total, the first 20 ids, and per facet how many offerings each value would give. `loose`: see ours."""

    total: int
    ids: tuple[int, ...]
    facets: Counts = field(default_factory=dict)
    loose: bool = False  # words were missing, so more or other offerings belong to it than those with all words


class Peer(Protocol):
    """An engine on a folder of its own. Built in one process, it may be opened in another."""

    def __init__(self, folder: Path) -> None: ...

    def build(self, batches: Iterable[Sequence[Document]]) -> None:
        """Write the index."""

    def open(self) -> None:
        """Make ready to answer."""

    def search(self, text: str, filters: Filters) -> Answer:
        """Total, page and facets, as one request of a reader needs them."""

    def megabytes(self) -> float:
        """The size of the index on the disk."""

    def close(self) -> None:
        """Let go of everything."""


def megabytes_of(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
