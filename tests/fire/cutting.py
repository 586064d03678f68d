"""A proxy between a client and the server that cuts the line after the request has gone through."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle

MOMENTS = (0.0, 0.01, None)
"""Seconds after the request at which the line is cut; None: when the answer begins to come."""


class CuttingProxy:
    """Each connection carries one request to the server and nothing of the answer back, while `cutting`."""

    def __init__(self, listener: socket.socket, target: int) -> None:
        self.port = int(listener.getsockname()[1])
        self.cut = 0
        self._listener, self._target = listener, target
        self._moments = cycle(MOMENTS)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:  # closed: the test is over
                return
            threading.Thread(target=self._carry, args=(client, next(self._moments)), daemon=True).start()

    def _carry(self, client: socket.socket, moment: float | None) -> None:
        with client, socket.create_connection(("127.0.0.1", self._target), timeout=60) as server, suppress(OSError):
            server.sendall(_request(client))
            self.cut += 1
            if moment is None:
                server.recv(1)
            else:
                time.sleep(moment)


def _request(client: socket.socket) -> bytes:
    """All of one request with a body of the length that it says."""
    content = b""
    while b"\r\n\r\n" not in content:
        content += client.recv(65536)
    head, _end, body = content.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while len(body) < int(lengths[0]):
        body += client.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def cutting(target: int) -> Iterator[CuttingProxy]:
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        yield CuttingProxy(listener, target)
