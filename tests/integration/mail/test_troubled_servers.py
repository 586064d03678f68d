"""A mail server that is slow, refuses one address or everything: nothing is lost or sent twice, and it is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.core import mail, mail_watch, smtp
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.outbox import Message, post
from tests.integration.mail.servers import Postbox

Said = list[tuple[str, dict[str, Any]]]
BAD = "nobody@example.org"


def messages(number: int, at: datetime, *, address: str = "", about: str | None = None) -> None:
    """So many messages that anybody can be sent."""
    for one in range(number):
        key = f"{at.isoformat()}:{about}:{address}:{one}"
        to = address or f"reader{one}@example.org"
        post("passphrase_changed", to, language="en", payload={}, dedupe_key=key, about=about, now=at)
    db.session.commit()


def states() -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(select(Message.state)))


def test_a_server_that_thinks_for_long_gets_a_mail_once_because_it_is_waited_for(
    mailing_app: Flask, postbox: tuple[Postbox, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes longer than any other step may take; who hangs up by then sends the mail again."""
    monkeypatch.setattr(mail, "transport", lambda settings: smtp.SmtpTransport(settings.mail_url, 1.0))
    box, at = postbox[0], now()
    box.wait_seconds = 2.0
    messages(1, at)
    assert mail.deliver(at) == 1
    assert mail.deliver(at + timedelta(hours=1)) == 0
    assert len(box.mails) == 1
    assert states() == ["sent"]


def test_a_server_that_never_says_yes_is_given_up_on_for_now(
    mailing_app: Flask, postbox: tuple[Postbox, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp._Patient, "accepting_seconds", 0.2)
    postbox[0].wait_seconds = 2.0
    messages(1, now())
    assert mail.deliver(now()) == 0
    assert states() == ["waiting"]


def test_waiting_for_a_server_is_shorter_than_the_lease() -> None:
    steps = 6  # connecting, greeting, TLS, signing in, sender, reader
    longest = steps * smtp.STEP_SECONDS + 2 * smtp.ACCEPTING_SECONDS
    assert timedelta(seconds=longest) < mail.LEASE


def test_while_a_server_thinks_nothing_of_the_database_is_held(mailing_app: Flask, monkeypatch: Any) -> None:
    held: list[bool] = []

    class Watching:
        def send(self, _mail: object) -> None:
            held.append(db.session().in_transaction())

    monkeypatch.setattr(mail, "transport", lambda _settings: Watching())
    messages(2, now())
    assert mail.deliver(now()) == 2
    assert held == [False, False]


def test_one_address_that_is_refused_holds_up_no_other_and_raises_no_alarm(
    mailing_app: Flask, postbox: tuple[Postbox, str], said: Said
) -> None:
    box, at = postbox[0], now()
    box.bad = {BAD}
    messages(1, at, address=BAD)
    messages(3, at)
    assert mail.deliver(at) == 3
    status = mail_watch.mail_status(at + timedelta(hours=2))
    assert (status.waiting, status.refused, status.late) == (1, 1, False)
    for _attempt in range(mail.GIVE_UP_ON_ADDRESS_AFTER):
        at += timedelta(hours=1)
        mail.deliver(at)
    assert states() == ["failed", "sent", "sent", "sent"]
    assert BAD not in str(said)


def test_a_server_that_refuses_everything_for_a_day_gets_everything_afterwards(
    mailing_app: Flask, postbox: tuple[Postbox, str]
) -> None:
    box, at = postbox[0], now()
    box.answer = "554 not today"
    messages(5, at)
    until = at + timedelta(hours=12)
    while at < until:
        mail.deliver(at)
        at += timedelta(minutes=30)
    assert states() == ["waiting"] * 5
    box.answer = "250 OK"
    assert mail.deliver(at + timedelta(hours=1)) == 5
    assert len(set(box.numbers())) == len(box.mails) == 5


def test_late_mail_is_told_in_the_log_by_the_command_and_by_readyz(app: Flask, said: Said, client: FlaskClient) -> None:
    at = now()
    messages(2, at - timedelta(minutes=20))
    assert mail_watch.watch(at) == 2
    assert said[-1] == ("mail is late", {"waiting": 2, "oldest_minutes": 20})
    told = app.test_cli_runner().invoke(args=["mail", "status"])
    assert (told.exit_code, told.output.splitlines()[0]) == (1, "waiting: 2, the oldest for 20 minutes (late)")
    assert client.get("/readyz").json["parts"]["mail"] == "late"  # type: ignore[index]


def test_mail_that_leaves_in_time_raises_no_alarm(app: Flask, said: Said, client: FlaskClient) -> None:
    messages(1, now() - timedelta(minutes=14))
    assert mail_watch.watch(now()) == 0
    assert mail.deliver(now()) == 1
    assert mail_watch.watch(now() + timedelta(days=1)) == 0
    assert said == []
    assert app.test_cli_runner().invoke(args=["mail", "status"]).exit_code == 0
    assert client.get("/readyz").json["parts"]["mail"] == "ok"  # type: ignore[index]


def test_what_was_given_up_can_be_tried_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    messages(1, now())
    db.session.get_one(Message, 1).state, db.session.get_one(Message, 1).last_error = "failed", "OSError: away"
    db.session.commit()
    invoke: Callable[..., Any] = app.test_cli_runner().invoke
    assert invoke(args=["mail", "retry"]).output == "1 mails will be tried again\n"
    assert mail.deliver(now()) == 1
    assert invoke(args=["mail", "retry"]).output == "0 mails will be tried again\n"
