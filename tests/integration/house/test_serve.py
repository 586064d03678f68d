"""Serving: one command, two processes, both ended with it, the worker started again when it dies."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalogue.settings import ROOT, Settings

DEADLINE_SECONDS = 30


def a_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def eventually(true: Callable[[], bool]) -> None:
    until = time.monotonic() + DEADLINE_SECONDS
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


def children(pid: int) -> dict[int, str]:
    """Process id → command line, of the direct children."""
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == pid:
                found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture
def served(settings: Settings) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = a_port()
    environment = {**os.environ, "CATALOGUE_HOME": str(settings.home), "CATALOGUE_DEMO": "0"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        eventually(lambda: answers(port))
        yield process, port
    finally:
        process.terminate()
        process.wait(DEADLINE_SECONDS)
        assert process.stdout is not None
        process.stdout.close()


@pytest.mark.slow
def test_it_serves_starts_a_dead_worker_again_and_ends_with_all_it_started(
    served: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = served
    first = children(process.pid)
    (worker,) = [pid for pid, command in first.items() if "jobs work" in command]
    assert len(first) == 2

    os.kill(worker, signal.SIGKILL)
    eventually(lambda: any("jobs work" in text for pid, text in children(process.pid).items() if pid != worker))
    second = children(process.pid)
    process.send_signal(signal.SIGTERM)

    assert process.wait(DEADLINE_SECONDS) == 0
    assert not answers(port)
    assert not any(Path(f"/proc/{pid}").exists() for pid in second)
