"""Mail servers on this machine that refuse, are slow or away, as real ones are."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.ports import free_port


class Postbox:
    """A mail server that can refuse or be slow; `bad` are addresses that it never takes.

    It says that it was given a mail (`given`), and answers once it may (`may_answer`).
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 OK"
        self.wait_seconds = 0.0
        self.bad: set[str] = set()
        self.given, self.may_answer = threading.Event(), threading.Event()
        self.may_answer.set()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.bad:
            return f"550 no such mailbox: {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.given.set()
        await asyncio.sleep(self.wait_seconds)
        while not self.may_answer.is_set():
            await asyncio.sleep(0.01)
        if self.answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer

    def numbers(self) -> list[str]:
        return [str(letter["Message-ID"]) for letter in self.mails]


@contextmanager
def a_postbox() -> Iterator[tuple[Postbox, str]]:
    """A mail server and its address."""
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield box, f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()
