"""Whether a badge still stands: a Bitstring Status List (W3C), one bit for each of 131,072 certificates.

Chosen over the revocation list of Open Badges itself, which publishes the ids of all that were revoked: here whoever
asks gets the whole list and so tells us nothing about whom she asks for, and the list tells nothing about people.
"""

from __future__ import annotations

import gzip
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from catalogue.enrolment.certificates import addresses

CONTEXT = "https://www.w3.org/ns/credentials/v2"
PLACES = 131_072
"""As many as the standard asks for at least, so that nobody can be told apart by the list's length."""
FRESH = timedelta(minutes=5)
"""How long a verifier may keep it."""
VALID = timedelta(days=1)
"""After that an old copy proves nothing."""


def entry(number: int, index: int) -> dict[str, str]:
    """Where a badge's bit stands."""
    url = addresses.list_url(number)
    return {
        "id": f"{url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": url,
    }


def encoded(revoked: Iterable[int]) -> str:
    """The bits, the first place leftmost; compressed, as multibase base64url."""
    bits = bytearray(PLACES // 8)
    for index in revoked:
        bits[index // 8] |= 0x80 >> index % 8
    return "u" + urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def status_list(number: int, revoked: Iterable[int], now: datetime) -> dict[str, Any]:
    """The list as a credential of its own, unsigned."""
    url = addresses.list_url(number)
    return {
        "@context": [CONTEXT],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": addresses.issuer_did(),
        "validFrom": _written(now),
        "validUntil": _written(now + VALID),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "ttl": int(FRESH.total_seconds() * 1000),
            "encodedList": encoded(revoked),
        },
    }


def _written(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")
