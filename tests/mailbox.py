"""What stands in the outbox, and what a person reads in it."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from sqlalchemy import select

from catalogue.accounts.secrets import link_token, six_digits
from catalogue.core.db import db
from catalogue.core.outbox import Message


class Posted(NamedTuple):
    """One message of the outbox; code and token are empty where it carries none."""

    kind: str
    address: str
    language: str
    handle: str
    code: str
    token: str


def posted(app: Flask) -> list[Posted]:
    """The outbox in the order of writing."""
    with app.app_context():
        return [_read(message) for message in db.session.scalars(select(Message).order_by(Message.id))]


def states(app: Flask) -> list[str]:
    """What became of each message: one that is void is dropped as if it were sent, one that troubles waits on."""
    with app.app_context():
        return list(db.session.scalars(select(Message.state).order_by(Message.id)))


def _read(message: Message) -> Posted:
    handle, purpose = message.payload.get("handle", ""), message.payload.get("purpose", "")
    code, token = (six_digits(handle, purpose), link_token(handle, purpose)) if handle else ("", "")
    return Posted(message.kind, message.address, message.language, handle, code, token)


def mail_files(home: Path) -> list[EmailMessage]:
    """The mails that were written as files, the oldest first."""
    files = sorted((home / "mail").glob("*.eml"))
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    return str(part.get_content()) if part else ""


def code_in(mail: EmailMessage) -> str:
    """The six digits of a mail with a code."""
    found = re.search(r"^\s*(\d{6})\s*$", text_of(mail), re.MULTILINE)
    assert found, text_of(mail)
    return found.group(1)


def link_in(mail: EmailMessage) -> str:
    """The path of the first link in a mail: where it leads on whichever port the site is served."""
    found = re.search(r"https?://[^/\s]+(/\S+)", text_of(mail))
    assert found, text_of(mail)
    return found.group(1)
