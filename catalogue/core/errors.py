"""Refusals: what a rule or a service says no with. Named as states, worded in the reader's language."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class DomainError(Exception):
    """A refusal with a stable code, a message for people and the HTTP status that fits it."""

    code: ClassVar[str] = "refused"
    message: ClassVar[LazyString] = _l("This cannot be done.")
    status: ClassVar[int] = 409
    hint: ClassVar[LazyString | None] = None
    """What its page says below the message; None: what fits the status."""

    def __init__(self, **about: object) -> None:
        super().__init__(self.code)
        self.about = about

    def __str__(self) -> str:
        return f"{self.code} {self.about}" if self.about else self.code


class NotFound(DomainError):
    """There is no such thing, or not for this person: both look alike."""

    code = "not_found"
    message = _l("This page does not exist.")
    status = 404


class Busy(DomainError):
    """The database could not take the change in time; trying again soon is right."""

    code = "busy"
    message = _l("Very many people are here right now. Please try again in a few seconds.")
    status = 503


class TooManyAttempts(DomainError):
    """A limit on attempts was reached; `seconds` says for how long."""

    code = "too_many_attempts"
    message = _l("Too many attempts")
    status = 429
