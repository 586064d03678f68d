"""Every engine of the comparison by its name; ours first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from benchmarks.peers.peer import Peer

OURS = "ours"


@dataclass(frozen=True)
class Entrant:
    """An engine, what stands in the tables for it, and how it takes part.

    :param built_as: whose index it opens, where it builds none of its own.
    :param most: offerings up to which it is worth waiting for.
    :param slow: it is asked in one round only.
    """

    make: Callable[[Path], Peer]
    title: str
    built_as: str = ""
    most: int = 10**9
    slow: bool = False
    own_words: bool = False  # its own analysis, so its totals are its own
    cuts: bool = False  # its facets hold the first values only
    in_process: bool = True


def _lazy(module: str, name: str) -> Callable[[Path], Peer]:
    """Makes a peer, importing it only then: in a process that is measured, no other engine should stand."""

    def make(folder: Path) -> Peer:
        peer: Peer = getattr(import_module(f"benchmarks.peers.{module}"), name)(folder)
        return peer

    return make


ENTRANTS: Mapping[str, Entrant] = {
    OURS: Entrant(_lazy("ours", "Ours"), "**ours**: all facets, over runs"),
    "tantivy": Entrant(_lazy("tantivy", "Tantivy"), "tantivy, one field, the same terms, all facets of offerings"),
    "tantivy-nine": Entrant(_lazy("tantivy", "TantivyNine"), "tantivy, the same terms, 9 facets", built_as="tantivy"),
    "tantivy-lean": Entrant(
        _lazy("tantivy", "TantivyLean"), "tantivy, stems alone, 20 values of 9 facets", built_as="tantivy", cuts=True
    ),
    "fts5": Entrant(_lazy("fts5", "Fts5"), "SQLite FTS5, the same terms, facets in SQL"),
    "postgresql": Entrant(
        _lazy("postgresql", "Postgresql"),
        "PostgreSQL `arabic`+`english`, GROUPING SETS, rank of 300",
        own_words=True,
        in_process=False,
    ),
    "naive": Entrant(_lazy("naive", "Naive"), "Whoosh as in its manual", most=20_000, slow=True, own_words=True),
}
