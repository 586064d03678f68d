"""What pages cost of processor, in a process that was asked other things before: without a server, on one thread.

Unlike the time over HTTP it hardly depends on what else the machine does.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import mean
from time import thread_time

from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app

from benchmarks.figures import p50_p95, table
from catalogue.core.fragments import FRAGMENTS
from catalogue.core.garbage import settle
from catalogue.core.given_again import NAME
from catalogue.core.kept_answers import Answers
from catalogue.offerings.queries.rows import KEPT

ROUNDS = 3
KEPT_ROUNDS = 300
ABOUT = """In process, milliseconds of processor: {many} searches made for the first time; the same searches once more,
with no row and no piece of a card kept; {few} of them once more with all that kept, but the pages themselves made anew
(the best of {rounds} rounds each); and one page that is kept.
"""


def processor(app: Flask, searches: Sequence[str], others: Sequence[str]) -> str:
    """:param others: what the process was asked before. :returns: a part of a page in Markdown."""
    with ThreadPoolExecutor(1) as outside:  # in a thread of its own, without the context that the benchmark runs in
        return outside.submit(_measured, app, searches, others).result()


def _measured(app: Flask, searches: Sequence[str], others: Sequence[str]) -> str:
    few = searches[: len(searches) // 2]  # as many cards as a process keeps
    settle()
    _round(app, others)
    rows = [
        ["for the first time", *_told(_round(app, searches))],
        ["words known, cards new", *_told(_best(app, searches, FRAGMENTS, KEPT))],
        ["words and cards known", *_told(_best(app, few))],
        ["kept", *_told(_round(app, [few[0]] * KEPT_ROUNDS)[1:])],
    ]
    about = ABOUT.format(many=len(searches), few=len(few), rounds=ROUNDS)
    return f"{about}\n{table(['pages', 'mean', 'p50', 'p95'], rows)}"


def _round(app: Flask, addresses: Sequence[str]) -> list[float]:
    seconds = []
    for address in addresses:
        environ = create_environ(address)
        began = thread_time()
        _content, status, _headers = run_wsgi_app(app.wsgi_app, environ, buffered=True)
        seconds.append(thread_time() - began)
        assert status.startswith("200"), (address, status)
    return seconds


def _best(app: Flask, addresses: Sequence[str], *forgotten: str) -> list[float]:
    """Of each address, with the kept pages and more forgotten before each round."""
    rounds = []
    for _ in range(ROUNDS):
        app.extensions[NAME] = Answers()
        for name in forgotten:
            app.extensions.pop(name, None)
        rounds.append(_round(app, addresses))
    return [min(times) for times in zip(*rounds, strict=True)]


def _told(seconds: Sequence[float]) -> tuple[float, float, float]:
    return mean(seconds) * 1000, *p50_p95(seconds)
