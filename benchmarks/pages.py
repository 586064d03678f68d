"""What a page costs: the search page, rendered, against a static file of the same size from the same server."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from time import perf_counter

from flask import Flask
from flask.testing import FlaskClient

from benchmarks.figures import p50_p95, table
from benchmarks.home import fresh_app
from catalogue.cli.preparing import prepare

PAGES = (
    "/ar/",
    "/ar/search",
    "/ar/search?q=data",
    "/en/search?mode=online_live&price=free",
    "/ar/topics",
    "/ar/calendar",
)
ROUNDS = 25


def measure() -> str:
    """:returns: a page in Markdown."""
    with fresh_app(demo=True) as app:
        list(prepare(app.config["SETTINGS"], datetime.now(UTC)))
        app.add_url_rule("/static-page", "static_page", lambda: _static)
        app.before_request_funcs[None] = [step for step in app.before_request_funcs[None] if step.__name__ != "_decide"]
        rows = [_row(app, address) for address in PAGES]
    head = ["page", "kB", "kB gzip", "p50 ms", "p95 ms", "static p50 ms", "ratio"]
    return f"# Pages\n\nThe demonstration catalogue, in process, warm, {ROUNDS} times each.\n\n{table(head, rows)}\n"


_static = ""


def _row(app: Flask, address: str) -> list[object]:
    global _static  # noqa: PLW0603 - the size is known only now
    client = app.test_client()
    client.get(address)
    _static = client.get(address).text
    size, packed = len(_static.encode()), len(gzip.compress(_static.encode(), 6))
    ours, static = [], []
    for _turn in range(ROUNDS):
        ours.append(_timed(client, address))
        static.append(_timed(client, "/static-page"))
    (p50, p95), plain = p50_p95(ours), p50_p95(static)[0]
    return [f"`{address}`", size / 1000, packed / 1000, p50, p95, plain, p50 / plain]


def _timed(client: FlaskClient, address: str) -> float:
    began = perf_counter()
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return perf_counter() - began
