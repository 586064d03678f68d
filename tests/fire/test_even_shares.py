"""In a rush nobody waits in the queue of a busy worker while another one is idle."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from catalogue.settings import ROOT
from tests.fire.sleeping import FIRST

AT_ONCE = 60
PATIENCE_SECONDS = 120


def _answer(port: int) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", "/")
        return connection.getresponse().read()
    finally:
        connection.close()


def _started(listener: socket.socket, first: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "tests.fire.sleeping:app", "--config", str(ROOT / "gunicorn.conf.py"),
            "--workers=2", "--threads=2", f"--bind=fd://{listener.fileno()}", "--no-control-socket",
            "--log-level=warning",
        ],
        cwd=ROOT, env={**os.environ, FIRST: str(first)}, pass_fds=[listener.fileno()],
    )  # fmt: skip


@pytest.mark.slow
def test_a_worker_that_is_slow_takes_less_of_a_rush(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(2048)
        port = int(listener.getsockname()[1])
        process = _started(listener, tmp_path / "first")
        try:
            with ThreadPoolExecutor(AT_ONCE) as visitors:
                while len(set(visitors.map(_answer, [port] * 8))) < 2:
                    pass  # until both workers are there
                shares = Counter(visitors.map(_answer, [port] * AT_ONCE))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=PATIENCE_SECONDS)
    assert sum(shares.values()) == AT_ONCE
    assert max(shares.values()) > AT_ONCE * 3 / 4, shares
