"""Search: exact total, all facets and the first page of 20, in one process, warm; beside Whoosh's own search."""

from __future__ import annotations

import gc
import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in
from whoosh.qparser import MultifieldParser

from benchmarks.figures import p50_p95, table, timed
from benchmarks.home import fresh_app
from catalogue.offerings.generate import generate
from catalogue.search.engine import engine
from catalogue.search.gather import all_documents
from catalogue.search.request import parse
from catalogue.search.sync import rebuild

NOW = datetime(2027, 1, 10, 9, tzinfo=UTC)
FILTERS: tuple[list[tuple[str, str]], ...] = (
    [],
    [("mode", "in_person")],
    [("price", "free"), ("time", "evening")],
    [("language", "ar"), ("kind", "course"), ("kind", "workshop")],
    [("age", "12"), ("sort", "soonest")],
)
SUBJECTS = 8
ROUNDS = 5


def measure(offerings: int = 20_000) -> str:
    """:returns: a page in Markdown."""
    with fresh_app():
        import_wall, _cpu = timed(lambda: generate(offerings, 1, NOW))
        build_wall, build_cpu = timed(rebuild)
        ours = _ours()
        naive = _naive()
    rows = [
        ["the engine: total, all facets, page", *p50_p95(ours)],
        ["Whoosh's own scoring: total and page, no facet", *p50_p95(naive)],
        ["ratio", p50_p95(ours)[0] / p50_p95(naive)[0], p50_p95(ours)[1] / p50_p95(naive)[1]],
    ]
    head = [f"{offerings} offerings", "p50 ms", "p95 ms"]
    speed = (
        f"Import {offerings / import_wall:.0f} offerings a second; full index {build_wall:.1f} s "
        f"({build_cpu:.1f} s of processor, {offerings / build_wall:.0f} documents a second)."
    )
    return f"# Search\n\n{speed}\n\n{table(head, rows)}\n"


def queries() -> list[list[tuple[str, str]]]:
    """Subjects of the synthetic catalogue in both languages with each set of filters, and the filters alone."""
    words = json.loads(files("catalogue.offerings").joinpath("synthetic_words.json").read_text("utf-8"))
    texts = [subject[lang] for subject in words["subjects"][:SUBJECTS] for lang in ("ar", "en")]
    return [[*([("q", text)] if text else []), *filters] for text in (*texts, "") for filters in FILTERS]


def _ours() -> list[float]:
    found = []
    for turn in range(ROUNDS + 1):
        for pairs in queries():
            query, _problems = parse(pairs)
            began = perf_counter()
            engine().search(query, NOW, 20)
            if turn:  # the first round warms
                found.append(perf_counter() - began)
    return found


def _naive() -> list[float]:
    """The same texts in a plain Whoosh index, searched as its manual shows; only the queries with words."""
    with TemporaryDirectory() as folder:
        schema = Schema(id=ID(stored=True, unique=True), title=TEXT, summary=TEXT, body=TEXT)
        index = create_in(str(Path(folder)), schema)
        writer = index.writer(limitmb=256)
        for batch in all_documents():
            for document in batch:
                texts: dict[str, str] = {}
                for part in document.texts:
                    if part.field in {"title", "summary", "body"}:
                        texts[part.field] = f"{texts.get(part.field, '')} {part.text}"
                writer.add_document(id=str(document.id), **texts)
        writer.commit()
        gc.collect()
        return _timed_naive(index)


def _timed_naive(index: object) -> list[float]:
    found = []
    with index.searcher() as searcher:  # type: ignore[attr-defined]
        parser = MultifieldParser(["title", "summary", "body"], index.schema)  # type: ignore[attr-defined]
        for turn in range(4):
            for pairs in queries():
                words = dict(pairs).get("q")
                if not words:
                    continue
                began = perf_counter()
                len(searcher.search(parser.parse(words), limit=20))
                if turn:
                    found.append(perf_counter() - began)
    return found
