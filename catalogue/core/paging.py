"""Lists in pages: how many there are, and which one the address asks for."""

from __future__ import annotations

from flask import request

from catalogue.core.formats import whole

MOST = 100_000
"""No list has so many."""


def pages_of(total: int, per_page: int) -> int:
    """At least one, which may be empty."""
    return max(1, -(-total // per_page))


def page_number() -> int:
    """From 1 on; whoever knows the list stops at its last page."""
    return max(1, min(whole(request.args.get("page", "")) or 1, MOST))
