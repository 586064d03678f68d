"""PostgreSQL with its own `arabic` and `english` dictionaries, tuned: a narrow table, facets by GROUPING SETS.

Ranking stops at the first 300 that match and sequential scans are off, as SEARCH found quickest. It reads words by its
own dictionaries, so its totals are its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import psycopg

from benchmarks.peers.flat import SEVERAL, SINGLE, flat
from benchmarks.peers.peer import PAGE, Answer, Filters
from catalogue.search.documents import Document
from tests.postgresql import Server, binaries

RANKED = 300
TABLE = f"""
CREATE TABLE offering (
  id integer PRIMARY KEY, words tsvector NOT NULL,
  {", ".join(f"{name} text" for name in SINGLE)}, {", ".join(f"{name} text[] NOT NULL" for name in SEVERAL)}
)
"""
COPY = f"COPY loaded (id, ar, en, {', '.join((*SINGLE, *SEVERAL))}) FROM STDIN"
WORDS = "to_tsvector('arabic', ar) || to_tsvector('english', en)"
ASKED = "(plainto_tsquery('arabic', %(text)s) || plainto_tsquery('english', %(text)s))"
UNREADABLE = str.maketrans("", "", "\x00")


class Postgresql:
    def __init__(self, folder: Path) -> None:
        found = binaries()
        if found is None:
            raise RuntimeError("PostgreSQL is not installed")
        self._server = Server(found)
        self._connection = self._connect(self._server.create())

    def _connect(self, name: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(f"host={self._server.folder} user=tests dbname={name}", autocommit=True)

    def build(self, batches: Iterable[Sequence[Document]]) -> None:
        ask = self._connection.execute
        ask(TABLE)
        ask("CREATE UNLOGGED TABLE loaded (LIKE offering)")
        ask("ALTER TABLE loaded DROP words, ADD ar text, ADD en text")
        with self._connection.cursor().copy(COPY) as copy:
            for one in flat(batches):
                single = [next(iter(one.facets[name]), None) for name in SINGLE]
                copy.write_row(
                    (one.id, one.text("ar"), one.text("en"), *single, *map(list, map(one.facets.get, SEVERAL)))
                )
        ask(f"INSERT INTO offering SELECT id, {WORDS}, {', '.join((*SINGLE, *SEVERAL))} FROM loaded ORDER BY id")
        ask("DROP TABLE loaded")
        ask("CREATE INDEX ON offering USING gin (words) WITH (fastupdate = off)")
        for name in SINGLE:
            ask(f"CREATE INDEX ON offering ({name})")
        for name in SEVERAL:
            ask(f"CREATE INDEX ON offering USING gin ({name})")
        ask("VACUUM ANALYZE offering")

    def open(self) -> None:
        self._connection.execute("SET enable_seqscan = off")

    def search(self, text: str, filters: Filters) -> Answer:
        ids = self._ids(text, filters)
        total, facets = self._facets(text, filters, [name for name in (*SINGLE, *SEVERAL) if name not in filters])
        for name in filters:  # its own choice left out of it
            others = {other: values for other, values in filters.items() if other != name}
            facets |= self._facets(text, others, [name])[1]
        return Answer(total, ids, facets)

    def _ids(self, text: str, filters: Filters) -> tuple[int, ...]:
        where, values = _where(text, filters)
        if text:
            few = f"SELECT id, words FROM offering WHERE {where} LIMIT {RANKED}"
            sql = f"SELECT id FROM ({few}) few ORDER BY ts_rank(words, {ASKED}, 1) DESC, id LIMIT {PAGE}"
        else:
            sql = f"SELECT id FROM offering WHERE {where} ORDER BY id LIMIT {PAGE}"
        return tuple(row[0] for row in self._connection.execute(sql, values))  # type: ignore[misc]

    def _facets(self, text: str, filters: Filters, names: list[str]) -> tuple[int, dict[str, dict[str, int]]]:
        where, values = _where(text, filters)
        single = [name for name in names if name in SINGLE]
        counts = [
            f"SELECT '{name}', unnest({name}), count(*) FROM found GROUP BY 2" for name in names if name in SEVERAL
        ]
        counts.append(_grouped(single))
        columns = ", ".join(names)
        sql = f"WITH found AS MATERIALIZED (SELECT {columns} FROM offering WHERE {where}) {' UNION ALL '.join(counts)}"
        total, facets = 0, {name: {} for name in names}
        for name, value, count in self._connection.execute(sql, values):
            if name is None:
                total = count
            elif value is not None:
                facets[name][value] = count
        return total, facets

    def backend(self) -> int:
        """The process that answers."""
        return self._connection.info.backend_pid

    def megabytes(self) -> float:
        row = self._connection.execute("SELECT pg_total_relation_size('offering')").fetchone()
        return row[0] / 1e6  # type: ignore[index, operator]

    def close(self) -> None:
        self._connection.close()
        self._server.stop()


def _grouped(names: list[str]) -> str:
    """Total and the facets of one value in one pass; the total has no name."""
    if not names:
        return "SELECT NULL, NULL, count(*) FROM found"
    sets = ", ".join(f"({name})" for name in names)
    which = " ".join(f"WHEN grouping({name}) = 0 THEN '{name}'" for name in names)
    values = " ".join(f"WHEN grouping({name}) = 0 THEN {name}" for name in names)
    return f"SELECT CASE {which} END, CASE {values} END, count(*) FROM found GROUP BY GROUPING SETS ((), {sets})"


def _where(text: str, filters: Filters) -> tuple[str, dict[str, object]]:
    clauses, values = ["true"], {}
    if text:
        clauses.append(f"words @@ {ASKED}")
        values["text"] = text.translate(UNREADABLE)
    for name, chosen in filters.items():
        clauses.append(f"{name} = ANY(%({name})s)" if name in SINGLE else f"{name} && %({name})s")
        values[name] = list(chosen)
    return " AND ".join(clauses), values
