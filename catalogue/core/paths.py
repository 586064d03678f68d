"""Paths of this site that are asked for again and again: a page of results has fifty, and Flask puts each together."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import request, url_for

from catalogue.core.reader import reader


def path_of(endpoint: str, **values: str) -> str:
    """As `url_for`, of a page in a language (the reader's, where none is given) that is the same for everybody."""
    values.setdefault("lang", reader().lang)
    return _path(request.script_root, endpoint, tuple(values.items()))


@lru_cache(maxsize=4_000)
def _path(_root: str, endpoint: str, values: tuple[tuple[str, str], ...]) -> str:
    parts: dict[str, Any] = dict(values)
    return url_for(endpoint, **parts)
