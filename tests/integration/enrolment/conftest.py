"""Somebody signed in, and runs open now; after every test here, the counters of seats and of places are true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.accounts.models import Learner
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment.counters import drift
from catalogue.offerings.models import Run
from tests.builders import a_learner, a_run, an_account
from tests.people import browser_of


@pytest.fixture(autouse=True)
def _counters_tell_the_truth(bare_app: Flask) -> Iterator[None]:
    yield
    with bare_app.app_context():
        assert drift() == []


def an_open_run(**about: Any) -> Run:
    """A run that can be enrolled in at this moment."""
    times = {
        "starts_at": now() + timedelta(days=10),
        "enrol_opens_at": now() - timedelta(days=1),
        "enrol_closes_at": now() + timedelta(days=9),
    }
    return a_run(**{**times, **about})


@pytest.fixture
def learner(bare_app: Flask) -> Learner:
    with bare_app.app_context():
        learner = a_learner(account=an_account(language="en"))
        db.session.refresh(learner)
        db.session.expunge(learner)
        return learner


@pytest.fixture
def browser(bare_app: Flask, learner: Learner) -> FlaskClient:
    return browser_of(bare_app, learner.account_id or 0)


def number_of(app: Flask, **about: Any) -> str:
    """A new open run. :returns: its public id."""
    with app.app_context():
        return an_open_run(**about).public_id
