"""A message to an account: to its address, in its language, with its digits and calendar. Within a transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from catalogue.core.outbox import post
from catalogue.core.reader import Reader


class Addressed(Protocol):
    """An account, or a row with these columns of one."""

    @property
    def email(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def digits(self) -> str: ...
    @property
    def calendar(self) -> str: ...


def choices_of(account: Addressed) -> str:
    """How its owner reads, as the outbox keeps it."""
    return Reader(lang=account.language, digits=account.digits, cal=account.calendar).to_cookie()


def write_to(
    account: Addressed, kind: str, payload: dict[str, Any], *, dedupe_key: str, about: str | None = None,
    due_at: datetime | None = None, now: datetime,
) -> None:  # fmt: skip
    """Put a message into the outbox (`core/outbox.py`). Source: MODEL, "What is always true", 12."""
    post(
        kind, account.email, language=account.language, preferences=choices_of(account), payload=payload,
        dedupe_key=dedupe_key, about=about, due_at=due_at, now=now,
    )  # fmt: skip
