"""A desk that sends files, and a server from which files are fetched."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import HTTPServer
from typing import Any

import pytest
from flask import Flask

from catalogue.offerings.uploads import addresses, fetching
from catalogue.offerings.uploads.public_net import ensure_public
from tests.integration.uploads.desks import Desk
from tests.integration.uploads.elsewhere import Elsewhere


@pytest.fixture
def desk(bare_app: Flask) -> Desk:
    return Desk(bare_app)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Its address. Only this test's server is let through; every other address is looked at as always."""
    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    look, resolve = ensure_public, socket.getaddrinfo

    def resolved(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        return resolve("127.0.0.1" if host == "files.example.org" else host, port, *args, **kwargs)

    monkeypatch.setitem(addresses.PORTS, "http", server.server_port)
    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    for door in (addresses, fetching):
        monkeypatch.setattr(door, "ensure_public", lambda one: None if one == "127.0.0.1" else look(one))
    yield "http://files.example.org"
    server.shutdown()
    thread.join()
    server.server_close()
