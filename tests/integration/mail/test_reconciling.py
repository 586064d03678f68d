"""A mail that was never written is noticed within the hour, and is written then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from catalogue.core.db import db
from catalogue.core.outbox import Message
from catalogue.enrolment import services
from catalogue.enrolment.jobs import JOBS
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.reconciling import reconcile_messages
from tests.builders import NOON, a_dependant, a_learner, a_run
from tests.integration.mail.test_troubled_servers import Said

LATER = NOON + timedelta(hours=1)


def keys() -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(Message.dedupe_key)))


def enrol_some() -> None:
    run, asking = a_run(), a_run(allocation="approval", starts_at=NOON + timedelta(days=20))
    for _each in range(3):
        learner = a_learner()
        child = a_dependant(learner)
        for who in (learner, child):
            services.enrol(run.id, who.id, acted_by=learner.account_id or 0, now=NOON)
        services.enrol(asking.id, child.id, acted_by=learner.account_id or 0, now=NOON)


def test_one_suppressed_mail_among_many_is_found_and_written(each_app: Flask, said: Said) -> None:
    with each_app.app_context():
        enrol_some()
        written = keys()
        assert reconcile_messages(LATER) == 0
        for lost in (min(written), max(written)):  # one of a seat, one of a request
            db.session.execute(delete(Message).where(Message.dedupe_key == lost))
            db.session.commit()
            assert reconcile_messages(LATER) == 1
            assert keys() == written
        assert len(written) == 9
        assert [about["enrolments"] for words, about in said if "messages were missing" in words] == [1, 1]
        assert reconcile_messages(LATER) == 0


@pytest.mark.made_up_counters
def test_nobody_is_missed_who_was_not_to_be_told(app: Flask) -> None:
    enrol_some()
    db.session.execute(delete(Message))
    db.session.commit()
    assert reconcile_messages(NOON + timedelta(days=2)) == 0, "too long ago: its messages may be forgotten"
    for enrolment in db.session.scalars(select(Enrolment)):
        enrolment.state = "cancelled"
    db.session.commit()
    assert reconcile_messages(LATER) == 0


def test_it_is_looked_for_every_hour() -> None:
    assert [job.every <= timedelta(hours=1) for job in JOBS if job.run is reconcile_messages] == [True]
