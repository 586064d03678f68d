"""Serving on one machine: gunicorn, and one worker process for mail and index, under one supervisor."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import click

from catalogue.enrolment.demo import SIGN_INS
from catalogue.settings import ROOT, Settings

THREADS = 8
MOST_WORKERS = 4
PATIENCE_SECONDS = 35
PAUSE_SECONDS = 0.2
RESTART_AFTER_SECONDS = 1.0


def web_command(host: str, port: int) -> list[str]:
    workers = min(MOST_WORKERS, 2 * (os.cpu_count() or 1))
    return [
        *(sys.executable, "-m", "gunicorn", "wsgi:app"),
        *("--bind", f"{host}:{port}"),
        *("--workers", str(workers), "--threads", str(THREADS)),
        *("--config", str(ROOT / "gunicorn.conf.py")),  # its workers, and how long an address may be
        # Loaded once before the workers part: they agree on the names of static files, and share memory.
        *("--preload", "--graceful-timeout", "30", "--no-control-socket", "--log-level", "warning"),
    ]


def work_command() -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work"]


def serve(settings: Settings, host: str, port: int) -> int:
    """Run both until a signal comes or the web server ends; a worker that dies is started again.

    :returns: the exit status.
    """
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    # Links in mails lead to where this server is, unless a public address is set.
    os.environ.setdefault("CATALOGUE_BASE_URL", f"http://{host}:{port}")
    web, worker = _start(web_command(host, port)), _start(work_command())
    began = time.monotonic()
    _greet(settings, host, port)
    try:
        while not stop.wait(PAUSE_SECONDS) and web.poll() is None:
            if worker.poll() is not None and time.monotonic() - began > RESTART_AFTER_SECONDS:
                click.echo("the worker ended and is started again", err=True)
                worker, began = _start(work_command()), time.monotonic()
        return 0 if stop.is_set() else web.returncode or 0
    finally:
        _end(web, worker)


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # In a session of its own, so that a Ctrl-C reaches it once: through us.
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True)  # noqa: S603 - our own command


def _greet(settings: Settings, host: str, port: int) -> None:
    click.echo(f"Serving at http://{host}:{port}/ (Ctrl-C stops it)")
    sign_ins = settings.home / SIGN_INS
    if settings.demo and sign_ins.exists():
        click.echo("Sign in to the demonstration with:")
        for line in sign_ins.read_text("utf-8").splitlines():
            click.echo(f"  {line}")
    sys.stdout.flush()


def _end(*processes: subprocess.Popen[bytes]) -> None:
    """Ask all to finish what they are doing; whoever does not is ended."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + PATIENCE_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
