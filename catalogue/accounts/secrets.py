"""Passphrase hashes and the codes that are sent by mail."""

from __future__ import annotations

import hmac
import threading
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from catalogue.accounts.rules import normal_passphrase
from catalogue.core.db import PUBLIC_ALPHABET

# OWASP's minimum for argon2id: 19 MiB, two passes, one lane; about 30 ms.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# However many sign in at once, hashing takes at most four threads of a process (and 76 MiB).
_at_once = threading.BoundedSemaphore(4)
NOBODY = _hasher.hash("nobody has this passphrase")


def hash_passphrase(passphrase: str) -> str:
    with _at_once:
        return _hasher.hash(normal_passphrase(passphrase))


def passphrase_matches(stored: str | None, passphrase: str) -> bool:
    """Whether it is the right one; takes the same time where there is no account or no passphrase."""
    try:
        with _at_once:
            right = _hasher.verify(stored or NOBODY, normal_passphrase(passphrase))
    except (VerificationError, InvalidHashError):
        return False
    return right and stored is not None


def link_token(handle: str, purpose: str) -> str:
    """The secret end of a mailed link: 256 bits derived from the signing key, so that no table holds it."""
    return f"{handle}.{_derived(current_app.config['SECRET_KEY'], 'link', purpose, handle).hex()}"


def six_digits(handle: str, purpose: str) -> str:
    """The code of a mail, for typing on another device."""
    return _digits(current_app.config["SECRET_KEY"], purpose, handle)


def token_matches(token: str, handle: str, purpose: str) -> bool:
    return any(
        hmac.compare_digest(token.encode(), f"{handle}.{_derived(key, 'link', purpose, handle).hex()}".encode())
        for key in _keys()
    )


def code_matches(code: str, handle: str, purpose: str) -> bool:
    return any(hmac.compare_digest(code.encode(), _digits(key, purpose, handle).encode()) for key in _keys())


def short_seal(handle: str, purpose: str) -> str:
    """Eight letters and digits that only this catalogue can derive from the handle (about 39 bits)."""
    return _letters(current_app.config["SECRET_KEY"], purpose, handle)


def seal_matches(seal: str, handle: str, purpose: str) -> bool:
    return any(hmac.compare_digest(seal.encode(), _letters(key, purpose, handle).encode()) for key in _keys())


def _letters(key: str, purpose: str, handle: str) -> str:
    found = _derived(key, "seal", purpose, handle)
    return "".join(PUBLIC_ALPHABET[byte % len(PUBLIC_ALPHABET)] for byte in found[:8])


def _keys() -> list[str]:
    return [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]


def _digits(key: str, purpose: str, handle: str) -> str:
    return f"{int.from_bytes(_derived(key, 'code', purpose, handle)[:8], 'big') % 1_000_000:06d}"


def _derived(key: str, *parts: str) -> bytes:
    return hmac.digest(key.encode(), "\0".join(("mailed", *parts)).encode(), sha256)
