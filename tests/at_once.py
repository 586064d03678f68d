"""Several at once: what a database that locks row by row lets happen, and one with a single gate does not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from flask import Flask

from catalogue.core.db import db
from catalogue.core.errors import DomainError

PATIENCE_SECONDS = 120


def at_once(app: Flask, *calls: Callable[[], Any]) -> list[Any]:
    """What each answered, or the refusal that it raised; they begin in the same moment."""
    start = threading.Barrier(len(calls))
    came: dict[int, Any] = {}

    def run(number: int) -> None:
        with app.app_context():
            start.wait(PATIENCE_SECONDS)
            try:
                came[number] = calls[number]()
            except DomainError as refused:
                came[number] = refused
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return [came[number] for number in range(len(calls))]
