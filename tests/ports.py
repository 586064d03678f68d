"""A port for a server that takes a number and no socket."""

from __future__ import annotations

import socket
from secrets import choice

NEVER_BY_CHANCE = range(20_000, 30_000)
"""Below those that the kernel gives to whoever asks for any one, as the hundreds of clients of another test do."""


def free_port() -> int:
    """A port that nobody uses, nor is given while the server starts."""
    while True:
        port = choice(NEVER_BY_CHANCE)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
