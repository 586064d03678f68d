"""Signing and checking: compact JSON Web Signatures with Ed25519."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import OKPKey

# RFC 9864 calls it “Ed25519”, but Open Badges, and every verifier that was tried, knows only the older name.
ALGORITHM = "EdDSA"
warnings.filterwarnings("ignore", "EdDSA is deprecated", SecurityWarning)


def canonical(value: Any) -> bytes:
    """The same bytes for the same content, whatever order a database gives it back in."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sign(value: Any, key: OKPKey, header: Mapping[str, Any] | None = None) -> str:
    """The value as JSON with its signature, in one line of text."""
    protected = {"alg": ALGORITHM, **(header or {})}
    return str(jws.serialize_compact(protected, canonical(value), key, algorithms=[ALGORITHM]))


def seal(content: Any, key: OKPKey) -> str:
    """A signature that stands beside its content (RFC 7515, appendix F)."""
    return str(jws.detach_content(sign(content, key)))


def sealed_by(seal: str, content: Any, public_key: Mapping[str, Any]) -> bool:
    """Whether this content, to the last sign, was signed by that key."""
    try:
        key = OKPKey.import_key(dict(public_key))
        jws.deserialize_compact(seal, key, algorithms=[ALGORITHM], payload=canonical(content))
    except (JoseError, ValueError):
        return False
    return True
