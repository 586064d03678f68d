"""Hostile input that is made to keep something busy: it is read, or refused, before anybody would notice."""

from __future__ import annotations

import subprocess
import sys

PATIENCE_SECONDS = 120
"""Far more than the work takes, and far less than work that grows with the square of such input."""


def end_of(code: str) -> str:
    """Run it by itself, since nothing here could stop it. :returns: what it prints.

    :raises subprocess.TimeoutExpired: it does not end.
    """
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
