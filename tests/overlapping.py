"""Two people who change something at the same moment, on a database that lets them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from flask import Flask

from catalogue.core.db import transaction
from catalogue.core.errors import DomainError

Change = Callable[[], object]
PATIENCE_SECONDS = 120
HELD = 1.0
"""Seconds: long enough for the second one to come as far as it can."""


def overlapping(app: Flask, first: Change, second: Change) -> DomainError | None:
    """Run the second while the first has done its work and not committed it yet. :returns: what refused the second."""
    done, refused = threading.Event(), []

    @transaction
    def held() -> None:
        first()
        done.set()
        time.sleep(HELD)

    def one() -> None:
        with app.app_context():
            held()

    def other() -> None:
        with app.app_context():
            done.wait(PATIENCE_SECONDS)
            try:
                second()
            except DomainError as answer:
                refused.append(answer)

    threads = [threading.Thread(target=run) for run in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused[0] if refused else None
