"""What was made once and may be asked for again, as long as there is room."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    @property
    def nbytes(self) -> int: ...


Key = TypeVar("Key")
Value = TypeVar("Value", bound=Sized)
OVERHEAD = 300  # bytes of a key and its value beside what the value counts


class Kept(Generic[Key, Value]):
    """Values by key; those longest not asked for go first."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, make: Callable[[Key], Value]) -> Value:
        """The value of a key, made where it is not there."""
        with self._lock:
            kept = self._values.get(key)
            if kept is not None:
                self._values.move_to_end(key)
                return kept
        value = make(key)
        with self._lock:
            if key not in self._values:
                self._values[key] = value
                self._bytes += value.nbytes + OVERHEAD
            while self._bytes > self._most and len(self._values) > 1:
                _, gone = self._values.popitem(last=False)
                self._bytes -= gone.nbytes + OVERHEAD
        return value
