"""How long an address may be. gunicorn takes 8,190 bytes at most or anything at all; this sets a bound in between.

A question of 10,000 Arabic letters is 60 kB percent-encoded and gets a page; what is longer than the bound gets a 414
before it is read to its end. Should another gunicorn keep its bound elsewhere, its own 8,190 bytes stay. Imports
nothing else of ours: gunicorn reads this before it loads the app.
"""

from __future__ import annotations

from gunicorn.config import Config
from gunicorn.http import message
from gunicorn.http.errors import LimitRequestLine
from gunicorn.http.unreader import IterUnreader

BOUND = 128 * 1024
"""Bytes of a request's first line."""
OWN_BOUND = 8190
"""The most that gunicorn takes as it is."""


def raised() -> int:
    """Let gunicorn take first lines up to the bound, where that can be shown to work.

    :returns: what to set as `limit_request_line`.
    """
    before = message.MAX_REQUEST_LINE
    message.MAX_REQUEST_LINE = BOUND
    if _takes(BOUND - 1000) and not _takes(BOUND + 1000):
        return BOUND
    message.MAX_REQUEST_LINE = before
    return OWN_BOUND


def _takes(length: int) -> bool:
    """Whether a request with a first line of so many bytes is read."""
    config = Config()
    config.set("limit_request_line", BOUND)
    line = b"GET /" + b"x" * length + b" HTTP/1.1\r\n\r\n"
    try:
        message.Request(config, IterUnreader(iter([line])), ("127.0.0.1", 0))
    except LimitRequestLine:
        return False
    return True
