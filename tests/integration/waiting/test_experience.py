"""What usually happens to those who wait with a provider, as the page says it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment.models import Enrolment
from catalogue.offerings.models import Run
from tests.builders import NOON, a_learner, saved
from tests.integration.enrolment.conftest import an_open_run
from tests.integration.waiting.house import House


@pytest.mark.parametrize(
    ("seats", "words"),
    [
        (4, "In earlier courses of this provider, fewer than 5 of 6 people who waited got a seat."),
        (5, "In earlier courses of this provider, 5 of 6 people who waited got a seat."),
    ],
)
def test_what_usually_happens_is_said_where_enough_have_waited(bare_app: Flask, seats: int, words: str) -> None:
    house = House(bare_app)
    with bare_app.app_context():
        run = db.session.scalars(select(Run).where(Run.public_id == house.run)).one()
        over = {"starts_at": now() - timedelta(days=30), "enrol_opens_at": None, "enrol_closes_at": None}
        earlier = an_open_run(offering=run.offering, **over, capacity=9)
        for number in range(6):
            state = "completed" if number < seats else "withdrawn"
            about = {"created_at": NOON, "changed_at": NOON, "waiting_place": number, "state": state}
            saved(Enrolment(run_id=earlier.id, learner_id=a_learner().id, **about))
    page = house.browser.get(f"/en/enrol/{house.run}/wait").text
    assert words in page
