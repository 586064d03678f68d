"""The real thing: gunicorn with threads as a process of its own, and many clients at once."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from catalogue.core.templates import FOLDER
from catalogue.settings import ROOT, Settings
from tests.people import Browser

THREADS = 8
PATIENCE_SECONDS = 180  # a busy machine takes its time: a minute was nearly used up once


@dataclass(frozen=True)
class Served:
    """A running server: its port and the process that started its workers."""

    port: int
    master: int

    def workers(self) -> list[int]:
        return children_of(self.master)


@contextmanager
def serving(settings: Settings, *, workers: int = 2, control: str = "") -> Iterator[int]:
    """Serve with these settings, as production does. :returns: the port."""
    with served(settings, workers=workers, control=control) as server:
        yield server.port


@contextmanager
def served(settings: Settings, *, workers: int = 2, control: str = "") -> Iterator[Served]:
    """As `serving`, for those who look at its processes."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(2048)
        port = int(listener.getsockname()[1])
        process = started(settings, listener, "--log-level=warning", workers=workers, control=control)
    try:
        wait_until_ready(port)
        yield Served(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE_SECONDS)


def started(
    settings: Settings, listener: socket.socket, *options: str, workers: int, control: str = ""
) -> subprocess.Popen[bytes]:
    """gunicorn on a socket that is the caller's: whoever connects while it is dead waits for the next one."""
    _lend_compiled(settings.home)
    return subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "wsgi:app", "--preload",
            f"--workers={workers}", f"--threads={THREADS}", f"--bind=fd://{listener.fileno()}",
            "--no-control-socket", "--backlog=2048",
            *options,
        ],
        cwd=ROOT, env=environment(settings, control), pass_fds=[listener.fileno()],
    )  # fmt: skip


@cache
def _compiled() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="catalogue-templates-")


def _lend_compiled(home: Path) -> None:
    """The templates that an earlier server has compiled: each test has a home of its own."""
    home.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):  # there is no folder yet, or it is one with something in it
        (home / FOLDER).rmdir()
    if not (home / FOLDER).exists():
        (home / FOLDER).symlink_to(_compiled().name)


def children_of(process: int) -> list[int]:
    return [int(number) for number in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def environment(settings: Settings, control: str = "") -> dict[str, str]:
    """The settings as a process is given them."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(("CATALOGUE_", "COV_"))}
    return {
        **others,
        "CATALOGUE_HOME": str(settings.home),
        "CATALOGUE_DATABASE_URL": settings.database_url,
        "CATALOGUE_SECRET_KEY": settings.secret_key,
        "CATALOGUE_MAIL_URL": settings.mail_url,
        "CATALOGUE_DEMO": "1" if settings.demo else "0",
        "CATALOGUE_LOG_LEVEL": "ERROR",
        "CATALOGUE_TEST_NEGATIVE_CONTROL": control,
    }


def wait_until_ready(port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            if get(port, "/healthz") == 200:
                return
        except OSError:
            pass
        if time.monotonic() > until:
            raise TimeoutError("the server did not get ready")
        time.sleep(0.1)


def get(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


@dataclass(frozen=True)
class Answer:
    """One answer of a burst: which learner asked, what came, after how many seconds."""

    learner: int
    status: int
    location: str
    seconds: float


def burst(port: int, paths: Sequence[str], browsers: Sequence[Browser], *, twins: int = 2) -> list[Answer]:
    """Each browser posts to its path at the same moment, `twins` times, on a connection of its own."""
    answers: list[Answer] = []
    start = threading.Barrier(len(browsers) * twins)

    def ask(learner: int, path: str, browser: Browser) -> None:
        start.wait()
        answers.append(post(port, path, learner, browser))

    threads = [
        threading.Thread(target=ask, args=(learner, path, browser))
        for learner, (path, browser) in enumerate(zip(paths, browsers, strict=True))
        for _ in range(twins)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def post(port: int, path: str, learner: int, browser: Browser, **fields: str) -> Answer:
    """Post a form as this browser. :returns: the answer; status 599 where there was none."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        headers = {
            "Cookie": f"session={browser.cookie}",
            "Origin": f"http://127.0.0.1:{port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request("POST", path, urlencode({"csrf_token": browser.token, **fields}), headers)
        answer = connection.getresponse()
        answer.read()
        return Answer(learner, answer.status, answer.getheader("Location", ""), time.monotonic() - began)
    except (OSError, http.client.HTTPException):
        return Answer(learner, 599, "", time.monotonic() - began)  # no answer at all is an error too
    finally:
        connection.close()


def body_of(port: int, path: str) -> str:
    """The text of a page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    finally:
        connection.close()
