"""What is tested under fire is on the disk when it is answered, as in production."""

from __future__ import annotations

import pytest


@pytest.fixture
def waits_for_the_disk() -> bool:
    return True
