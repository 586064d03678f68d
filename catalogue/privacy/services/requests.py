"""Requests that a person cannot fulfil by herself: written down, answered by the office within the time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from catalogue.accounts.models import Account
from catalogue.accounts.telling import write_to
from catalogue.core import audit
from catalogue.core.db import db, transaction
from catalogue.core.errors import NotFound
from catalogue.privacy import rules
from catalogue.privacy.models import RightsRequest
from catalogue.privacy.rules import RequestKind, RequestState


@transaction
def ask(account_id: int, kind: RequestKind, words: str, *, now: datetime) -> str:
    """Write a request down and confirm it by mail. :returns: its number.

    :raises WordsMissing: nothing is said.
    :raises TooManyRequests: as many as allowed are waiting.
    """
    if not words:
        raise rules.WordsMissing
    waiting = select(func.count()).where(
        RightsRequest.account_id == account_id, RightsRequest.state == RequestState.OPEN
    )
    if (db.session.scalar(waiting) or 0) >= rules.OPEN_AT_ONCE:
        raise rules.TooManyRequests
    row = RightsRequest(
        account_id=account_id, kind=kind, words=words[: rules.WORDS_MAX], received_at=now, due_at=rules.due_at(now)
    )
    db.session.add(row)
    db.session.flush()
    _tell(row, "received", account_id, "asked by its owner", now, before=None)
    return row.public_id


@transaction
def answer(public_id: str, state: RequestState, reason: str, *, now: datetime) -> None:
    """Close a request with the office's answer, and mail that it is there.

    :raises NotFound: no such request. :raises RequestAnswered: it was answered before.
    """
    row = _open_request(public_id)
    row.state, row.answer, row.answered_at = state, reason, now
    _tell(row, "answered", None, "answered by the operator", now, before=RequestState.OPEN)


@transaction
def extend(public_id: str, reason: str, *, now: datetime) -> datetime:
    """Take another 30 days, once, and tell the person why. :returns: until when it is to be answered.

    :raises NotFound: no such request. :raises RequestAnswered: it was answered before.
    :raises ExtendedAlready: a second time, or too late.
    """
    row = _open_request(public_id)
    rules.ensure_extendable(row.received_at, row.extended_at, now)
    row.extended_at, row.extension_reason = now, reason
    row.due_at = rules.due_at(row.received_at, extended=True)
    _tell(row, "extended", None, "extended by the operator", now, before=RequestState.OPEN)
    return row.due_at


def _open_request(public_id: str) -> RightsRequest:
    found = select(RightsRequest).where(RightsRequest.public_id == public_id).with_for_update()
    row = db.session.scalars(found).one_or_none()
    if row is None:
        raise NotFound
    if row.state != RequestState.OPEN:
        raise rules.RequestAnswered
    return row


def _tell(
    row: RightsRequest, step: str, actor_id: int | None, cause: str, now: datetime, *, before: str | None
) -> None:
    """One entry in the audit trail, one mail; what was written stays in the register."""
    db.session.flush()
    audit.record("rights_request", row.id, before=before, after=row.state, cause=cause, actor_id=actor_id, now=now)
    account = db.session.get_one(Account, row.account_id)
    write_to(account, f"request_{step}", {"request": row.id}, dedupe_key=f"request_{step}:{row.public_id}", now=now)
