"""Browsers of those who act for providers and for the office."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.builders_proof import an_office_member
from tests.people import browser_of


@pytest.fixture
def office(bare_app: Flask) -> FlaskClient:
    """Somebody of the office who looks after every city."""
    with bare_app.app_context():
        account_id = an_office_member().id
    return browser_of(bare_app, account_id)


@pytest.fixture
def browser(bare_app: Flask) -> Callable[[int], FlaskClient]:
    return lambda account_id: browser_of(bare_app, account_id)
