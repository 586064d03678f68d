"""The town, made anew for each test: the walk is cheap, what it might change is not shared."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.integration.frame.town import Town, a_town


@pytest.fixture
def town(bare_app: Flask) -> Town:
    return a_town(bare_app)
