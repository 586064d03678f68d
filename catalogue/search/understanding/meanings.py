"""What a phrase that puts a filter into words asks for, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Meaning:
    """What a phrase asks for: a facet or a bound, and its value, or several of which any serves (`a|b`)."""

    name: str
    value: str
    weak: bool = False


@dataclass(frozen=True)
class Span:
    """Words of the query, by their places among its tokens, that put a filter into words."""

    first: int
    last: int
    meaning: Meaning
