"""What time it is: the one place that asks, so that tests can set it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, UTC, timezone-aware."""
    return datetime.now(UTC)
