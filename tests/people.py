"""Visitors: somebody signed in without going through the pages, and the tokens that such a browser holds."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import Signer, URLSafeTimedSerializer
from sqlalchemy import insert, select

from catalogue.accounts.models import Account, WebSession
from catalogue.accounts.sessions import ACCOUNT_KEY, LIFETIME, hashed
from catalogue.core.clock import now
from catalogue.core.db import db

ORIGIN = "http://localhost"


class Browser(NamedTuple):
    """What a signed-in browser sends: the cookie and the token of its forms."""

    cookie: str
    token: str


def browsers_of(account_ids: Sequence[int], secret: str) -> list[Browser]:
    """A browser session for each of these accounts, written at once. Call inside an app context."""
    public_ids = dict(db.session.execute(select(Account.id, Account.public_id)).tuples().all())
    rows, browsers = [], []
    for account_id in account_ids:
        sid, raw = secrets.token_urlsafe(16), secrets.token_hex(20)
        content = {
            ACCOUNT_KEY: account_id,
            "_user_id": public_ids[account_id],
            "_fresh": True,
            "csrf_token": raw,
        }
        rows.append(
            {
                "id_hash": hashed(sid),
                "account_id": account_id,
                "content": content,
                "created_at": now(),
                "seen_at": now(),
                "expires_at": now() + LIFETIME,
            }
        )
        cookie = Signer([secret], salt="web-session", digest_method=sha256).sign(sid).decode()
        browsers.append(Browser(cookie, str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(raw))))
    db.session.execute(insert(WebSession), rows)
    db.session.commit()
    return browsers


def browser_of(app: Flask, account_id: int) -> FlaskClient:
    """A test client that is signed in and sends origin and token by itself, as the site's own forms do."""
    with app.app_context():
        browser = browsers_of([account_id], app.config["SECRET_KEY"])[0]
    client = app.test_client()
    client.environ_base["HTTP_ORIGIN"] = ORIGIN
    client.environ_base["HTTP_X_CSRFTOKEN"] = browser.token
    client.set_cookie(app.session_interface.cookie_name, browser.cookie)  # type: ignore[attr-defined]
    return client
