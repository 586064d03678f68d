"""Bulk import at a desk: how long a provider waits for the page, the check, the publishing, the search; and memory."""

from __future__ import annotations

import csv
import io
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figures import table
from benchmarks.home import fresh_app
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.uploads import services
from catalogue.offerings.uploads.models import Upload
from catalogue.search import sync
from tests.builders import a_provider
from tests.builders_providers import a_member
from tests.builders_uploads import COLUMNS, a_row
from tests.people import browser_of

SIZES = (5_000, 50_000)
GOAL_SECONDS = 30.0
ABOUT = """# Bulk import at a provider's desk

A CSV of so many rows, each an offering with one run: sent through the page, checked, published and indexed by the
worker's own services, then sent again. Publishing is all or nothing, which the page chooses where a file has no errors:
everything is checked once more, written, and then appears together. In brackets: seconds of the processor, since the
machine may be shared.
Memory is the highest resident size of this process, and how much above its size before.
Goal: 5,000 rows checked within {goal:g} s.
"""


def a_file(rows: int) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(
        a_row(number, title_ar="\u062f\u0648\u0631\u0629 \u0644\u062d\u0627\u0645") for number in range(rows)
    )
    return text.getvalue().encode()


def resident() -> int:
    """Megabytes that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000


@contextmanager
def watching(found: list[int]) -> Iterator[None]:
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.05):
            found.append(resident())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def timed(work: Callable[[], object]) -> str:
    """Seconds, and in brackets those of the processor."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return f"{time.perf_counter() - began:.1f} ({time.process_time() - cpu:.1f})"


def one(rows: int) -> list[object]:
    with fresh_app() as app:
        provider = a_provider()
        address = f"/en/provide/{provider.public_id}/import"
        browser = browser_of(app, a_member(provider, "editor").account_id or 0)
        sync.rebuild()
        content = a_file(rows)
        memory: list[int] = [before := resident()]

        def send() -> str:
            answer = browser.post(address, data={"file": (io.BytesIO(content), "file.csv")})
            page = browser.get(answer.location)
            assert page.status_code == 200, page.text
            return str(answer.location).rpartition("/")[2]

        with watching(memory):
            numbers: list[str] = []
            answered = timed(lambda: numbers.append(send()))
            number = numbers.pop()
            checked = timed(lambda: services.work(now()))
            upload = db.session.query(Upload).filter_by(public_id=number).one()
            assert (upload.created, upload.faulty) == (rows, 0)
            services.choose(upload.id, "all", withdraw=False, now=now())
            published = timed(lambda: services.work(now()))
            indexed = timed(lambda: sync.drain(now()))
            number = send()
            again = timed(lambda: services.work(now()))
            upload = db.session.query(Upload).filter_by(public_id=number).one()
        changes = upload.created + upload.updated
        return [rows, answered, checked, published, indexed, again, changes, max(memory), max(memory) - before]


def measure() -> str:
    """:returns: a page in Markdown."""
    sizes = [int(size) for size in sys.argv[1:] if size.isdigit()] or SIZES
    head = ["rows", "page s", "checked s", "published s", "indexed s", "again s", "changes", "peak MB", "more MB"]
    rows = [one(size) for size in sizes]
    load = f"Load at the end {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores."
    return f"{ABOUT.format(goal=GOAL_SECONDS)}\n{table(head, rows)}\n\n{load}\n"


if __name__ == "__main__":
    print(measure())
