"""A class that has begun: a provider's people at their desk, learners with a seat, a child."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.accounts.models import Learner
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment.completion.models import Attendance
from catalogue.enrolment.mine.timetable import address_of
from catalogue.enrolment.models import Enrolment
from catalogue.offerings.models import Run
from catalogue.providers.models import Provider
from tests.builders import a_dependant, a_learner, a_run, saved
from tests.builders_proof import a_course
from tests.builders_providers import a_member
from tests.people import browser_of

DAY = timedelta(days=1)


@dataclass
class Classroom:
    """Where a class is run from. `seats` are the numbers of the enrolments, by the learner's name."""

    app: Flask
    run_id: int
    provider_id: int
    address: str
    meeting: str
    owner: FlaskClient
    editor: FlaskClient
    instructor: FlaskClient
    seats: dict[str, str] = field(default_factory=dict)

    def marks(self) -> dict[str, str]:
        """Name → mark."""
        with self.app.app_context():
            rows = db.session.execute(
                select(Enrolment.public_id, Attendance.mark).join(Attendance, Attendance.enrolment_id == Enrolment.id)
            )
            named = {number: name for name, number in self.seats.items()}
            return {named[number]: mark for number, mark in rows.tuples()}

    def state_of(self, name: str) -> str:
        with self.app.app_context():
            found = select(Enrolment.state).where(Enrolment.public_id == self.seats[name])
            return db.session.scalars(found).one()

    def change(self, **about: Any) -> None:
        """Set columns of the run."""
        with self.app.app_context():
            run = db.session.get_one(Run, self.run_id)
            for name, value in about.items():
                setattr(run, name, value)
            db.session.commit()


def a_seat(run: Run, learner: Learner, state: str = "confirmed", **about: Any) -> Enrolment:
    """Somebody in the class, with the run's counters as true as before."""
    if state in {"confirmed", "offered"}:
        run.seats_taken += 1
    row = {"run_id": run.id, "learner_id": learner.id, "acted_by": learner.account_id, "state": state}
    return saved(Enrolment(**{**row, "created_at": now(), "changed_at": now(), **about}))


Room = Callable[..., Classroom]


@pytest.fixture
def room(bare_app: Flask) -> Room:
    return rooms_of(bare_app)


@pytest.fixture
def each_room(each_app: Flask) -> Room:
    """On each database."""
    return rooms_of(each_app)


def rooms_of(bare_app: Flask) -> Room:
    """A class with these learners: Huda and Noura with accounts of their own, Sara with a guardian, unless said."""

    def make(
        names: Sequence[str] = ("Huda", "Noura", "Sara"), *, starts_at: datetime | None = None, **about: Any
    ) -> Classroom:
        with bare_app.app_context():
            begun = starts_at or now() - timedelta(hours=1)
            times = {"enrol_opens_at": begun - 20 * DAY, "ends_at": begun + timedelta(hours=2)}
            run = a_run(offering=a_course(), starts_at=begun, **{**times, **about})
            provider = db.session.get_one(Provider, run.offering.provider_id)
            members = [a_member(provider, role).account_id or 0 for role in ("owner", "editor", "instructor")]
            seats = {}
            for name in names:
                learner = a_learner(full_name_en=f"{name} Salem")
                if name == "Sara":
                    learner = a_dependant(learner, full_name_en="Sara Salem")
                seats[name] = a_seat(run, learner).public_id
            address = f"/en/provide/{provider.public_id}/classes"
            found = (run.id, provider.id, f"{address}/{run.public_id}", address_of(run.sessions[0]))
        owner, editor, instructor = (browser_of(bare_app, number) for number in members)
        return Classroom(bare_app, *found, owner=owner, editor=editor, instructor=instructor, seats=seats)

    return make
