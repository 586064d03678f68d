"""What processes ask of the kernel, in its order: which writes were on the disk before which answer left."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PATIENCE_SECONDS = 120
CALLS = "trace=write,pwrite64,writev,fsync,fdatasync,recvfrom,sendto"
ASKED, ANSWERED = '"POST /', '"HTTP/1.1 303'
LOG_OF_CHANGES = re.compile(r"sqlite3-wal>|/pg_wal/")
CALL = re.compile(r"^(?P<task>\d+) +(?P<name>\w+)\((?P<rest>.*)$")
UNFINISHED, RESUMED = "<unfinished ...>", re.compile(r"^(?P<task>\d+) +<\.\.\. \w+ resumed>(?P<rest>.*)$")


@dataclass(frozen=True)
class Call:
    """One finished system call of one thread."""

    task: str
    name: str
    rest: str

    @property
    def failed(self) -> bool:
        return " = -1 " in self.rest


@contextmanager
def traced(processes: Sequence[int], file: Path) -> Iterator[None]:
    """Write down the calls of these processes and all that come of them."""
    command = ["strace", "-f", "-qq", "-y", "-s", "48", "-e", CALLS, "-o", str(file)]
    process = subprocess.Popen([*command, *(f"--attach={number}" for number in processes)], stderr=subprocess.PIPE)
    try:
        _wait_until_attached(processes, process)
        yield
    finally:
        process.send_signal(signal.SIGINT)  # lets go of them
        process.wait(timeout=PATIENCE_SECONDS)


def _wait_until_attached(processes: Sequence[int], tracer: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not all(map(_is_traced, processes)):
        if tracer.poll() is not None:
            assert tracer.stderr
            pytest.fail(f"strace ended: {tracer.stderr.read().decode()}")
        assert time.monotonic() < until, "strace does not get hold of the processes"
        time.sleep(0.02)


def _is_traced(process: int) -> bool:
    """Whether all its threads are; a process that has ended meanwhile needs no eyes on it."""
    try:
        statuses = [path.read_text() for path in Path(f"/proc/{process}/task").glob("*/status")]
    except FileNotFoundError:  # a thread that ended just now
        return False
    return all("TracerPid:\t0" not in status for status in statuses)


def calls_in(file: Path) -> list[Call]:
    """The calls in the order of their ends: a sync that has not returned yet has promised nothing."""
    begun: dict[str, tuple[str, str]] = {}
    found = []
    for line in file.read_text(errors="replace").splitlines():
        if resumed := RESUMED.match(line):
            name, first = begun.pop(resumed["task"], ("", ""))
            found.append(Call(resumed["task"], name, first + resumed["rest"]))
        elif call := CALL.match(line):
            if call["rest"].endswith(UNFINISHED):
                begun[call["task"]] = call["name"], call["rest"].removesuffix(UNFINISHED)
                if call["name"] == "sendto":  # an answer counts from when it begins to leave
                    found.append(Call(*call.groups()))
                    begun.pop(call["task"])
            else:
                found.append(Call(*call.groups()))
    return found


def answers(calls: Sequence[Call]) -> list[bool]:
    """For each answer of success, whether its change was on the disk before it left.

    Requests come one after the other. Between a question and its answer some task must have written to the log of
    changes, and its last write there must have been followed by a sync that did not fail.
    """
    found: list[bool] = []
    last: dict[str, bool] = {}
    for call in calls:
        if ASKED in call.rest and call.name == "recvfrom":
            last = {}
        elif ANSWERED in call.rest and call.name == "sendto":
            found.append(any(last.values()))
        elif LOG_OF_CHANGES.search(call.rest):
            last[call.task] = "sync" in call.name and not call.failed and call.task in last
    return found
