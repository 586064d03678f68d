"""What a whole page costs a reader's browser: over HTTP, beside a static file of the very same bytes.

One gunicorn worker as production has it; both come from it over one kept connection, in turn. The goal is twice the
static file's time for the search page at 20,000 offerings.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from importlib.resources import files
from statistics import median
from time import perf_counter
from urllib.parse import quote

from flask import Flask

from benchmarks.figures import p50_p95, table
from benchmarks.home import fresh_app
from benchmarks.pages_processor import processor
from catalogue.core.db import db
from catalogue.core.static_files import STATIC, compress, served_folder, tree_hash
from catalogue.offerings.generate import generate
from catalogue.search.sync import rebuild
from tests.fire.server import serving

ROUNDS = 60
WARMING = 5
OTHERS = 20
GOAL = 2.0
ABOUT = """# Whole pages over HTTP

{offerings:,} offerings; gunicorn, one worker with threads, one kept connection, {rounds} rounds, uncompressed; each
page beside a static file of the same bytes from the same server (WhiteNoise), in turn. The ratio is the median of the
pairs; the goal is {goal:g} or less. The first row asks for each search once; in the others the page has been asked for
before, so most of the answers are whole pages kept for a few seconds.
"""


def measure(offerings: int = 20_000) -> str:
    """:returns: a page in Markdown."""
    with fresh_app() as app:
        with _served(app, offerings) as (port, pages):
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            rows = [_cold(connection, pages), *(_row(connection, address, twin) for address, twin in pages.items())]
            connection.close()
        unseen = _unseen(ROUNDS + OTHERS)
        alone = processor(app, unseen[:ROUNDS], unseen[ROUNDS:])
    head = ["page", "kB", "p50 ms", "p95 ms", "static p50 ms", "static p95 ms", "ratio", "within"]
    about = ABOUT.format(offerings=offerings, rounds=ROUNDS, goal=GOAL)
    load = f"Load at the end {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores."
    return f"{about}\n{table(head, rows)}\n\n{alone}\n\n{load}\n"


def _addresses() -> list[str]:
    """The home page, the search page with and without words and filters, in both languages."""
    words = json.loads(files("catalogue.offerings").joinpath("synthetic_words.json").read_text("utf-8"))
    arabic, english = quote(words["subjects"][0]["ar"]), quote(words["subjects"][2]["en"])
    return [
        "/ar/",
        "/ar/search",
        f"/ar/search?q={arabic}",
        f"/en/search?q={english}",
        f"/en/search?q={english}&mode=online_live&price=free",
        "/ar/search?mode=in_person&time=evening&sort=soonest",
    ]


@contextmanager
def _served(app: Flask, offerings: int) -> Iterator[tuple[int, dict[str, str]]]:
    """A server with so many offerings. :returns: its port, and for each address that of the static file like it."""
    settings = app.config["SETTINGS"]
    generate(offerings, 1, datetime.now(UTC))
    rebuild()
    compress(settings.home)
    version, twins = tree_hash(STATIC), {}
    client = app.test_client()
    for number, address in enumerate(_addresses()):
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        (served_folder(settings.home, version) / f"twin-{number}.html").write_bytes(answer.data)
        twins[address] = f"/static/v-{version}/twin-{number}.html"
    db.session.remove()
    with serving(settings, workers=1) as port:
        yield port, twins


def _cold(connection: HTTPConnection, pages: dict[str, str]) -> list[object]:
    """Searches that nobody has made yet, each once, beside the static file of the first search."""
    twin = pages[_addresses()[1]]
    _get(connection, twin)
    ours, static, size = [], [], 0
    for address in _unseen():
        seconds, size = _get(connection, address)
        ours.append(seconds)
        static.append(_get(connection, twin)[0])
    ratio = median(page / file for page, file in zip(ours, static, strict=True))
    name = f"{len(ours)} searches, each for the first time"
    return [name, size / 1000, *p50_p95(ours), *p50_p95(static), ratio, "yes" if ratio <= GOAL else "**no**"]


def _unseen(many: int = ROUNDS) -> list[str]:
    words = json.loads(files("catalogue.offerings").joinpath("synthetic_words.json").read_text("utf-8"))["subjects"]
    asked = [(lang, subject[lang]) for subject in words[3:] for lang in ("ar", "en")][:many]
    return [f"/{lang}/search?q={quote(word)}" for lang, word in asked]


def _row(connection: HTTPConnection, address: str, twin: str) -> list[object]:
    for _ in range(WARMING):
        _get(connection, address)
        _get(connection, twin)
    size = 0
    ours, static = [], []
    for turn in range(ROUNDS):
        for one in ((address, ours), (twin, static))[:: 1 if turn % 2 else -1]:
            seconds, size = _get(connection, one[0])
            one[1].append(seconds)
    ratio = median(page / file for page, file in zip(ours, static, strict=True))
    return [f"`{address}`", size / 1000, *p50_p95(ours), *p50_p95(static), ratio, "yes" if ratio <= GOAL else "**no**"]


def _get(connection: HTTPConnection, address: str) -> tuple[float, int]:
    began = perf_counter()
    connection.request("GET", address)
    answer = connection.getresponse()
    content = answer.read()
    seconds = perf_counter() - began
    assert answer.status == 200, (address, answer.status)
    return seconds, len(content)


if __name__ == "__main__":
    print(measure())
