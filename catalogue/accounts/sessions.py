"""Browser sessions as rows: the cookie carries a signed random id only, and a row can be ended from anywhere.

Flask-Login and Flask-WTF work on top of this through Flask's own `session`. A visitor without a choice or a sign-in
gets no cookie: an untouched session writes no row.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadSignature, Signer
from sqlalchemy import bindparam, delete, insert, select, update
from werkzeug.datastructures import CallbackDict

from catalogue.accounts.models import WebSession
from catalogue.core.clock import now
from catalogue.core.db import db, rows_changed, transaction
from catalogue.core.statements import rows
from catalogue.settings import Settings

LIFETIME = timedelta(days=30)
SEEN_EVERY = timedelta(hours=1)
ACCOUNT_KEY = "account_id"
OPEN_ONE = select(WebSession.content, WebSession.seen_at).where(
    WebSession.id_hash == bindparam("id_hash"), WebSession.expires_at > bindparam("now")
)


class RowSession(CallbackDict[str, Any], SessionMixin):
    """The session of one request; remembers the row that it came from."""

    def __init__(
        self, content: dict[str, Any] | None = None, sid: str | None = None, seen_at: datetime | None = None
    ) -> None:
        def _changed(_self: object) -> None:
            self.modified = True

        super().__init__(content or {}, _changed)
        self.sid = sid
        self.seen_at = seen_at
        self.modified = False
        self.renew = False


class RowSessions(SessionInterface):
    """Opens and saves `session` from and to the table of browser sessions."""

    def __init__(self, settings: Settings, secret: str) -> None:
        # The last key signs, all are accepted.
        self._signer = Signer([*settings.secret_key_fallbacks, secret], salt="web-session", digest_method=sha256)
        self.cookie_name = "__Host-session" if settings.secure else "session"
        self._secure = settings.secure

    def open_session(self, app: Flask, request: Request) -> RowSession:
        cookie = request.cookies.get(self.cookie_name)
        if not cookie:
            return RowSession()
        try:
            sid = self._signer.unsign(cookie).decode()
        except BadSignature:
            return RowSession()
        row = rows(OPEN_ONE, {"id_hash": hashed(sid), "now": now()}).one_or_none()
        return RowSession(dict(row.content), sid, row.seen_at) if row else RowSession()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, RowSession)
        if not session:
            if session.sid:
                end_session(session.sid)
                response.delete_cookie(self.cookie_name, path="/", secure=self._secure, httponly=True, samesite="Lax")
            return
        if not session.modified and not session.renew:
            if session.sid and session.seen_at and now() - session.seen_at > SEEN_EVERY:
                _touch(session.sid, now())
            return
        sid = _store(session.sid, dict(session), renew=session.renew, at=now())
        response.set_cookie(
            self.cookie_name,
            self._signer.sign(sid).decode(),
            max_age=int(LIFETIME.total_seconds()),
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="Lax",
        )


def hashed(sid: str) -> str:
    """What the database knows of a session id: a stolen table opens no session."""
    return sha256(sid.encode()).hexdigest()


@transaction
def _store(sid: str | None, content: dict[str, Any], *, renew: bool, at: datetime) -> str:
    account_id = content.get(ACCOUNT_KEY)
    if sid and not renew:
        changed = rows_changed(
            update(WebSession)
            .where(WebSession.id_hash == hashed(sid))
            .values(content=content, account_id=account_id, seen_at=at)
        )
        if changed:
            return sid
    if sid:
        db.session.execute(delete(WebSession).where(WebSession.id_hash == hashed(sid)))
    fresh = secrets.token_urlsafe(32)
    db.session.execute(
        insert(WebSession).values(
            id_hash=hashed(fresh),
            account_id=account_id,
            content=content,
            created_at=at,
            seen_at=at,
            expires_at=at + LIFETIME,
        )
    )
    return fresh


@transaction
def _touch(sid: str, at: datetime) -> None:
    db.session.execute(
        update(WebSession).where(WebSession.id_hash == hashed(sid)).values(seen_at=at, expires_at=at + LIFETIME)
    )


@transaction
def end_session(sid: str) -> None:
    """End one browser's session."""
    db.session.execute(delete(WebSession).where(WebSession.id_hash == hashed(sid)))


@transaction
def end_all_sessions(account_id: int, *, but: str | None = None) -> None:
    """End every session of an account: after a new passphrase, or by its owner's wish.

    :param but: the session id of the browser that stays signed in.
    """
    db.session.execute(
        delete(WebSession).where(
            WebSession.account_id == account_id, WebSession.id_hash != (hashed(but) if but else "")
        )
    )


@transaction
def purge_sessions(at: datetime) -> int:
    """Forget the sessions that have run out.

    :returns: how many.
    """
    return rows_changed(delete(WebSession).where(WebSession.expires_at <= at))
