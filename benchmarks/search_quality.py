"""How good search is beside its peers, on judged queries over the demonstration catalogue.

`python -m benchmarks.search_quality [--judged FILE] [--dry]` writes `benchmarks/results/search_quality.md`.
"""

from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from benchmarks.figures import table
from benchmarks.home import fresh_app
from benchmarks.peers.readers import Fts5Reader, PostgresqlReader, Reader, WhooshReader
from catalogue.cli.preparing import prepare
from catalogue.core.db import db
from catalogue.offerings.models import Offering
from catalogue.search.documents import Document, visible
from catalogue.search.engine import engine
from catalogue.search.gather import all_documents
from catalogue.search.query import Query
from tests.postgresql import Server, binaries
from tests.relevance.gates import GATES, MACRO_MRR, MACRO_NDCG, MACRO_RECALL, MOST_ZERO
from tests.relevance.scoring import LISTED, Judged, Listed, Score, by_class, judged_queries, macro, recall, score

ROOT = Path(__file__).parent.parent
JUDGED = ROOT / "tests" / "relevance" / "judged_queries.json"
PAGE = ROOT / "benchmarks" / "results" / "search_quality.md"
WORST = 40
ABOUT = """# How good search is

Made by `python -m benchmarks.search_quality`: {queries} judged queries over {offerings} offerings of the demonstration
catalogue. nDCG@10 has the gain 2^grade - 1; MRR takes the first offering with any grade; a query has zero results
where nothing at all is shown; overall each class counts once and traps do not. A trap that has no answer counts 1
where nothing is found or what is found is called a suggestion, else 0. The peers have one field of all texts and find
by all words or by any. {hidden} graded offerings are closed at this moment, so that ours does not show them.
"""
Find = Callable[[str], Listed]


def measure(judged: list[Judged], now: datetime) -> str:
    """:returns: a page in Markdown."""
    with fresh_app(demo=True) as app:
        list(prepare(app.config["SETTINGS"], now))
        documents = list(chain.from_iterable(all_documents()))
        references = {row.id: row.reference for row in db.session.execute(select(Offering.id, Offering.reference))}
        with _engines(documents, references, now) as engines:
            scores = {name: by_class(judged, find) for name, find in engines.items()}
            found = {one.text: engines["ours"](one.text) for one in judged}
        shown = {references[document.id] for document in documents if _shown(document, now)}
        graded = set(chain.from_iterable(one.grades for one in judged))
        about = ABOUT.format(queries=len(judged), offerings=len(documents), hidden=len(graded - shown))
        cross = _cross(judged, found, documents, references)
    return f"{about}\n{_classes(scores)}\n\n{_overall(scores)}\n\n{cross}\n\n{_worst(judged, found)}\n"


@contextmanager
def _engines(documents: list[Document], references: Mapping[int, str], now: datetime) -> Iterator[dict[str, Find]]:
    binary = binaries()
    if binary is None:
        raise RuntimeError("PostgreSQL is not installed")
    server = Server(binary)
    try:
        with TemporaryDirectory() as home:
            readers: dict[str, Reader] = {
                "Whoosh": WhooshReader(Path(home) / "whoosh", documents),
                "FTS5": Fts5Reader(Path(home), documents),
                "PostgreSQL": PostgresqlReader(server, documents),
            }
            engines = {"ours": _ours(references, now)}
            for name, reader in readers.items():
                for mode, every in (("all", True), ("any", False)):
                    engines[f"{name}, {mode}"] = _theirs(reader, references, every)
            yield engines
    finally:
        server.stop()


def _ours(references: Mapping[int, str], now: datetime) -> Find:
    def find(text: str) -> Listed:
        found = engine().search(Query(text=text), now, LISTED)
        return Listed([references[number] for number in found.ids], found.fallback)

    return find


def _theirs(reader: Reader, references: Mapping[int, str], every: bool) -> Find:
    return lambda text: Listed([references[number] for number in reader.find(text, LISTED, every=every)])


