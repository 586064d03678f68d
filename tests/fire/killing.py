"""A server that is killed as a power cut would do it: no signal that it could answer."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random

from catalogue.settings import Settings
from tests.fire.server import children_of, started, wait_until_ready

WORKERS = 2
PATIENCE_SECONDS = 60


class Mortal:
    """gunicorn as production has it; its socket outlives it, so who connects meanwhile waits for the next one."""

    def __init__(self, settings: Settings, listener: socket.socket) -> None:
        self.port = int(listener.getsockname()[1])
        self._settings, self._listener = settings, listener
        self._start()

    def _start(self) -> None:
        # A killed worker is told of as an error; here that is no news.
        options = "--preload", "--log-level=critical"
        self._master = started(self._settings, self._listener, *options, workers=WORKERS)
        wait_until_ready(self.port)

    def workers(self) -> list[int]:
        return children_of(self._master.pid)

    def kill_a_worker(self, chance: Random) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while len(self.workers()) < WORKERS:  # the last one that was killed is being replaced
            assert time.monotonic() < until, "no new worker came"
            time.sleep(0.02)
        _kill(chance.choice(self.workers()))

    def kill_everything(self) -> None:
        """The master and all workers at once; then it is started again."""
        workers = self.workers()
        for number in (self._master.pid, *workers):
            _kill(number)
        self._master.wait()
        self._start()

    def stop(self) -> None:
        self._master.send_signal(signal.SIGTERM)
        try:
            self._master.wait(timeout=40)
        except subprocess.TimeoutExpired:
            self._master.kill()
            self._master.wait()


@contextmanager
def mortal(settings: Settings) -> Iterator[Mortal]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(2048)
        server = Mortal(settings, listener)
        try:
            yield server
        finally:
            server.stop()


def _kill(number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)
