"""The secret end of a calendar feed's address."""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256

from flask import current_app


def new_nonce() -> str:
    return secrets.token_urlsafe(32)


def token_of(nonce: str) -> str:
    """256 bits derived from the signing key: who reads the database alone cannot read the calendar."""
    return _derived(current_app.config["SECRET_KEY"], nonce)


def token_with(nonce: str, token_hash: str) -> str | None:
    """The token that was given out, under the present signing key or an older one; None where no key gives it."""
    keys = (current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"])
    return next((token for key in keys if hashed(token := _derived(key, nonce)) == token_hash), None)


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _derived(key: str, nonce: str) -> str:
    return urlsafe_b64encode(hmac.digest(key.encode(), f"calendar feed\0{nonce}".encode(), sha256)).decode().rstrip("=")
