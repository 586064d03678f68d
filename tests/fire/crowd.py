"""Many signed-in learners before one database, and what must be true of it whatever happened to the server."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select, text

from catalogue.accounts.models import Account, Learner
from catalogue.app import create_app
from catalogue.core.clock import now
from catalogue.core.db import db, public_id
from catalogue.core.outbox import Message
from catalogue.enrolment.models import Enrolment, EnrolmentEvent
from catalogue.enrolment.rules import HOLDING_A_SEAT, LIVE
from catalogue.offerings.models import Run
from catalogue.settings import Settings
from tests.builders import a_run
from tests.people import Browser, browsers_of


class Crowd:
    """So many learners, each with a browser of her own; the runs that they want are made for each test."""

    def __init__(self, settings: Settings, size: int) -> None:
        self._app: Flask = create_app(settings)
        with self._app.app_context():
            self.browsers: Sequence[Browser] = browsers_of(people(size), settings.secret_key)

    def runs(self, number: int, capacity: int, first_day: int = 10) -> list[str]:
        """So many runs, each on a day of its own, so that nothing clashes. :returns: where each is enrolled in."""
        with self._app.app_context():
            made = [a_run(capacity=capacity, **open_now(days=first_day + day)) for day in range(number)]
            return [f"/en/enrol/{run.public_id}/send" for run in made]

    def lost(self, places: Iterable[str]) -> set[str]:
        """Which of the enrolments, by the page to which somebody was sent on, do not stand in the database."""
        with self._app.app_context():
            held = select(Enrolment.public_id).where(Enrolment.state.in_(HOLDING_A_SEAT))
            there = set(db.session.scalars(held))
        return {number for place in places if (number := number_in(place)) not in there}

    def enrolments(self) -> int:
        with self._app.app_context():
            return db.session.scalar(select(func.count()).select_from(Enrolment)) or 0

    def troubles(self) -> list[str]:
        """What is not as it should be, in words; nothing where all is well."""
        with self._app.app_context():
            found = [*_doubled(), *_miscounted(), *_untold(), *_unsound()]
            db.session.rollback()
        return found

    def close(self) -> None:
        with self._app.app_context():
            db.session.remove()
            db.engine.dispose()


def people(number: int) -> list[int]:
    """So many accounts, each with a learner. :returns: the accounts' ids."""
    accounts = [
        {"public_id": public_id(), "email": f"learner{n}@example.org", "created_at": now()} for n in range(number)
    ]
    db.session.execute(insert(Account), accounts)
    ids = list(db.session.scalars(select(Account.id).order_by(Account.id)))
    learners = [
        {
            "public_id": public_id(),
            "account_id": account_id,
            "full_name_en": f"Learner {account_id}",
            "created_at": now(),
        }
        for account_id in ids
    ]
    db.session.execute(insert(Learner), learners)
    db.session.commit()
    return ids


def open_now(days: int = 10) -> dict[str, Any]:
    """The times of a run that begins in so many days and can be enrolled in now."""
    return {
        "starts_at": now() + timedelta(days=days),
        "enrol_opens_at": now() - timedelta(days=1),
        "enrol_closes_at": now() + timedelta(days=days - 1),
    }


def number_in(place: str) -> str:
    """The enrolment's number in the address of its page."""
    return place.partition("?")[0].rstrip("/").split("/")[4]


def _doubled() -> list[str]:
    twice = (
        select(Enrolment.run_id, Enrolment.learner_id, func.count())
        .where(Enrolment.state.in_(LIVE))
        .group_by(Enrolment.run_id, Enrolment.learner_id)
        .having(func.count() > 1)
    )
    return [f"learner {row.learner_id} is twice in run {row.run_id}" for row in db.session.execute(twice)]


def _miscounted() -> list[str]:
    held = (
        select(func.count())
        .where(Enrolment.run_id == Run.id, Enrolment.state.in_(HOLDING_A_SEAT))
        .correlate(Run)
        .scalar_subquery()
    )
    found = select(Run.id, Run.seats_taken, held.label("held"), Run.capacity).where(
        (Run.seats_taken != held) | (held > Run.capacity)
    )
    return [
        f"run {row.id}: {row.held} seats held, counter {row.seats_taken}, of {row.capacity}"
        for row in db.session.execute(found)
    ]


def _untold() -> list[str]:
    """Each enrolment has one message and one line in the log: they were written in its transaction."""
    messages = {
        key.split(":")[1]: many
        for key, many in db.session.execute(
            select(func.min(Message.dedupe_key), func.count()).group_by(func.substr(Message.dedupe_key, 1, 30))
        ).tuples()
    }
    steps = dict(
        db.session.execute(select(EnrolmentEvent.enrolment_id, func.count()).group_by(EnrolmentEvent.enrolment_id))
        .tuples()
        .all()
    )
    return [
        f"enrolment {row.public_id}: {messages.get(row.public_id, 0)} messages, {steps.get(row.id, 0)} steps"
        for row in db.session.execute(select(Enrolment.id, Enrolment.public_id))
        if (messages.get(row.public_id, 0), steps.get(row.id, 0)) != (1, 1)
    ]


def _unsound() -> list[str]:
    if db.engine.dialect.name != "sqlite":
        return []
    said = db.session.execute(text("PRAGMA integrity_check")).scalars().all()
    astray = db.session.execute(text("PRAGMA foreign_key_check")).all()
    return [*(str(one) for one in said if one != "ok"), *(str(one) for one in astray)]
