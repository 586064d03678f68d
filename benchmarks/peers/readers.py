"""How other engines read Arabic and English by themselves: one field of all texts, ranked their own way.

Each finds by all words of a query (`every`) or by any of them, so that nobody can say that the other way was better.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import psycopg
from whoosh.fields import NUMERIC, TEXT, Schema
from whoosh.index import create_in
from whoosh.qparser import AndGroup, OrGroup, QueryParser

from benchmarks.peers.fts5 import sqlite3
from catalogue.search.documents import Document
from tests.postgresql import Server

WORD = re.compile(r"\w+")


class Reader(Protocol):
    def find(self, text: str, most: int, *, every: bool) -> list[int]:
        """The ids of the offerings found, the best first."""


class WhooshReader:
    """Whoosh's default analyser and BM25F."""

    def __init__(self, folder: Path, documents: Sequence[Document]) -> None:
        folder.mkdir()
        index = create_in(str(folder), Schema(id=NUMERIC(stored=True), words=TEXT))
        with index.writer() as writer:
            for document in documents:
                writer.add_document(id=document.id, words=_all_text(document))
        self._searcher, self._schema = index.searcher(), index.schema

    def find(self, text: str, most: int, *, every: bool) -> list[int]:
        parser = QueryParser("words", self._schema, plugins=[], group=AndGroup if every else OrGroup)
        return [hit["id"] for hit in self._searcher.search(parser.parse(text), limit=most)]


class Fts5Reader:
    """SQLite's `unicode61` and bm25."""

    def __init__(self, folder: Path, documents: Sequence[Document]) -> None:
        self._base = sqlite3.connect(folder / "words.db")
        self._base.execute("CREATE VIRTUAL TABLE word USING fts5(words)")
        rows = [(document.id, _all_text(document)) for document in documents]
        self._base.executemany("INSERT INTO word (rowid, words) VALUES (?, ?)", rows)

    def find(self, text: str, most: int, *, every: bool) -> list[int]:
        match = (" AND " if every else " OR ").join(f'"{word}"' for word in WORD.findall(text))
        sql = "SELECT rowid FROM word WHERE word MATCH ? ORDER BY rank, rowid LIMIT ?"
        return [row[0] for row in self._base.execute(sql, (match, most))] if match else []


class PostgresqlReader:
    """PostgreSQL's dictionaries `arabic` and `english`, both over all texts, and ts_rank."""

    def __init__(self, server: Server, documents: Sequence[Document]) -> None:
        place = f"host={server.folder} user=tests dbname={server.create()}"
        self._connection = psycopg.connect(place, autocommit=True)
        self._connection.execute("CREATE TABLE word (id integer PRIMARY KEY, words tsvector NOT NULL)")
        insert = "INSERT INTO word VALUES (%s, to_tsvector('arabic', %s) || to_tsvector('english', %s))"
        for document in documents:
            self._connection.execute(insert, (document.id, _all_text(document), _all_text(document)))

    def find(self, text: str, most: int, *, every: bool) -> list[int]:
        asked = [f"plainto_tsquery('{name}', %(text)s)" for name in ("arabic", "english")]
        if not every:
            asked = [f"replace({one}::text, '&', '|')::tsquery" for one in asked]
        sql = (
            f"SELECT id FROM word, (SELECT {' || '.join(asked)} AS asked) AS query WHERE words @@ asked "
            "ORDER BY ts_rank(words, asked) DESC, id LIMIT %(most)s"
        )
        return [row[0] for row in self._connection.execute(sql, {"text": text, "most": most})]

    def close(self) -> None:
        self._connection.close()


def _all_text(document: Document) -> str:
    return "\n".join(text.text for text in document.texts)
