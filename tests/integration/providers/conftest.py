"""Browsers of those who act for providers and for the office."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.people import browser_of

Browse = Callable[[int | None], FlaskClient]


@pytest.fixture
def browser(bare_app: Flask) -> Browse:
    return lambda account_id: browser_of(bare_app, account_id or 0)
