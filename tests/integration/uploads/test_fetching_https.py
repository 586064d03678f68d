"""A file behind HTTPS, from a server of this test with a certificate that was made for it."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from catalogue.core.clock import now
from catalogue.offerings.uploads import addresses, fetching
from catalogue.offerings.uploads.public_net import ensure_public
from catalogue.offerings.uploads.rules import AddressNotFetched

HOST = "files.example.org"
# OpenSSL asks the machine what day it is, not the clock that a test has set
ALWAYS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


class Server(BaseHTTPRequestHandler):
    """`/drip` sends a byte now and then, in its head or in its body."""

    hosts: ClassVar[list[str]] = []
    over: ClassVar[threading.Event] = threading.Event()

    def do_GET(self) -> None:
        self.hosts.append(self.headers["Host"])
        if self.path == "/moved.csv":
            self.send_response(301)
            self.send_header("Location", f"https://{HOST}/file.csv")
            self.end_headers()
            return
        self.send_response(200)
        if self.path == "/drip-head":
            self._drip(b"X-A: b\r\n")
        self.send_header("Content-Length", "1000000" if self.path == "/drip-body" else "10")
        self.end_headers()
        if self.path == "/drip-body":
            self._drip(b"a")
        self.wfile.write(b"reference\n")

    def _drip(self, piece: bytes) -> None:
        self.flush_headers()
        while not self.over.wait(0.05):
            try:
                self.wfile.write(piece)
            except OSError:
                return

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""


def a_certificate(name: str, folder: Path) -> Path:
    """Key and certificate in one file, made for this test and signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    whose = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(whose).issuer_name(whose).public_key(key.public_key()).serial_number(1)
        .not_valid_before(ALWAYS[0]).not_valid_after(ALWAYS[1])
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "pair.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


def served(pair: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server; the name leads to it, and only its address is let through among those inside."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_args: None  # type: ignore[method-assign]  # who does not trust it hangs up
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    look, resolve = ensure_public, socket.getaddrinfo

    def resolved(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        return resolve("127.0.0.1" if host == HOST else host, port, *args, **kwargs)

    Server.hosts.clear()
    Server.over.clear()
    monkeypatch.setitem(addresses.PORTS, "https", server.server_port)
    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    monkeypatch.setattr(fetching, "ensure_public", lambda one: None if one == "127.0.0.1" else look(one))
    yield
    Server.over.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    pair = a_certificate(HOST, tmp_path)
    monkeypatch.setattr(fetching, "TRUST", lambda: ssl.create_default_context(cafile=str(pair)))
    yield from served(pair, monkeypatch)


@pytest.fixture
def unknown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Nobody vouches for it."""
    yield from served(a_certificate(HOST, tmp_path), monkeypatch)


@pytest.fixture
def of_another(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """It is believed, but its certificate is another server's."""
    pair = a_certificate("other.example.org", tmp_path)
    monkeypatch.setattr(fetching, "TRUST", lambda: ssl.create_default_context(cafile=str(pair)))
    yield from served(pair, monkeypatch)


def fetch(path: str) -> bytes:
    found = b""
    with fetching.fetched(f"https://{HOST}{path}") as (stream, _name):
        while piece := stream.read(1 << 20):
            found += piece
    return found


@pytest.mark.parametrize("path", ["/file.csv", "/moved.csv"])
def test_a_file_behind_https_is_fetched(trusted: None, path: str) -> None:
    assert fetch(path) == b"reference\n"
    assert set(Server.hosts) == {HOST}  # with its usual port, which is not said


def test_nobody_unknown_is_believed(unknown: None) -> None:
    with pytest.raises(AddressNotFetched):
        fetch("/file.csv")


def test_nobody_else_is_taken_for_the_server(of_another: None) -> None:
    with pytest.raises(AddressNotFetched):
        fetch("/file.csv")


@pytest.mark.parametrize("path", ["/drip-head", "/drip-body"])
def test_who_sends_a_byte_now_and_then_is_left(trusted: None, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr(fetching, "ALTOGETHER_SECONDS", 0.5)
    began = now()

    with pytest.raises(AddressNotFetched):
        fetch(path)

    assert now() - began < timedelta(seconds=5)


def test_who_never_ends_the_handshake_is_left(trusted: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setitem(addresses.PORTS, "https", silent.getsockname()[1])
        monkeypatch.setattr(fetching, "ALTOGETHER_SECONDS", 0.5)
        began = now()

        with pytest.raises(AddressNotFetched):
            fetch("/file.csv")

        assert now() - began < timedelta(seconds=5)
