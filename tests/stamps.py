"""What a form says that it shows: a decision about something else is refused, so tests send it as the form does."""

from __future__ import annotations

import re

STAMP = re.compile(r'name="((?:provider_)?seen)" value="([^"]+)"')


def seen_in(page: str) -> dict[str, str]:
    """The hidden fields of a page; empty where nothing can be decided there."""
    return dict(STAMP.findall(page))
