"""Mail leaves here: written from the outbox in the reader's language, sent by a transport, never inside a request."""

from __future__ import annotations

import smtplib
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from flask import current_app, render_template
from sqlalchemy import or_, select, update

from catalogue.core import storms
from catalogue.core.clock import now as clock_now
from catalogue.core.db import db, transaction
from catalogue.core.logs import log
from catalogue.core.mail_headers import POLICY
from catalogue.core.outbox import Message
from catalogue.core.reader import Reader, reading_as
from catalogue.core.smtp import SmtpTransport, refused_for_good
from catalogue.settings import Settings

LEASE = timedelta(minutes=10)  # longer than the slowest server may take (catalogue/core/smtp.py)
GIVE_UP_AFTER = 20
GIVE_UP_ON_ADDRESS_AFTER = 8  # about four hours: a server may also refuse by mistake
BACKOFF_SECONDS = (30, 60, 300, 900, 3600)


@dataclass(frozen=True)
class Attachment:
    """A file; `parameters` stand beside its type, such as the charset of a text."""

    name: str
    mimetype: str
    content: bytes
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Letter:
    """What a mail says: a subject, a template (`mail/<name>.txt` and `.html`) with its context, attachments."""

    subject: str
    template: str
    context: dict[str, object]
    attachments: Sequence[Attachment] = ()


class Transport(Protocol):
    """The port behind which mail leaves."""

    def send(self, mail: EmailMessage) -> None:
        """:raises OSError: it could not be handed over; it will be tried again."""


class FileTransport:
    """Writes each mail as a file `<time>-<id>.eml` into the home folder: for development and demonstrations."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, mail: EmailMessage) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{clock_now():%Y%m%dT%H%M%S%f}-{sha256(str(mail['Message-ID']).encode()).hexdigest()[:8]}.eml"
        (self._folder / name).write_bytes(mail.as_bytes())


def transport(settings: Settings) -> Transport:
    return SmtpTransport(settings.mail_url) if settings.mail_url else FileTransport(settings.home / "mail")


Writer = Callable[[Message], Letter | None]


def writers() -> dict[str, Writer]:
    """Who writes which kind of message (slices name theirs); a writer answers None to drop what is void."""
    found: dict[str, Writer] = current_app.extensions.setdefault("mail_writers", {})
    return found


@dataclass(frozen=True)
class _Claimed:
    """A message whose turn has come: leased, or held back because there were too many about the same."""

    id: int
    about: str | None
    held: bool


def deliver(now: datetime, limit: int = 100) -> int:
    """Send what is due, one message after the other, each leased only when its turn has come.

    :returns: how many messages left.
    """
    sent, at, began = 0, now, time.monotonic()
    held: Counter[str] = Counter()
    for _turn in range(limit):
        claimed = _claim(at)
        if claimed is None:
            break
        if claimed.held:
            held[claimed.about or ""] += 1
            continue
        sent += _deliver_one(claimed.id, at)
        at = now + timedelta(seconds=time.monotonic() - began)  # a slow mail server must not outlive the leases
    storms.warn(held)
    return sent


@transaction
def _claim(now: datetime) -> _Claimed | None:
    due = (
        select(Message.id, Message.about, Message.created_at, Message.released_at)
        .where(
            Message.state == "waiting",
            Message.due_at <= now,
            or_(Message.leased_until.is_(None), Message.leased_until < now),
        )
        .order_by(Message.due_at, Message.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = db.session.execute(due).one_or_none()
    if row is None:
        return None
    if held := storms.is_too_much(row.about, row.created_at, row.id, row.released_at):
        storms.hold_back(row.id)
    else:
        leased = {"leased_until": now + LEASE, "attempts": Message.attempts + 1}
        db.session.execute(update(Message).where(Message.id == row.id).values(**leased))
    return _Claimed(row.id, row.about, held)


def _deliver_one(message_id: int, now: datetime) -> int:
    message = db.session.get(Message, message_id, populate_existing=True)
    if message is None:  # its reader was erased since it was claimed
        return 0
    settings: Settings = current_app.config["SETTINGS"]
    address, attempts = message.address, message.attempts
    try:
        mail = _write(message, settings)
        db.session.rollback()  # nothing of the database is held while a mail server thinks
        if mail is not None:
            transport(settings).send(mail)
    except (OSError, smtplib.SMTPException) as trouble:
        # A server that refuses somebody names the address: neither the log nor the row repeats it.
        said = str(trouble).replace(address, "<address>")
        most = GIVE_UP_ON_ADDRESS_AFTER if refused_for_good(trouble) else GIVE_UP_AFTER
        _postpone(message_id, attempts, f"{type(trouble).__name__}: {said}", now, give_up_after=most)
        return 0
    except Exception as trouble:
        log.error("a message cannot be written", exc_info=trouble, extra={"about": {"message": message_id}})
        _postpone(message_id, attempts, type(trouble).__name__, now)
        return 0
    _mark_sent(message_id, now)
    return int(mail is not None)


def _write(message: Message, settings: Settings) -> EmailMessage | None:
    who = Reader.from_cookie(message.language, message.preferences)
    with current_app.test_request_context(base_url=settings.public_url), reading_as(who):
        letter = writers()[message.kind](message)
        if letter is None:
            return None
        context = {"lang": message.language, **letter.context}
        mail = EmailMessage(policy=POLICY)
        mail["From"], mail["To"], mail["Subject"] = settings.mail_from, message.address, letter.subject
        mail["Date"] = format_datetime(message.created_at)
        mail["Message-ID"] = (
            f"<{sha256(message.dedupe_key.encode()).hexdigest()[:32]}@{settings.mail_from.rpartition('@')[2]}>"
        )
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(render_template(f"mail/{letter.template}.txt", **context))
        mail.add_alternative(
            render_template(f"mail/{letter.template}.html", subject=letter.subject, **context), subtype="html"
        )
        for part in letter.attachments:
            maintype, _, subtype = part.mimetype.partition("/")
            about: dict[str, Any] = {"filename": part.name, "params": dict(part.parameters)}
            mail.add_attachment(part.content, maintype=maintype, subtype=subtype, **about)
        mail["Content-Language"] = message.language  # last: setting content removes such headers
        return mail


@transaction
def _mark_sent(message_id: int, now: datetime) -> None:
    db.session.execute(
        update(Message)
        .where(Message.id == message_id)
        .values(state="sent", sent_at=now, leased_until=None, last_error=None)
    )


@transaction
def _postpone(message_id: int, attempts: int, error: str, now: datetime, *, give_up_after: int = GIVE_UP_AFTER) -> None:
    wait = timedelta(seconds=BACKOFF_SECONDS[min(attempts, len(BACKOFF_SECONDS)) - 1])
    state = "failed" if attempts >= give_up_after else "waiting"
    log.warning(
        "a message could not be sent",
        extra={"about": {"message": message_id, "attempts": attempts, "error": error[:200]}},
    )
    db.session.execute(
        update(Message)
        .where(Message.id == message_id)
        .values(state=state, due_at=now + wait, leased_until=None, last_error=error[:500])
    )
