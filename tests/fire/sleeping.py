"""An application that only takes its time and says which process took it; the first process is fifty times as slow."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

FIRST = "TESTS_FIRST_PROCESS"
"""In the environment: a file that the first process makes."""
SECONDS, SLOW_SECONDS = 0.02, 1.0


@cache
def _seconds() -> float:
    with suppress(FileExistsError):
        Path(os.environ[FIRST]).touch(exist_ok=False)
        return SLOW_SECONDS
    return SECONDS


def app(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    time.sleep(_seconds())
    start("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
