"""The refusal of a single value."""

from __future__ import annotations

from flask_babel import LazyString


class NotTaken(Exception):
    """A value that cannot be taken, with the reason for people."""

    def __init__(self, message: LazyString, below: str = "") -> None:
        super().__init__(str(below))
        self.message = message
        self.below = below
