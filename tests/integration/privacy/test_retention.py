"""What has had its time is forgotten, what has not stays, and the log says how much it was."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.db import db
from catalogue.core.jobs import run_named
from catalogue.core.mail import deliver
from catalogue.core.outbox import Message, post
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.roster.models import EnrolmentNote, RunMessage
from catalogue.privacy import services
from catalogue.privacy.models import RightsRequest
from catalogue.privacy.rules import RequestKind, RequestState
from catalogue.privacy.services.retention import RETENTION
from catalogue.search.models import SearchWish
from catalogue.settings import KEEPING
from tests.builders import NOON, a_learner, a_run, an_account, saved

pytestmark = pytest.mark.made_up_counters

DAY = timedelta(days=1)


def test_every_setting_about_keeping_is_obeyed_by_something() -> None:
    assert {setting for setting, _forget in RETENTION.values()} == set(KEEPING)


@pytest.fixture
def each_database(each_app: Flask) -> Flask:
    return each_app


def test_answers_of_a_run_that_is_over_are_emptied_and_others_stay(each_database: Flask) -> None:
    with each_database.app_context():
        over, coming = (
            a_run(starts_at=NOON - days * DAY, enrol_opens_at=None, enrol_closes_at=None) for days in (91, 89)
        )
        about = {"learner_id": a_learner().id, "state": "completed", "created_at": NOON, "changed_at": NOON}
        for run in (over, coming):
            saved(Enrolment(run_id=run.id, answers={"need": "sign language"}, **about))
        assert services.forget_what_is_due(NOON) == 1
        kept = {row.run_id: row.answers for row in db.session.scalars(select(Enrolment))}
        assert kept == {over.id: {}, coming.id: {"need": "sign language"}}
        assert services.forget_what_is_due(NOON) == 0


def test_notes_of_providers_go_with_the_answers_and_where_a_run_has_no_end_with_the_enrolment(
    each_database: Flask,
) -> None:
    with each_database.app_context():
        kept = set()
        times: dict[str, Any] = {"enrol_opens_at": None, "enrol_closes_at": None}
        for days, state, ends in ((91, "completed", True), (89, "completed", True), (91, "completed", False),
                                  (91, "confirmed", False), (89, "completed", False)):  # fmt: skip
            at = NOON - days * DAY
            run = a_run(starts_at=at, **times)
            run.starts_at, run.ends_at = (at, at) if ends else (None, None)
            about = {"learner_id": a_learner().id, "state": state, "created_at": at, "changed_at": at}
            enrolment = saved(Enrolment(run_id=run.id, **about))
            saved(EnrolmentNote(enrolment_id=enrolment.id, words="In front", written_at=at))
            if days == 89 or state == "confirmed":
                kept.add(enrolment.id)

        assert services.forget_what_is_due(NOON) == 2
        assert set(db.session.scalars(select(EnrolmentNote.enrolment_id))) == kept


def test_what_was_written_to_classes_goes_with_the_messages(app: Flask) -> None:
    run = a_run()
    for days in (91, 89):
        saved(RunMessage(run_id=run.id, words=f"{days}", sent_at=NOON - days * DAY, mails=1, form_number=str(days)))
    assert services.forget_what_is_due(NOON) == 1
    assert list(db.session.scalars(select(RunMessage.words))) == ["89"]


def test_messages_go_when_they_were_sent_long_ago_and_never_while_they_wait(app: Flask) -> None:
    for name, state, days in (("old", "sent", 91), ("young", "sent", 89), ("waiting", "waiting", 200)):
        at = NOON - days * DAY
        post("reminder", "a@example.org", language="ar", payload={}, dedupe_key=name, now=at)
        row = db.session.scalars(select(Message).where(Message.dedupe_key == name)).one()
        row.state, row.sent_at = state, at if state == "sent" else None
        db.session.commit()
    assert services.forget_what_is_due(NOON) == 1
    assert set(db.session.scalars(select(Message.dedupe_key))) == {"young", "waiting"}


def test_mails_written_as_files_go_too(app: Flask) -> None:
    services.ask(an_account().id, RequestKind.OTHER, "A question", now=NOON)
    deliver(NOON)
    folder = app.config["SETTINGS"].home / "mail"
    old = next(iter(folder.glob("*.eml")))
    young = folder / "young.eml"
    young.write_bytes(old.read_bytes())
    for path, days in ((old, 91), (young, 89)):
        os.utime(path, ((NOON - days * DAY).timestamp(),) * 2)
    assert services.forget_what_is_due(NOON) == 1
    assert list(folder.glob("*.eml")) == [young]


def test_words_of_answered_requests_go_and_the_register_stays(app: Flask) -> None:
    account = an_account()
    number = services.ask(account.id, RequestKind.OTHER, "A question", now=NOON)
    services.answer(number, RequestState.DONE, "An answer", now=NOON)
    services.ask(account.id, RequestKind.OTHER, "Waits for ever", now=NOON)
    services.forget_what_is_due(NOON + 1096 * DAY)
    rows = db.session.scalars(select(RightsRequest).order_by(RightsRequest.id)).all()
    assert [(row.words, row.answer, row.state) for row in rows] == [
        (None, None, "done"), ("Waits for ever", None, "open"),
    ]  # fmt: skip


def test_old_wishes_go(app: Flask) -> None:
    for days in (731, 729):
        saved(SearchWish(wished_on=(NOON - days * DAY).date(), language="ar", search="q=x", words="x", people=1))
    assert services.forget_what_is_due(NOON) == 1


def test_the_settings_say_how_long_and_the_log_how_much(app: Flask, logged: list[dict[str, Any]]) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], keep_wishes_days=3)
    saved(SearchWish(wished_on=(NOON - 4 * DAY).date(), language="ar", search="q=x", words="secretly", people=1))
    assert run_named("retention", NOON) == 1
    said = [record["about"] for record in logged if "forgotten" in record["said"]]
    assert [about["search wishes"] for about in said] == [1]
    assert "secretly" not in str(said)


def test_the_command_says_how_much(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["privacy", "forget"])
    assert (result.exit_code, result.output) == (0, "0 rows and files forgotten\n")
