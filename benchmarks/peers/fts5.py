"""SQLite's FTS5 with the same terms as our index, facets counted in SQL over the rows that match, materialised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.peers.flat import SEVERAL, SINGLE, flat
from benchmarks.peers.peer import PAGE, Answer, Filters, megabytes_of
from catalogue.search.asked import Unit, asked
from catalogue.search.documents import Document

try:
    from pysqlite3 import dbapi2 as sqlite3  # as the application has it
except ImportError:
    import sqlite3  # type: ignore[no-redef]

# Terms are split at spaces alone: what else stands in them are parts of a word.
TABLES = """
CREATE VIRTUAL TABLE word USING fts5(
  terms, content='', detail='none', tokenize="unicode61 remove_diacritics 0 tokenchars ':+#.-'"
);
CREATE TABLE offering (id INTEGER PRIMARY KEY, kind, level, credential, provider, format);
"""


class Fts5:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._folder / "index.db")

    def build(self, batches: Iterable[Sequence[Document]]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        base = self._connect()
        base.executescript("PRAGMA synchronous = OFF;" + TABLES)
        for name in SEVERAL:
            base.execute(f"CREATE TABLE {name} (id INTEGER, value, PRIMARY KEY (id, value)) WITHOUT ROWID")
        for one in flat(batches):
            base.execute("INSERT INTO word (rowid, terms) VALUES (?, ?)", (one.id, " ".join(one.terms)))
            single = [next(iter(one.facets[name]), None) for name in SINGLE]
            base.execute("INSERT INTO offering VALUES (?, ?, ?, ?, ?, ?)", (one.id, *single))
            for name in SEVERAL:
                rows = [(one.id, value) for value in one.facets[name]]
                base.executemany(f"INSERT INTO {name} VALUES (?, ?)", rows)
        for name in SEVERAL:
            base.execute(f"CREATE INDEX {name}_value ON {name} (value, id)")
        base.execute("INSERT INTO word (word) VALUES ('optimize')")
        base.commit()
        base.executescript("ANALYZE")
        base.close()

    def open(self) -> None:
        self._base = self._connect()
        self._base.executescript("PRAGMA cache_size = -200000; PRAGMA mmap_size = 1000000000;")

    def search(self, text: str, filters: Filters) -> Answer:
        match = " AND ".join(map(_unit, asked(text).units))
        ids = self._ids(match, filters)
        total, facets = self._facets(match, filters, [name for name in (*SINGLE, *SEVERAL) if name not in filters])
        for name in filters:  # its own choice left out of it
            others = {other: values for other, values in filters.items() if other != name}
            facets |= self._facets(match, others, [name])[1]
        return Answer(total, tuple(ids), facets)

    def _ids(self, match: str, filters: Filters) -> list[int]:
        matching, values = _matching(match, filters)
        order = "word.rank, offering.id" if match else "offering.id"
        rows = self._base.execute(f"SELECT offering.id {matching} ORDER BY {order} LIMIT {PAGE}", values)
        return [row[0] for row in rows]

    def _facets(self, match: str, filters: Filters, names: list[str]) -> tuple[int, dict[str, dict[str, int]]]:
        matching, values = _matching(match, filters)
        counts = ["SELECT '', '', count(*) FROM found"]
        for name in names:
            if name in SINGLE:
                counts.append(f"SELECT '{name}', {name}, count(*) FROM found WHERE {name} NOT NULL GROUP BY 2")
            else:
                counts.append(f"SELECT '{name}', value, count(*) FROM found JOIN {name} USING (id) GROUP BY 2")
        sql = f"WITH found AS MATERIALIZED (SELECT offering.* {matching}) {' UNION ALL '.join(counts)}"
        total, facets = 0, {name: {} for name in names}
        for name, value, count in self._base.execute(sql, values):
            if name:
                facets[name][value] = count
            else:
                total = count
        return total, facets

    def megabytes(self) -> float:
        return megabytes_of(self._folder)

    def close(self) -> None:
        self._base.close()


def _matching(match: str, filters: Filters) -> tuple[str, list[str]]:
    """FROM and WHERE of what a question selects, and the values for its marks."""
    sql = "FROM word JOIN offering ON offering.id = word.rowid WHERE word MATCH ?" if match else "FROM offering WHERE 1"
    values = [match] if match else []
    for name, chosen in filters.items():
        marks = ", ".join("?" * len(chosen))
        column = f"offering.{name} IN ({marks})"
        sql += (
            f" AND {column}"
            if name in SINGLE
            else f" AND offering.id IN (SELECT id FROM {name} WHERE value IN ({marks}))"
        )
        values += chosen
    return sql, values


def _unit(unit: Unit) -> str:
    ways = [_quoted(term.key) for term in unit.terms]
    for other in unit.others:
        ways.append(
            "(" + " AND ".join("(" + " OR ".join(_quoted(t.key) for t in word) + ")" for word in other.words) + ")"
        )
    return "(" + " OR ".join(ways) + ")"


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'
