"""After every test here, the counter of every run tells the truth."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.core.db import db
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import HOLDING_A_SEAT
from catalogue.offerings.models import Run


@pytest.fixture(autouse=True)
def _counters_tell_the_truth(bare_app: Flask) -> Iterator[None]:
    yield
    with bare_app.app_context():
        held = (
            select(func.count())
            .where(Enrolment.run_id == Run.id, Enrolment.state.in_(HOLDING_A_SEAT))
            .scalar_subquery()
        )
        wrong = db.session.execute(select(Run.id, Run.seats_taken, held).where(Run.seats_taken != held)).all()
        assert not wrong, f"run, counter, seats held: {wrong}"
