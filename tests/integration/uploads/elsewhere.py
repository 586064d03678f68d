"""A server of a provider, from which files are fetched."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar

ANSWERS: dict[str, tuple[int, bytes | None, dict[str, str]]] = {
    "/loop": (302, b"", {"Location": "/loop"}),
    "/inside": (302, b"", {"Location": "http://169.254.169.254/latest"}),
    "/crooked": (302, b"", {"Location": "http://[::1"}),
    "/moved": (301, b"", {"Location": "/file.csv"}),
    "/short": (200, b"half", {"Content-Length": "5000"}),
    "/file": (200, None, {}),
    "/list": (200, None, {"Content-Type": "application/x-ndjson"}),
    "/squeezed": (200, None, {"Content-Encoding": "gzip"}),
    "/pieces": (200, b"no number of bytes\r\n", {"Transfer-Encoding": "chunked"}),
    "/slow": (200, b"a", {"Content-Length": "50"}),
}
"""Beginning of the path: status, body (None: the content) and headers."""


class Elsewhere(BaseHTTPRequestHandler):
    """A server of a provider, played on this machine."""

    content: ClassVar[bytes] = b""
    patience: ClassVar[threading.Event] = threading.Event()
    """Set when a slow answer may end."""

    def do_GET(self) -> None:
        if self.path.startswith("/babble"):
            self.wfile.write(b"welcome to my server\r\n\r\n")
            return
        found = next((one for path, one in ANSWERS.items() if self.path.startswith(path)), (404, b"", {}))
        status, body, headers = found
        self._answer(status, self.content if body is None else body, headers)
        if self.path.startswith("/slow"):
            self.patience.wait(5)

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""
