"""Which browser asked to join: a signed cookie with the handles of its requests.

Whoever opens a mailed link proves the address, not that she wrote the request: anybody can ask with any address. So a
passphrase and a name that were typed with the request count only in the browser that typed them.
"""

from __future__ import annotations

from hashlib import sha256

from flask import current_app, request
from itsdangerous import BadSignature, Signer
from werkzeug.wrappers import Response

from catalogue.accounts.rules import CODE_LIFETIME
from catalogue.settings import Settings

KEPT = 3
"""Requests of one browser that are remembered: who gets no mail at once asks again."""


def asked_here(handle: str) -> bool:
    """Whether this browser made the request with this handle."""
    return handle in _handles()


def remember_asking(answer: Response, handle: str) -> None:
    """Let the browser prove later that it was the one that asked; whether the address is known makes no difference."""
    kept = [*_handles(), handle][-KEPT:]
    answer.set_cookie(
        _name(),
        _signer().sign(":".join(kept)).decode(),
        max_age=int(CODE_LIFETIME.total_seconds()),
        path="/",
        secure=_settings().secure,
        httponly=True,
        samesite="Lax",
    )


def forget_asking(answer: Response) -> None:
    if _name() in request.cookies:
        answer.delete_cookie(_name(), path="/", secure=_settings().secure, httponly=True, samesite="Lax")


def _handles() -> list[str]:
    try:
        return _signer().unsign(request.cookies.get(_name(), "")).decode().split(":")
    except BadSignature:
        return []


def _signer() -> Signer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return Signer(keys, salt="asked-to-join", digest_method=sha256)


def _name() -> str:
    return "__Host-joining" if _settings().secure else "joining"


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found
