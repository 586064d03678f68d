"""A town around one run for the state machine, and people who wait."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from catalogue.accounts.models import Guardianship
from catalogue.core.db import db
from catalogue.enrolment.counters import drift
from tests.builders import NOON, a_learner, an_account, an_offering, saved
from tests.integration.waiting.machine import PEOPLE, Town


@pytest.fixture(autouse=True)
def _counters_tell_the_truth(bare_app: Flask) -> Iterator[None]:
    yield
    with bare_app.app_context():
        assert drift() == []


@pytest.fixture
def town(app: Flask) -> type[Town]:
    """The machine with its people: the first looks after all others. Not synchronised with the disk, for speed."""

    @event.listens_for(db.engine, "connect")
    def _hurry(connection: object, _entry: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]

    db.session.remove()
    db.engine.dispose()
    people = []
    for number in range(PEOPLE):
        gender = "female" if number % 2 else "male"
        learner = a_learner(account=an_account(), gender=gender)
        people.append((learner.id, learner.account_id or 0, gender))
    for learner_id, _account, _gender in people[1:]:
        saved(Guardianship(account_id=people[0][1], learner_id=learner_id, kind="parent", since=NOON))
    return type("TownOfTheTest", (Town,), {"people": people, "offering": an_offering()})
