"""What of a certificate is signed when it is issued, and whether what the database holds is still that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from catalogue.core.logs import log
from catalogue.enrolment.certificates.models import Certificate
from catalogue.enrolment.certificates.rules import CertificateDamaged, RevocationReason
from catalogue.enrolment.certificates.signing import sealed_by


def sealed_part(code: str, content: Mapping[str, Any], issued_at: datetime) -> dict[str, Any]:
    """Everything that must never change; that it was withdrawn later is no part of it."""
    return {"code": code, "content": dict(content), "issued_at": int(issued_at.timestamp())}


def genuine(certificate: Certificate) -> Certificate:
    """The certificate itself.

    :raises CertificateDamaged: its words are not those that were signed; nobody is told them.
    """
    if certificate.revocation_reason == RevocationReason.PERSON_ERASED:
        return certificate  # nothing is left that could be false
    part = sealed_part(certificate.code, certificate.content, certificate.issued_at)
    if not sealed_by(certificate.signature, part, certificate.key.public_key):
        log.error("a certificate is not what was signed", extra={"about": {"certificate": certificate.id}})
        raise CertificateDamaged
    return certificate
