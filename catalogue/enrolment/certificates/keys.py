"""The private key for signing: one file that only its owner can read, in the home folder or where a setting says.

Its public half is a row (`SigningKey`), named by its thumbprint (RFC 7638). Replacing the key keeps the rows of the
older ones, so that what they signed can be verified; their private halves are gone.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from joserfc.jwk import OKPKey

from catalogue.settings import Settings

FILE = "certificate_key.pem"
CURVE: Literal["Ed25519"] = "Ed25519"


def key_path(settings: Settings) -> Path:
    return Path(settings.certificate_key_file) if settings.certificate_key_file else settings.home / FILE


def private_key(settings: Settings) -> OKPKey:
    """The present key; made the first time, in the home folder only.

    :raises ValueError: the file holds no Ed25519 key. :raises FileNotFoundError: the setting names no file.
    """
    path = key_path(settings)
    if not path.exists() and not settings.certificate_key_file:
        settings.home.mkdir(parents=True, exist_ok=True)
        _write(path, OKPKey.generate_key(CURVE), replacing=False)
    return read_key(path.read_bytes())


def read_key(pem: bytes) -> OKPKey:
    """:raises ValueError: this is no private Ed25519 key."""
    try:
        key = OKPKey.import_key(pem.decode("ascii"))
    except Exception as trouble:  # the library raises what the parsers below it raise
        raise ValueError("the key for signing certificates cannot be read") from trouble
    if key.curve_name != CURVE or not key.is_private:
        raise ValueError("the key for signing certificates must be a private Ed25519 key")
    return key


def new_key(settings: Settings) -> tuple[OKPKey, Callable[[], None]]:
    """The key that is to follow, and what puts it in the place of the present one (at the end of a transaction).

    Where a setting names the file, the operator has put the new key there already.
    """
    if settings.certificate_key_file:
        return private_key(settings), lambda: None
    key = OKPKey.generate_key(CURVE)
    return key, lambda: _write(key_path(settings), key, replacing=True)


def _write(path: Path, key: OKPKey, *, replacing: bool) -> None:
    """Whole or not at all, whoever else writes at the same time."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with open(beside, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(key.as_pem(private=True))
    try:
        if replacing:
            beside.replace(path)
        else:
            os.link(beside, path)  # fails where another process of the same start was quicker
    except FileExistsError:
        pass
    finally:
        beside.unlink(missing_ok=True)
