"""No storm: 500 mails about one offering within a minute pass, what is more waits for the office."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.accounts.models import Learner
from catalogue.core import mail, storms
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.outbox import Message
from catalogue.enrolment import services
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.services.telling import tell
from catalogue.settings import Settings
from tests.builders import a_dependant, a_learner, a_run, an_account
from tests.fire.crowd import open_now, people
from tests.integration.mail.test_troubled_servers import Said, messages
from tests.mailbox import mail_files

COURSE = "offering:ABC"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """A bound that is quickly reached."""
    monkeypatch.setattr(storms, "MOST", 20)
    return 20


def deliver_all(at: Any) -> int:
    sent = 0
    while more := mail.deliver(at):
        sent += more
    return sent


def by_state() -> dict[str, int]:
    db.session.rollback()
    return dict(db.session.execute(select(Message.state, func.count()).group_by(Message.state)).tuples().all())


def test_so_many_at_once_pass_and_the_next_wait_for_the_office(app: Flask, said: Said, few: int) -> None:
    at = now()
    messages(few + 3, at, about=COURSE)
    messages(2, at, about="offering:XYZ")
    messages(2, at, address="a@example.org")
    assert deliver_all(at) == few + 4
    assert by_state() == {"sent": few + 4, "held": 3}
    assert [about for words, about in said if "held until" in words] == [
        {"mails_about": COURSE, "mails": 3, "most_a_minute": few}
    ]
    invoke = app.test_cli_runner().invoke
    told = invoke(args=["mail", "status"])
    assert (told.exit_code, told.output.splitlines()[-1]) == (1, f"  {COURSE}\t3")
    assert invoke(args=["mail", "release", "offering:XYZ"]).exit_code == 1
    assert invoke(args=["mail", "release", COURSE]).output == "3 mails released\n"
    assert deliver_all(now()) == 3
    assert by_state() == {"sent": few + 7}


def test_what_is_held_can_be_thrown_away_and_does_not_come_back(app: Flask, few: int) -> None:
    messages(few + 2, now(), about=COURSE)
    deliver_all(now())
    invoke = app.test_cli_runner().invoke
    assert invoke(args=["mail", "release", COURSE, "--discard"]).output == "2 mails discarded\n"
    assert invoke(args=["mail", "retry"]).output == "0 mails will be tried again\n"
    assert by_state() == {"sent": few, "failed": 2}


def test_after_a_night_without_a_server_everything_leaves_at_once(app: Flask, few: int) -> None:
    """What counts is when the messages were written."""
    at = now() - timedelta(hours=8)
    for minute in range(3):
        messages(few // 2, at + timedelta(minutes=2 * minute), about=COURSE)
    assert deliver_all(now()) == 3 * (few // 2)


def test_a_course_of_five_hundred_that_is_cancelled_is_exactly_five_hundred_mails(
    app: Flask, settings: Settings
) -> None:
    run = a_run(capacity=500, **open_now())
    at = now()
    for account_id in people(500):
        learner_id = db.session.scalars(select(Learner.id).where(Learner.account_id == account_id)).one()
        enrolment = Enrolment(
            run_id=run.id, learner_id=learner_id, acted_by=account_id, state="cancelled", answers={},
            created_at=at, changed_at=at,
        )  # fmt: skip
        db.session.add(enrolment)
        db.session.flush()
        for _twice in range(2):  # as by a fault, or by two who cancel at once
            tell("enrolment_cancelled", learner_id, enrolment.id, enrolment.public_id, at)
    db.session.commit()
    assert deliver_all(at) == 500
    assert by_state() == {"sent": 500}
    assert len({letter["To"] for letter in mail_files(settings.home)}) == 500


def test_the_bound_is_that_of_the_issue() -> None:
    assert (500, timedelta(minutes=1)) == (storms.MOST, storms.WITHIN)


def test_learner_event_and_kind_make_one_mail_each_however_often_one_clicks(app: Flask, settings: Settings) -> None:
    learner = a_learner(account=an_account(email="mother@example.org"))
    child = a_dependant(learner)
    run = a_run(**open_now())
    for _click in range(3):
        for who in (learner, child):
            services.enrol(run.id, who.id, acted_by=learner.account_id or 0, now=now())
    deliver_all(now())
    for enrolment_id in db.session.scalars(select(Enrolment.id)).all():
        services.cancel(enrolment_id, acted_by=learner.account_id or 0, now=now())
    deliver_all(now())
    kinds = Counter(db.session.scalars(select(Message.kind)))
    assert kinds == {"enrolment_confirmed": 2, "enrolment_cancelled": 2}
    assert len(mail_files(settings.home)) == 4
    assert set(db.session.scalars(select(Message.about))) == {f"offering:{run.offering.public_id}"}
