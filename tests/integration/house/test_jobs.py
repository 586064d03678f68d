"""The worker's jobs beside each other."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask

from catalogue.core import jobs
from catalogue.core.jobs import Job
from tests.builders import NOON

ALWAYS = timedelta(0)
PATIENCE_SECONDS = 60


def test_a_job_that_hangs_holds_up_no_other(bare_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    released, ran, failed = Event(), Event(), Event()
    told_to_stop: list[Callable[[], Any]] = []

    def hang(_now: datetime) -> int:
        return int(released.wait(5 * PATIENCE_SECONDS))

    def fail(_now: datetime) -> int:
        failed.set()
        raise RuntimeError

    def quick(_now: datetime) -> int:
        ran.set()
        return 1

    named = {"hanging": hang, "failing": fail, "quick": quick}
    bare_app.extensions["jobs"] = [Job(name, run, ALWAYS) for name, run in named.items()]
    monkeypatch.setattr(jobs, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(signal, "signal", lambda _sign, handler: told_to_stop.append(handler))
    work = Thread(target=lambda: bare_app.test_cli_runner().invoke(args=["jobs", "work"]))
    work.start()

    assert failed.wait(PATIENCE_SECONDS)
    assert ran.wait(PATIENCE_SECONDS)
    ran.clear()
    assert ran.wait(PATIENCE_SECONDS), "again and again, while the first one hangs"

    told_to_stop[0]()
    released.set()
    work.join(PATIENCE_SECONDS)
    assert not work.is_alive()


def test_a_clock_that_is_set_back_holds_up_no_job(bare_app: Flask) -> None:
    """Else the index would stand still for as long as the clock went back."""
    ran: list[datetime] = []

    def run(now: datetime) -> int:
        ran.append(now)
        return 1

    job = Job("index", run, timedelta(seconds=10))
    last: dict[str, datetime] = {}
    with bare_app.app_context():
        for moment in (NOON, NOON + timedelta(seconds=1), NOON - timedelta(hours=1), NOON - timedelta(minutes=59)):
            jobs.run_due(last, moment, [job])
    assert ran == [NOON, NOON - timedelta(hours=1), NOON - timedelta(minutes=59)]
