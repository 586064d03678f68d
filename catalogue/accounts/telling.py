"""A message to an account: to its address, in its language, with its digits and calendar. Within a transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from catalogue.accounts.models import Account
from catalogue.core.outbox import post
from catalogue.core.reader import Reader


def write_to(
    account: Account, kind: str, payload: dict[str, Any], *, dedupe_key: str, about: str | None = None, now: datetime
) -> None:
    """Put a message into the outbox (`core/outbox.py`). Source: MODEL, "What is always true", 12."""
    choices = Reader(lang=account.language, digits=account.digits, cal=account.calendar).to_cookie()
    post(
        kind, account.email, language=account.language, preferences=choices, payload=payload,
        dedupe_key=dedupe_key, about=about, now=now,
    )  # fmt: skip
