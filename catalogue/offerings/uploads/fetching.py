"""Fetching a file from an address that a provider names, without becoming anybody's way into this network.

The name is resolved once, every address that it has is looked at, and the connection goes to the one that was looked
at: a name that answers differently a moment later changes nothing. Each redirect is a new address. Python's own
http.client does it, since no library in the lock connects to an address that was checked.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import PurePosixPath
from typing import IO, cast
from urllib.parse import SplitResult, quote, unquote, urljoin

from catalogue.offerings.exchange.sources import READ_NAMES
from catalogue.offerings.uploads.addresses import PORTS, parts_of
from catalogue.offerings.uploads.public_net import ensure_public
from catalogue.offerings.uploads.rules import AddressNotFetched

MOST_REDIRECTS = 3
WAIT_SECONDS, ALTOGETHER_SECONDS = 10.0, 120.0
REDIRECTS = {301, 302, 303, 307, 308}
NAMES_BY_TYPE = {
    "text/csv": ".csv",
    "application/json": ".jsonl",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
TRUST = ssl.create_default_context
"""Whose certificates are believed."""
HEADERS = {"Accept-Encoding": "identity", "User-Agent": "learning-city-catalogue", "Connection": "close"}


def address_of(host: str, port: int) -> str:
    """Where a name leads, as one address that may be connected to. :raises AddressNotFetched: not to the public net."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as trouble:
        raise AddressNotFetched(why="the name leads nowhere") from trouble
    addresses = [str(one[4][0]) for one in found]
    for address in addresses:
        ensure_public(address)
    return addresses[0]


@contextmanager
def fetched(url: str, seconds: float | None = None) -> Iterator[tuple[IO[bytes], str]]:
    """The file at an address, to be read in pieces, and a name for it.

    :param seconds: for everything; None for as long as a file may take.
    :raises AddressNotFetched: the address leads inside, or nobody answers as a file would.
    """
    patience = _Patience(ALTOGETHER_SECONDS if seconds is None else seconds)
    try:
        for _hop in range(MOST_REDIRECTS + 1):
            parts = parts_of(url)
            with _answer(parts, patience) as answer:
                if answer.status in REDIRECTS:
                    url = _onwards(url, answer.headers.get("Location") or "")
                    continue
                if answer.status != 200 or answer.headers.get("Content-Encoding", "identity") != "identity":
                    raise AddressNotFetched(why=f"status {answer.status}")
                yield cast(IO[bytes], _Patient(answer, patience)), _name(parts, answer)
                return
    finally:
        patience.end()
    raise AddressNotFetched(why="too many redirects")


class _Patience:
    """So long for everything: somebody who sends a byte now and then never runs into the time of a single read.

    When it is over, the connection of the moment is cut below the encryption, whatever stands in it.
    """

    def __init__(self, seconds: float) -> None:
        self._at: socket.socket | None = None
        self.over = threading.Event()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def watch(self, connection: socket.socket) -> None:
        self._at = connection
        if self.over.is_set():
            self._cut()

    def _cut(self) -> None:
        self.over.set()
        if self._at is not None:
            with suppress(OSError):  # it ended by itself
                socket.socket.shutdown(self._at, socket.SHUT_RDWR)

    def end(self) -> None:
        self._timer.cancel()


@contextmanager
def _answer(parts: SplitResult, patience: _Patience) -> Iterator[HTTPResponse]:
    host, port = parts.hostname or "", PORTS[parts.scheme]
    connection = HTTPConnection(host, port, timeout=WAIT_SECONDS)
    connection.default_port = port  # it need not be said
    try:
        try:
            connection.sock = _connected(host, port)
            patience.watch(connection.sock)
            if parts.scheme == "https":
                connection.sock = TRUST().wrap_socket(
                    connection.sock, server_hostname=host, do_handshake_on_connect=False
                )
                patience.watch(connection.sock)  # the plain one is an empty shell from here on
                connection.sock.do_handshake()
            connection.request("GET", _target(parts), headers=HEADERS)
            answer = connection.getresponse()
        except (OSError, HTTPException, ValueError) as trouble:
            raise AddressNotFetched(why=type(trouble).__name__) from trouble
        yield answer
    finally:
        connection.close()


def _onwards(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as trouble:
        raise AddressNotFetched(why="malformed") from trouble


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return f"{path}?{query}" if query else path


def _connected(host: str, port: int) -> socket.socket:
    return socket.create_connection((address_of(host, port), port), timeout=WAIT_SECONDS)


class _Patient:
    """The body; what goes wrong while it is read is told like everything else about the address."""

    def __init__(self, answer: HTTPResponse, patience: _Patience) -> None:
        self._answer, self._patience = answer, patience

    def read(self, size: int) -> bytes:
        try:
            found = self._answer.read(size)
        except (OSError, HTTPException, ValueError) as trouble:
            raise AddressNotFetched(why=type(trouble).__name__) from trouble
        if not found and (self._answer.length or self._patience.over.is_set()):  # half a file is none
            raise AddressNotFetched(why="it ended too early")
        return found


def _name(parts: SplitResult, answer: HTTPResponse) -> str:
    """The name in the address, with an ending that is read: its own, or that of the kind of file it says to be."""
    name = PurePosixPath(unquote(parts.path, errors="replace")).name or "file"
    if PurePosixPath(name).suffix.lower() in READ_NAMES:
        return name
    return name + NAMES_BY_TYPE.get(answer.headers.get_content_type(), ".csv")
