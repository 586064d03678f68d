"""An assistant at the counter and a run that is open; after every test the counter of every run tells the truth."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.accounts.models import Learner
from catalogue.core.db import db
from tests.builders import an_account
from tests.builders_assisting import an_assistant
from tests.integration.enrolment.conftest import _counters_tell_the_truth, number_of
from tests.people import browser_of

__all__ = ["_counters_tell_the_truth"]
AGREED = {"full_name_en": "Layla Omar", "agreed": "yes", "key": "k1"}


@pytest.fixture
def assistant(bare_app: Flask) -> Learner:
    with bare_app.app_context():
        assistant = an_assistant(account=an_account(language="en"))
        db.session.refresh(assistant)
        db.session.expunge(assistant)
        return assistant


@pytest.fixture
def counter(bare_app: Flask, assistant: Learner) -> FlaskClient:
    return browser_of(bare_app, assistant.account_id or 0)


@pytest.fixture
def run_number(bare_app: Flask) -> str:
    return number_of(bare_app)
