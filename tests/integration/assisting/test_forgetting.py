"""Who does not agree any more, or comes no more, is forgotten; whom an assistant enrolled survives the assistant."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.accounts.models import Consent, Learner
from catalogue.accounts.services import Proof
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment.models import Enrolment
from catalogue.offerings.models import Run
from catalogue.privacy import services
from tests.builders_assisting import enrolled_here

DAY = timedelta(days=1)


def the_run(run_number: str) -> int:
    return db.session.scalars(select(Run.id).where(Run.public_id == run_number)).one()


def test_withdrawing_gives_the_seat_back_and_empties_the_record(
    bare_app: Flask, counter: FlaskClient, assistant: Learner, run_number: str
) -> None:
    with bare_app.app_context():
        made = enrolled_here(the_run(run_number), assistant)
        person = made.learner.public_id
    assert counter.post(f"/en/assist/people/{person}/end").status_code == 303
    assert counter.get(f"/en/assist/people/{person}").status_code == 404
    with bare_app.app_context():
        assert db.session.scalars(select(Enrolment.state)).one() == "cancelled"
        assert db.session.scalars(select(Consent.withdrawn_at)).one() is not None
        assert services.forget_what_is_due(now()) == 1
        learner = db.session.scalars(select(Learner).where(Learner.public_id == person)).one()
        assert (learner.full_name_en, learner.full_name_ar, learner.birth_date) == (None, None, None)
        assert learner.erased_at is not None
        assert services.forget_what_is_due(now()) == 0


def test_whom_nobody_acts_for_any_more_is_forgotten_after_the_set_time(
    bare_app: Flask, assistant: Learner, run_number: str
) -> None:
    with bare_app.app_context():
        made = enrolled_here(the_run(run_number), assistant)
        assert made.run.ends_at is not None
        ends_at = made.run.ends_at + 30 * DAY
        services.forget_what_is_due(ends_at + 364 * DAY)
        assert db.session.scalars(select(Learner.erased_at).where(Learner.id == made.learner_id)).one() is None
        services.forget_what_is_due(ends_at + 366 * DAY)
        assert db.session.scalars(select(Learner.erased_at).where(Learner.id == made.learner_id)).one() is not None


def test_an_assistant_who_closes_the_account_takes_nobody_along(
    bare_app: Flask, assistant: Learner, run_number: str
) -> None:
    with bare_app.app_context():
        made = enrolled_here(the_run(run_number), assistant)
        services.erase(assistant.account_id or 0, Proof(None, now()), now=now())
        learner = db.session.get_one(Learner, made.learner_id)
        assert learner.full_name_en == "Layla Omar"
        assert db.session.scalars(select(Enrolment.state)).one() == "confirmed"
        mine = select(Consent.withdrawn_at).where(Consent.learner_id == made.learner_id)
        assert db.session.scalars(mine).one() is None
