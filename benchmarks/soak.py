"""A minute of changes, one after the other, watched in two web processes: no answer may be older than two seconds.

Two web processes, the worker and two processes that change at random, as the fire tests have them. One offering is
given a word that nothing else has, over and over; the word before must be gone and the new one there in time.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from contextlib import ExitStack

from sqlalchemy import select

from benchmarks.figures import p50_p95, table
from benchmarks.home import fresh_app
from catalogue.core.db import db, transaction
from catalogue.offerings.models import Offering
from catalogue.search import sync
from tests.builders import a_provider, a_run, an_offering
from tests.fire.server import body_of, serving
from tests.fire.test_index_in_step import changing, running, wait_until_drained

SECONDS = 60.0
OFFERINGS = 200
LATEST_SECONDS = 2.0
POLL_SECONDS = 0.02
PAUSE_MS = 100  # between the random changes of a process: without any, the database's writers are the bound
ABOUT = """# A minute of changes

{offerings} offerings; two web processes, the worker, two processes that change at random. A hit is stale where the word
that a title had before is still found {latest:g} seconds after the change was committed.
"""


def measure(seconds: float = SECONDS) -> str:
    """:returns: a page in Markdown."""
    with fresh_app() as app, ExitStack() as stack:
        settings = app.config["SETTINGS"]
        watched = _fill()
        ports = [stack.enter_context(serving(settings, workers=1)) for _ in range(2)]
        stack.enter_context(running(settings, ["flask", "jobs", "work"]))
        _retitle(watched, "begins")
        wait_until_drained()  # the worker is there
        changers = [changing(settings, seed, 10**6, PAUSE_MS) for seed in (1, 2)]
        waits: list[float] = []
        answers = stale = 0
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            asked, late, found = _watch(ports, watched, len(waits))
            answers, stale = answers + asked, stale + late
            waits.extend(found)
        for changer in changers:
            changer.terminate()
            changer.wait()
        wait_until_drained()
        drift = sync.drift().total
    head = ["changes watched", "answers", "stale", "visible p50 ms", "p95 ms", "worst ms", "drift at the end"]
    rows: list[list[object]] = [
        [len(waits) // 2, answers, stale, *p50_p95(waits), max(waits) * 1_000, drift],
    ]
    about = ABOUT.format(offerings=OFFERINGS, latest=LATEST_SECONDS)
    return f"{about}\n{table(head, rows)}\n\nLoad at the end {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.\n"


def _fill() -> int:
    """:returns: the id of an offering that only this process changes."""
    for _ in range(OFFERINGS // 10):
        provider = a_provider()
        for _each in range(10):
            a_run(offering=an_offering(provider=provider))
    sync.rebuild()
    found = db.session.scalars(select(Offering.id).order_by(Offering.id)).first()
    assert found
    return found


def _watch(ports: Sequence[int], offering_id: int, number: int) -> tuple[int, int, list[float]]:
    """One change. :returns: answers that were looked at, stale ones among them, seconds until each process had it."""
    _retitle(offering_id, _word(number))
    began = time.monotonic()
    waits: dict[int, float] = {}
    answers = stale = 0
    while len(waits) < len(ports):
        for port in ports:
            asked_at = time.monotonic() - began
            old = _found(port, _word(number - len(ports)))
            new = _found(port, _word(number))
            answers += 2
            stale += asked_at > LATEST_SECONDS and (old or not new)
            if new and port not in waits:
                waits[port] = time.monotonic() - began
        time.sleep(POLL_SECONDS)
    return answers, stale, list(waits.values())


def _word(number: int) -> str:
    letters = "abcdefghij"
    return "watched" + "".join(letters[int(digit)] for digit in f"{number + 100}")


def _found(port: int, word: str) -> bool:
    return bool(json.loads(body_of(port, f"/en/search.json?q={word}&exact=1&open=all"))["total"])


@transaction
def _retitle(offering_id: int, word: str) -> None:
    db.session.get_one(Offering, offering_id).title_en = word


if __name__ == "__main__":
    print(measure())
