"""Serving: one command, two processes, both ended with it, the worker started again when it dies."""

from __future__ import annotations

import os
import runpy
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from gunicorn.config import Config
from gunicorn.http import message
from gunicorn.http.unreader import IterUnreader

from catalogue import request_line
from catalogue.cli import serving
from catalogue.enrolment import demo
from catalogue.settings import ROOT, Settings
from tests.ports import free_port

DEADLINE_SECONDS = 180  # three processes read all that the house knows; beside others that took 57 once


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
    port = free_port()
    environment = {**os.environ, "CATALOGUE_HOME": str(settings.home), "CATALOGUE_DEMO": "0"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        eventually(lambda: answers(port) or process.poll() is not None)
        assert process.poll() is None, "it ended instead of serving"
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


def first_line(port: int, length: int) -> int:
    """The status of the answer to a first line of so many bytes."""
    line = b"GET /en/about?q=" + b"%D9%84" * (length // 6 - 4)
    line += b"x" * (length - len(line) - len(b" HTTP/1.1")) + b" HTTP/1.1"
    assert len(line) == length
    with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_SECONDS) as connection:
        connection.sendall(line + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        return int(connection.recv(100).split()[1])


@pytest.mark.slow
def test_an_address_of_ten_thousand_arabic_letters_gets_a_page_and_one_beyond_the_bound_a_refusal(
    served: tuple[subprocess.Popen[str], int],
) -> None:
    _process, port = served
    assert [first_line(port, length) for length in (60_100, request_line.BOUND)] == [200, 200]
    assert [first_line(port, request_line.BOUND + more) for more in (1, 5000)] == [414, 414]


def test_a_gunicorn_that_keeps_its_bound_elsewhere_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message, "MAX_REQUEST_LINE", 8190)
    assert request_line.raised() == request_line.BOUND
    monkeypatch.setattr(message, "MAX_REQUEST_LINE", 8190)
    monkeypatch.setattr(request_line, "_takes", lambda _length: True)
    assert request_line.raised() == request_line.OWN_BOUND
    assert message.MAX_REQUEST_LINE == 8190


@pytest.fixture
def own_signals() -> Iterator[None]:
    kept = {sign: signal.getsignal(sign) for sign in (signal.SIGTERM, signal.SIGINT)}
    yield
    for sign, handler in kept.items():
        signal.signal(sign, handler)


def a_program(text: str, *arguments: Path) -> list[str]:
    return [sys.executable, "-c", text, *map(str, arguments)]


COUNTING = """
import os, sys, time
from pathlib import Path
began = Path(sys.argv[1])
number = lambda: len(began.read_text().split())
"""


def test_when_the_web_server_ends_the_worker_ends_with_it(
    settings: Settings,
    own_signals: None,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    began = tmp_path / "began"  # the workers' numbers; the first of them ends by itself
    began.touch()
    web = f"{COUNTING}while number() < 2: time.sleep(0.05)\nraise SystemExit(3)"
    work = (
        f"{COUNTING}with began.open('a') as file: print(os.getpid(), file=file)\nwhile number() == 2: time.sleep(0.05)"
    )
    monkeypatch.setattr(serving, "web_command", lambda *_: a_program(web, began))
    monkeypatch.setattr(serving, "work_command", lambda: a_program(work, began))
    monkeypatch.setattr(serving, "RESTART_AFTER_SECONDS", 0.3)
    (settings.home / demo.SIGN_INS).write_text("resident@example.org  open-sesame\n")

    status = serving.serve(replace(settings, demo=True), "127.0.0.1", 8123)

    said = capfd.readouterr()
    assert status == 3
    _first, second = began.read_text().split()  # the worker that ended was started again
    assert not Path(f"/proc/{second}").exists()
    assert "http://127.0.0.1:8123/" in said.out
    assert "resident@example.org  open-sesame" in said.out


def test_who_does_not_end_when_asked_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "PATIENCE_SECONDS", 0.2)
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(a_program(deaf), stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()

    serving._end(process)
    process.stdout.close()

    assert process.returncode == -signal.SIGKILL


def test_a_visitor_does_not_say_where_the_site_is_mounted() -> None:
    """A proxy on this machine passes the header on, and gunicorn believes whoever asks from here."""
    settings = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    config = Config()
    config.set("forwarder_headers", settings["forwarder_headers"])
    asked = b"GET /ar/en/search HTTP/1.1\r\nHost: localhost\r\nSCRIPT_NAME: /ar\r\n\r\n"
    request = message.Request(config, IterUnreader(iter([asked])), ("127.0.0.1", 1))
    assert [name for name, _value in request.headers] == ["HOST"]
