"""JSON as everybody reads it: what Python would add of its own, a database or another program might not take."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any, NoReturn

from flask.json.provider import DefaultJSONProvider


def read_json(text: str | bytes) -> Any:
    """:raises ValueError: it is no JSON: NaN and Infinity, a number too large to be one, brackets without an end."""
    try:
        return json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    except RecursionError as trouble:
        raise ValueError("brackets in brackets") from trouble


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(written: str) -> float:
    """`1e999` would become infinite, and as such be no JSON any more."""
    found = float(written)
    if not isfinite(found):
        raise ValueError("a number without end")
    return found


class PlainJson(DefaultJSONProvider):
    """What requests hold is read so."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        return read_json(s)
