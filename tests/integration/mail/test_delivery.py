"""Mail leaves later, once, in its reader's language, whatever the mail server does."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from catalogue.app import create_app
from catalogue.core import mail
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.mail_headers import POLICY
from catalogue.core.outbox import Message, post
from catalogue.enrolment import services
from catalogue.enrolment.models import Enrolment
from catalogue.settings import Settings
from tests.builders import a_learner, a_run, an_account
from tests.integration.mail.servers import Postbox
from tests.mailbox import mail_files, text_of
from tests.ports import free_port


def enrol_somebody(*, run: dict[str, Any] | None = None, **account: Any) -> Enrolment:
    """Somebody enrols now. Call inside an app context."""
    db.session.rollback()  # what was read before is not what is now
    learner = a_learner(account=an_account(**account))
    times = {
        "starts_at": now() + timedelta(days=10),
        "enrol_opens_at": now() - timedelta(days=1),
        "enrol_closes_at": now() + timedelta(days=9),
    }
    chosen = a_run(**{**times, **(run or {})})
    services.enrol(chosen.id, learner.id, acted_by=learner.account_id or 0, now=now())
    return db.session.scalars(select(Enrolment).order_by(Enrolment.id.desc())).first()  # type: ignore[return-value]


def states(*columns: Any) -> list[tuple[Any, ...]]:
    db.session.expire_all()
    return [tuple(row) for row in db.session.execute(select(Message.state, *columns))]


def test_the_confirmation_is_written_once_with_the_meetings_attached(app: Flask, settings: Settings) -> None:
    enrolment = enrol_somebody(language="en")
    assert (mail.deliver(now()), mail.deliver(now())) == (1, 0)

    (letter,) = mail_files(settings.home)
    assert letter["Subject"].startswith("You are enrolled: Course")
    assert letter["Content-Language"] == "en"
    assert enrolment.public_id in text_of(letter)
    (attached,) = letter.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    events = Calendar.from_ical(attached.get_content()).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [
        session.starts_at.replace(microsecond=0) for session in enrolment.run.sessions
    ]


def test_the_attached_meetings_say_their_charset_and_method_and_keep_their_arabic(
    app: Flask, settings: Settings
) -> None:
    enrolment = enrol_somebody(language="ar")
    mail.deliver(now())
    (letter,) = mail_files(settings.home)
    (attached,) = letter.iter_attachments()
    assert attached["Content-Type"] == 'text/calendar; charset="utf-8"; method="PUBLISH"'
    content = attached.get_content()
    assert isinstance(content, str)
    assert f"SUMMARY:{enrolment.run.offering.title_ar}" in content
    assert "METHOD:PUBLISH" in content


def test_cancelling_takes_the_meetings_out_of_the_calendar_again(app: Flask, settings: Settings) -> None:
    enrolment = enrol_somebody()
    mail.deliver(now())
    services.cancel(enrolment.id, acted_by=enrolment.acted_by or 0, now=now())
    mail.deliver(now())
    confirmed, cancelled = (next(letter.iter_attachments()) for letter in mail_files(settings.home))
    assert cancelled["Content-Type"].params["method"] == "CANCEL"
    calendar = Calendar.from_ical(cancelled.get_content())
    assert calendar["METHOD"] == "CANCEL"
    before, after = (one.walk("VEVENT") for one in (Calendar.from_ical(confirmed.get_content()), calendar))
    assert [event["UID"] for event in before] == [event["UID"] for event in after]
    assert [event["STATUS"] for event in after] == ["CANCELLED"]
    assert after[0].decoded("sequence") >= before[0].decoded("sequence")
    assert after[0]["ORGANIZER"] == "mailto:catalogue@localhost"


def test_a_withdrawn_request_has_nothing_to_take_out_of_a_calendar(app: Flask, settings: Settings) -> None:
    enrolment = enrol_somebody(run={"allocation": "approval"})
    services.cancel(enrolment.id, acted_by=enrolment.acted_by or 0, now=now())
    mail.deliver(now())
    (letter,) = mail_files(settings.home)
    assert not list(letter.iter_attachments())


def test_a_mail_is_written_in_its_readers_language_digits_and_direction(app: Flask, settings: Settings) -> None:
    enrol_somebody(language="ar", digits="arab")
    mail.deliver(now())
    (letter,) = mail_files(settings.home)
    html = letter.get_body(("html",))
    assert html is not None
    assert 'dir="rtl"' in html.get_content()
    assert any(chr(0x660 + digit) in text_of(letter) for digit in range(10))


def test_a_cancelled_enrolment_is_not_confirmed_any_more(app: Flask, settings: Settings) -> None:
    enrolment = enrol_somebody()
    services.cancel(enrolment.id, acted_by=enrolment.acted_by or 0, now=now())
    mail.deliver(now())
    assert len(mail_files(settings.home)) == 1
    assert states() == [("sent",), ("sent",)]


def body(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content())


JOIN_URL = "https://meet.example.org/secret-room"


@pytest.mark.parametrize("allocation", ["first_come", "approval"])
def test_only_who_has_a_seat_is_told_the_link_for_joining(app: Flask, settings: Settings, allocation: str) -> None:
    enrolment = enrol_somebody(run={"join_url": JOIN_URL, "allocation": allocation})
    mail.deliver(now())
    services.cancel(enrolment.id, acted_by=enrolment.acted_by or 0, now=now())
    mail.deliver(now())

    first, cancelled = mail_files(settings.home)

    for kind in ("plain", "html"):
        assert (JOIN_URL in body(first, kind)) is (allocation == "first_come")
        assert JOIN_URL not in body(cancelled, kind)


@pytest.mark.made_up_counters
def test_a_confirmation_waits_for_nobody_who_has_no_seat(app: Flask, settings: Settings) -> None:
    enrolment = enrol_somebody(run={"join_url": JOIN_URL})
    enrolment.state = "waitlisted"
    db.session.commit()
    mail.deliver(now())
    assert mail_files(settings.home) == []


def test_what_is_rolled_back_is_not_told(app: Flask) -> None:
    def post_then_fail() -> None:
        post("code", "a@example.org", language="ar", payload={}, dedupe_key="k", now=now())
        raise LookupError

    from catalogue.core.db import transaction

    with pytest.raises(LookupError):
        transaction(post_then_fail)()
    assert states() == []


def test_a_mail_server_gets_each_mail_once(mailing_app: Flask, postbox: tuple[Postbox, str]) -> None:
    for _ in range(3):
        enrol_somebody()
    mail.deliver(now())
    mail.deliver(now())
    assert len({letter["To"] for letter in postbox[0].mails}) == len(postbox[0].mails) == 3
    assert all(letter["Message-ID"].endswith("@example.org>") for letter in postbox[0].mails)


def test_a_server_that_refuses_gets_the_mail_again_later_and_once(
    mailing_app: Flask, postbox: tuple[Postbox, str]
) -> None:
    box = postbox[0]
    enrol_somebody()
    at = now()
    box.answer = "451 please come back"
    assert mail.deliver(at) == 0
    assert mail.deliver(at) == 0, "not at once"
    assert states(Message.attempts) == [("waiting", 1)]
    box.answer = "250 OK"
    assert mail.deliver(at + timedelta(seconds=30)) == 1
    assert mail.deliver(at + timedelta(hours=1)) == 0
    assert len(box.mails) == 1


def test_a_server_that_is_down_delays_and_loses_nothing(settings: Settings, postbox: tuple[Postbox, str]) -> None:
    closed = f"smtp://127.0.0.1:{free_port()}"
    at = now() + timedelta(seconds=5)
    for url, sent in ((closed, 0), (postbox[1], 4)):
        app = create_app(replace(settings, mail_url=url))
        with app.app_context():
            if not sent:
                for _ in range(4):
                    enrol_somebody()
            assert mail.deliver(at) == sent
            db.session.remove()
            db.engine.dispose()
        at += timedelta(minutes=1)
    assert len(postbox[0].mails) == 4


def test_it_is_tried_less_and_less_often_and_given_up_only_after_days(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_about: object) -> None:
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr(mail.FileTransport, "send", refuse)
    enrol_somebody()
    at, waits = now(), []
    while states()[0][0] == "waiting":
        mail.deliver(at)
        due = db.session.scalars(select(Message.due_at)).one()
        waits.append(due - at)
        at = due
    assert waits[:5] == [timedelta(seconds=seconds) for seconds in (30, 60, 300, 900, 3600)]
    assert waits == sorted(waits)
    assert len(waits) == mail.GIVE_UP_AFTER
    assert states(Message.last_error) == [("failed", "ConnectionRefusedError: nobody there")]


def test_a_slow_server_slows_nobody_who_enrols(mailing_app: Flask, postbox: tuple[Postbox, str]) -> None:
    box = postbox[0]
    box.may_answer.clear()
    enrol_somebody()

    def work() -> None:
        with mailing_app.app_context():
            mail.deliver(now())
            db.session.remove()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        assert box.given.wait(30), "the mail server was never asked"
        enrol_somebody()  # whoever held the database meanwhile would make this wait until it is refused as busy
        assert worker.is_alive(), "the mail was not on its way any more: nothing was shown"
        assert box.mails == []
    finally:
        box.may_answer.set()
        worker.join()
    assert mail.deliver(now()) + len(box.mails) >= 2


def test_a_worker_that_dies_between_sending_and_noting_repeats_one_mail_at_most(
    mailing_app: Flask, postbox: tuple[Postbox, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        enrol_somebody()
    at = now()

    def die(*_about: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(mail, "_mark_sent", die)
        with pytest.raises(KeyboardInterrupt):
            mail.deliver(at)
    db.session.rollback()
    assert mail.deliver(at + timedelta(seconds=1)) == 2, "the others go on at once"
    assert mail.deliver(at + mail.LEASE + timedelta(seconds=2)) == 1, "the leased one when its lease is over"
    numbers = [letter["Message-ID"] for letter in postbox[0].mails]
    assert len(numbers) == 4
    assert len(set(numbers)) == 3, "the repeated one has the same Message-ID, so that mail systems can drop it"


def test_two_workers_send_nothing_twice(each_settings: Settings, postbox: tuple[Postbox, str]) -> None:
    box = postbox[0]
    box.wait_seconds = 0.05
    app = create_app(replace(each_settings, mail_url=postbox[1]))
    with app.app_context():
        for _ in range(8):
            enrol_somebody()
    start = threading.Barrier(2)

    def work() -> None:
        with app.app_context():
            start.wait()
            mail.deliver(now())
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with app.app_context():
        assert states() == [("sent",)] * 8
        db.session.remove()
        db.engine.dispose()
    assert len({letter["Message-ID"] for letter in box.mails}) == len(box.mails) == 8


def test_a_message_that_cannot_be_written_stops_no_other(app: Flask, settings: Settings) -> None:
    post("no_such_kind", "a@example.org", language="ar", payload={}, dedupe_key="k", now=now())
    db.session.commit()
    enrol_somebody()
    assert mail.deliver(now()) == 1
    assert len(mail_files(settings.home)) == 1


def test_a_long_arabic_subject_keeps_its_blanks() -> None:
    words = (
        "\u0627\u0633\u0645\u0643 \u0641\u064a \u0642\u0627\u0626\u0645\u0629 \u0627\u0644"
        "\u0627\u0646\u062a\u0638\u0627\u0631: \u0645\u0634\u064a \u062a\u0627\u0631\u064a"
        "\u062e\u064a \u0641\u064a \u0627\u0644\u062c\u0628\u064a\u0644 \u0627\u0644\u0628"
        "\u0644\u062f"
    )
    letter = EmailMessage(policy=POLICY)
    letter["Subject"] = words
    sent = letter.as_bytes()
    assert max(len(line) for line in sent.splitlines()) <= 76
    assert message_from_bytes(sent, policy=policy.default)["Subject"] == words
