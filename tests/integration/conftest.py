"""Every test of this folder lives on the same morning: none passes at ten and fails at ten at night, or next year."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.builders import MORNING


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    """It is MORNING, and the clock goes on; a time of its own that a test travels to holds over this."""
    with time_machine.travel(MORNING, tick=True):
        yield
