"""Answers as they left, kept for a few seconds, with the name of everything that each was made from."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

LIFETIME_SECONDS = 5.0
MOST_BYTES = 16 * 1024 * 1024
Headers = list[tuple[str, str]]
Key = tuple[str, ...]


@dataclass(frozen=True)
class Promise:
    """What an answer was made from, as a name; `now` says the name at this moment, None where nobody can.

    :ivar rule: the address as the log names it.
    """

    name: str
    now: Callable[[], str | None]
    rule: str


@dataclass(frozen=True)
class Kept:
    """An answer without the id of its request; `bare` are the headers of one that sends no content."""

    content: bytes
    headers: Headers
    bare: Headers
    tag: str
    promise: Promise
    made_at: float

    @property
    def nbytes(self) -> int:
        return len(self.content) + sum(len(name) + len(value) for name, value in self.headers)


class Answers:
    """The answers of one process, the ones asked for last; together no more than so many bytes."""

    def __init__(self, most_bytes: int = MOST_BYTES, lifetime_seconds: float = LIFETIME_SECONDS) -> None:
        self._most, self._lifetime = most_bytes, lifetime_seconds
        self._answers: OrderedDict[Key, Kept] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: Key) -> Kept | None:
        with self._lock:
            found = self._answers.get(key)
            if found is None:
                return None
            if monotonic() - found.made_at > self._lifetime:
                self._forget(key)
                return None
            self._answers.move_to_end(key)
            return found

    def keep(self, key: Key, answer: Kept) -> None:
        with self._lock:
            self._forget(key)
            self._answers[key] = answer
            self._bytes += _weight(key, answer)
            while self._bytes > self._most:
                self._forget(next(iter(self._answers)))

    def _forget(self, key: Key) -> None:
        found = self._answers.pop(key, None)
        self._bytes -= _weight(key, found) if found else 0


def _weight(key: Key, answer: Kept) -> int:
    """An address may be many times as long as its page."""
    return sum(map(len, key)) + answer.nbytes
