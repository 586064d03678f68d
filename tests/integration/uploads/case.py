"""A hostile file, and what must be said of it."""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    name: str
    file: str
    content: bytes
    whole: str = ""
    at: tuple[int, str] | None = None

    @property
    def fine(self) -> bool:
        return not self.whole and self.at is None
