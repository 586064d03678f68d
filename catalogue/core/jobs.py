"""What happens later: jobs that the worker runs when they are due, each calling one service."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import click
from flask import Blueprint, Flask, current_app

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.logs import log

commands = Blueprint("jobs", __name__, cli_group="jobs")
commands.cli.short_help = "Mail, index and other later work."
PAUSE_SECONDS = 0.5
NOTHING = timedelta(0)


@dataclass(frozen=True)
class Job:
    """A piece of later work: called with the time at least this long apart; answers how much it did."""

    name: str
    run: Callable[[datetime], int]
    every: timedelta


def register(app: Flask, *jobs: Job) -> None:
    app.extensions.setdefault("jobs", []).extend(jobs)


def run_due(last: dict[str, datetime], at: datetime, jobs: Sequence[Job] | None = None) -> dict[str, int]:
    """Run each job whose time has come; a failing one is recorded and stops no other.

    :param jobs: those that are meant; all, where nothing is said.
    """
    done: dict[str, int] = {}
    for job in current_app.extensions.get("jobs", []) if jobs is None else jobs:
        if job.name in last and NOTHING <= at - last[job.name] < job.every:  # a clock set back has lost count
            continue
        last[job.name] = at
        try:
            done[job.name] = job.run(at)
        except Exception as trouble:
            log.error("a job failed", exc_info=trouble, extra={"about": {"job": job.name}})
            done[job.name] = -1
        finally:
            db.session.remove()
    return done


def run_named(name: str, at: datetime) -> int:
    """Run one job now, whether or not it is due. :returns: how much it did; 0 where there is no such job."""
    return sum(job.run(at) for job in current_app.extensions.get("jobs", []) if job.name == name)


@commands.cli.command("run")
def run_once() -> None:
    """Do what is due now, once."""
    done = run_due({}, now())
    for name, count in done.items():
        click.echo(f"{name}: {'failed' if count < 0 else count}")
    if -1 in done.values():
        raise SystemExit(1)


@commands.cli.command("work")
def work() -> None:
    """Keep working until told to stop."""
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    threads = [threading.Thread(target=keep_running, args=(app, job, stop)) for job in app.extensions.get("jobs", [])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def keep_running(app: Flask, job: Job, stop: threading.Event) -> None:
    """Run one job whenever it is due. Each has a thread of its own: a slow mail server must not hold up the index."""
    with app.app_context():
        last: dict[str, datetime] = {}
        while not stop.wait(PAUSE_SECONDS):
            run_due(last, now(), [job])
