"""Handing mail to a real server, which may be slow: what it has accepted is not sent again."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

STEP_SECONDS = 20
ACCEPTING_SECONDS = 120
"""A server may think for long about a whole mail (RFC 5321, 4.5.3.2.6). Who hangs up before it has said "accepted"
sends the mail again although it has gone out."""


class _Patient:
    """Waits longer for the answer to a whole mail than for that to a command."""

    accepting_seconds: float = ACCEPTING_SECONDS
    sock: Any

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.sock.settimeout(self.accepting_seconds)
        answer: tuple[int, bytes] = super().data(msg)  # type: ignore[misc]
        return answer


class _Smtp(_Patient, smtplib.SMTP):
    pass


class _SmtpOverTls(_Patient, smtplib.SMTP_SSL):
    pass


class SmtpTransport:
    """Hands mail to a server: `smtp://[user:password@]host[:port]`, `smtps://` for TLS from the first byte."""

    def __init__(self, url: str, timeout_seconds: float = STEP_SECONDS) -> None:
        self._url = urlsplit(url)
        self._timeout = timeout_seconds

    def send(self, mail: EmailMessage) -> None:
        server = self._connection()
        try:
            if self._url.username:
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
            server.send_message(mail)
        finally:
            with suppress(OSError, smtplib.SMTPException):  # a farewell that fails undoes nothing
                server.quit()
            server.close()

    def _connection(self) -> smtplib.SMTP:
        host = self._url.hostname or "localhost"
        if self._url.scheme == "smtps":
            return _SmtpOverTls(
                host, self._url.port or 465, timeout=self._timeout, context=ssl.create_default_context()
            )
        server = _Smtp(host, self._url.port or 25, timeout=self._timeout)
        if self._url.username:  # a password never travels in the clear
            server.starttls(context=ssl.create_default_context())
        return server


def refused_for_good(trouble: Exception) -> bool:
    """Whether the server refused the address itself, and not only for now."""
    if not isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _words in trouble.recipients.values())
