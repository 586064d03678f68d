"""Done in the usual time whatever it is given: by the processor, without what others and earlier tests cost."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

USUAL_SECONDS = 1.0
"""A page of a small catalogue takes a twentieth of it."""


@contextmanager
def soon_done(what: str) -> Iterator[None]:
    """What explodes takes minutes. The garbage of all tests before is left alone meanwhile: it takes a second."""
    gc.disable()
    began = time.thread_time()
    try:
        yield
        spent = time.thread_time() - began
    finally:
        gc.enable()
    assert spent < USUAL_SECONDS, what
