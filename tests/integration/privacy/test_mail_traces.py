"""What a mail server says of a person stays out of log and table; a mail to somebody erased meanwhile is let go."""

from __future__ import annotations

import smtplib
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from catalogue.core import mail
from catalogue.core.db import db
from catalogue.core.outbox import Message, post
from tests.builders import NOON

ADDRESS = "zarqua.canarievogel@example.org"


def waiting_mail() -> None:
    post("passphrase_changed", ADDRESS, language="en", payload={}, dedupe_key="k", now=NOON)
    db.session.commit()


def test_a_server_that_refuses_an_address_gets_it_into_no_log(
    app: Flask, logged: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_about: object) -> None:
        raise smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"no such mailbox")})

    monkeypatch.setattr(mail.FileTransport, "send", refuse)
    waiting_mail()
    assert mail.deliver(NOON) == 0
    row = db.session.scalars(select(Message)).one()
    assert row.last_error is not None
    assert "no such mailbox" in row.last_error
    assert "canarievogel" not in row.last_error
    assert "canarievogel" not in str(logged)


def test_a_mail_whose_reader_is_erased_between_claim_and_sending_is_let_go(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = mail._claim

    def claim_and_erase(at: Any) -> Any:
        claimed = claim(at)
        db.session.execute(delete(Message))
        db.session.commit()
        return claimed

    waiting_mail()
    monkeypatch.setattr(mail, "_claim", claim_and_erase)
    assert mail.deliver(NOON) == 0
