"""Counting visits: in memory first, and now and then all of them in one transaction.

A page that is opened writes nothing by itself; a process that is killed loses the visits of half a minute, which no
figure here depends on. Pages that a proxy gives out are not counted: the figures say at least how many there were.
"""

from __future__ import annotations

from collections import Counter
from threading import Lock
from time import monotonic

from flask import Flask, Response, current_app, request

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.errors import Busy
from catalogue.core.formats import at_zone
from catalogue.core.logs import log
from catalogue.figures.rules import Arrival, arrival, is_machine
from catalogue.figures.services import Visit, add_visits

NAME = "visit_tally"
FLUSH_SECONDS = 30.0
MOST_KEPT = 2000


class Tally:
    """The visits that one process has not written yet."""

    def __init__(self, flush_seconds: float = FLUSH_SECONDS) -> None:
        self._flush_seconds, self._since = flush_seconds, monotonic()
        self._counts: Counter[Visit] = Counter()
        self._lock = Lock()

    def add(self, visit: Visit) -> Counter[Visit]:
        """Count one. :returns: all of them where it is time to write, nothing otherwise."""
        with self._lock:
            self._counts[visit] += 1
            due = monotonic() - self._since >= self._flush_seconds or len(self._counts) >= MOST_KEPT
            return self._take() if due else Counter()

    def take(self) -> Counter[Visit]:
        """All that are not written yet."""
        with self._lock:
            return self._take()

    def put_back(self, counts: Counter[Visit]) -> None:
        """They could not be written: the next time tries again."""
        with self._lock:
            self._counts.update(counts)

    def _take(self) -> Counter[Visit]:
        taken, self._counts = self._counts, Counter()
        self._since = monotonic()
        return taken


def init_counting(app: Flask, flush_seconds: float = FLUSH_SECONDS) -> None:
    app.extensions[NAME] = Tally(flush_seconds)
    app.after_request(_count)


def _count(response: Response) -> Response:
    shown = request.method == "GET" and response.status_code in {200, 304}
    if request.endpoint == "offerings.offering" and shown and _is_somebody():
        write(_tally().add(_visit(arrival(request.referrer, request.host))))
    return response


def _is_somebody() -> bool:
    """Whether a person asks; a browser that fetches ahead of her does not count."""
    agent, purpose = request.headers.get("User-Agent"), request.headers.get("Sec-Purpose", "")
    return not is_machine(agent) and "prefetch" not in purpose


def _visit(came: Arrival) -> Visit:
    number = str((request.view_args or {}).get("offering_id", ""))
    return Visit(number, at_zone(now()).date(), came.source, came.query)


def write(counts: Counter[Visit]) -> None:
    """Write visits down. The page that happens to do it is answered whatever becomes of it."""
    if not counts:
        return
    try:
        add_visits(counts)
    except Busy:
        _tally().put_back(counts)
    except Exception as trouble:
        db.session.rollback()
        log.error("visits were not written", exc_info=trouble)


def _tally() -> Tally:
    found: Tally = current_app.extensions[NAME]
    return found
