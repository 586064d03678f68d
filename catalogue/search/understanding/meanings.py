"""What a phrase that puts a filter into words asks for, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Meaning:
    """What a phrase asks for: a facet or a bound, and its value, or several of which any serves (`a|b`).

    `also`: what it says at once, where nothing else in the text says it (boys are children).
    """

    name: str
    value: str
    weak: bool = False
    also: Meaning | None = None


@dataclass(frozen=True)
class Span:
    """Words of the query, by their places among its tokens, that put a filter into words."""

    first: int
    last: int
    meaning: Meaning
