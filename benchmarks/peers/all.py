"""Every engine of the comparison by its name; ours first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.peers.fts5 import Fts5
from benchmarks.peers.naive import Naive
from benchmarks.peers.ours import Ours
from benchmarks.peers.peer import Peer
from benchmarks.peers.postgresql import Postgresql
from benchmarks.peers.tantivy import Tantivy, TantivyLean, TantivyNine

OURS = "ours"


@dataclass(frozen=True)
class Entrant:
    """An engine, what stands in the tables for it, and how it takes part.

    :param built_as: whose index it opens, where it builds none of its own.
    :param most: offerings up to which it is worth waiting for.
    :param slow: it is asked in one round only.
    """

    make: type[Peer]
    title: str
    built_as: str = ""
    most: int = 10**9
    slow: bool = False
    own_words: bool = False  # its own analysis, so its totals are its own
    cuts: bool = False  # its facets hold the first values only
    in_process: bool = True


ENTRANTS: Mapping[str, Entrant] = {
    OURS: Entrant(Ours, "**ours**: all facets, over runs"),
    "tantivy": Entrant(Tantivy, "tantivy, one field, the same terms, all facets of offerings"),
    "tantivy-nine": Entrant(TantivyNine, "tantivy, the same terms, 9 facets", built_as="tantivy"),
    "tantivy-lean": Entrant(TantivyLean, "tantivy, stems alone, 20 values of 9 facets", built_as="tantivy", cuts=True),
    "fts5": Entrant(Fts5, "SQLite FTS5, the same terms, facets in SQL"),
    "postgresql": Entrant(
        Postgresql, "PostgreSQL `arabic`+`english`, GROUPING SETS, rank of 300", own_words=True, in_process=False
    ),
    "naive": Entrant(Naive, "Whoosh as in its manual", most=20_000, slow=True, own_words=True),
}
