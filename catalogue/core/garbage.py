"""How often a server looks for garbage: what was read at its start is none, and a page leaves little behind.

Python's collector goes through all that is long-lived again and again; that was a fifth of the time of a page.
"""

from __future__ import annotations

import gc
from contextlib import suppress
from ctypes import CDLL

SELDOM = (20_000, 20, 20)
"""Objects before the youngest are looked at (700 as Python has it), and how many such looks before a deeper one."""


def give_back() -> None:
    """Give memory that is free to the system, where C's library knows how: else it stays with the process."""
    with suppress(OSError, AttributeError):
        CDLL(None).malloc_trim(0)


def settle() -> None:
    """All that is there now stays for the life of the process: nobody need look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