def _shown(document: Document, now: datetime) -> bool:
    return not document.runs or any(visible(run, now) for run in document.runs)


def _classes(scores: Mapping[str, Mapping[str, Score]]) -> str:
    rows = []
    for sort, gate in GATES.items():
        ours = scores["ours"].get(sort)
        if ours:
            low = " **below**" if round(ours.ndcg, 2) < gate else ""
            others = [scores[name][sort].ndcg for name in scores if name != "ours"]
            rows.append([f"{sort} ({ours.queries})", f"{gate:.2f}", f"{ours.ndcg:.2f}{low}", *others])
    return table(["nDCG@10", "gate", *scores], rows)


def _overall(scores: Mapping[str, Mapping[str, Score]]) -> str:
    total = {name: macro(of) for name, of in scores.items()}
    rows = [
        ["nDCG@10", MACRO_NDCG, *(one.ndcg for one in total.values())],
        ["recall@50", MACRO_RECALL, *(one.recall for one in total.values())],
        ["MRR", MACRO_MRR, *(one.mrr for one in total.values())],
        ["zero results", MOST_ZERO, *(one.zero for one in total.values())],
    ]
    detail = [
        [sort, one.ndcg, "–" if one.recall is None else one.recall, one.mrr, one.zero]
        for sort, one in sorted(scores["ours"].items())
    ]
    ours = table(["ours", "nDCG@10", "recall@50", "MRR", "zero"], detail)
    return f"{table(['overall', 'gate', *total], rows)}\n\n{ours}"


def _cross(
    judged: list[Judged], found: Mapping[str, Listed], documents: list[Document], references: Mapping[int, str]
) -> str:
    """Recall of offerings whose title is written in the other language alone."""
    written = {references[one.id]: {text.lang for text in one.texts if text.field == "title"} for one in documents}
    lines = []
    for sort, lang in (("cross_ar_en", "en"), ("cross_en_ar", "ar")):
        only = {reference for reference, langs in written.items() if langs == {lang}}
        values = [recall(one.grades, found[one.text].references, among=only) for one in judged if one.sort == sort]
        known = [value for value in values if value is not None]
        mean = f"{sum(known) / len(known):.2f} over {len(known)} queries" if known else "no such offering is graded"
        lines.append(f"{sort}: {mean} (gate 0.80)")
    return f"Recall of what is written in the other language alone: {'; '.join(lines)}."


def _worst(judged: list[Judged], found: Mapping[str, Listed]) -> str:
    """Where ours does worst: what to work on next."""
    scored = sorted(((score(one, found[one.text]).ndcg, one) for one in judged), key=lambda pair: pair[0])
    rows = [
        [one.sort, one.text, one.need, value, " ".join(found[one.text].references[:3]) or "nothing", _best(one)]
        for value, one in scored[:WORST]
        if value < 0.5
    ]
    head = ["class", "query", "need", "nDCG", "found first", "wanted first"]
    return f"## Where ours is worst\n\n{table(head, rows)}"


def _best(judged: Judged) -> str:
    return " ".join(sorted(judged.grades, key=lambda one: -judged.grades[one])[:3]) or "nothing"


def report() -> str:
    """A page in Markdown, by the project's own judged queries."""
    return measure(judged_queries(json.loads(JUDGED.read_text("utf-8"))), datetime.now(UTC))


def main() -> None:
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--judged", type=Path, default=JUDGED)
    reading.add_argument("--dry", action="store_true", help="print the page, do not write it")
    options = reading.parse_args()
    judged = judged_queries(json.loads(options.judged.read_text("utf-8")))
    now = datetime.now(UTC)
    page = f"{measure(judged, now)}\n{now:%Y-%m-%d}, Python {platform.python_version()}, {platform.machine()}.\n"
    if not options.dry:
        PAGE.write_text(page, "utf-8")
    print(page)


if __name__ == "__main__":
    main()
