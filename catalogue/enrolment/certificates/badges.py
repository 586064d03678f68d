"""A certificate as an Open Badge 3.0: a W3C verifiable credential (data model 2.0) inside a signed web token.

Open Badges wants plain strings for names, where the W3C's model would take one per language: so both languages stand in
one string, Arabic first. See docs/decisions/0008-certificates.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from joserfc.jwk import OKPKey

from catalogue.core.reader import LANGUAGES
from catalogue.enrolment.certificates import addresses
from catalogue.enrolment.certificates.models import Certificate
from catalogue.enrolment.certificates.signing import sign
from catalogue.enrolment.certificates.status import entry

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
# What the offering's kind of certificate is called among the types of Open Badges.
TYPES = {
    "attendance": "Course",
    "completion": "CertificateOfCompletion",
    "professional": "Certification",
    "badge": "Badge",
}


def badge(certificate: Certificate) -> dict[str, Any]:
    """The credential, unsigned."""
    said = certificate.content
    return {
        "@context": [CREDENTIALS, BADGES],
        "id": addresses.verify_url(certificate.code),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": in_both(said["title"]),
        "issuer": {
            "id": addresses.issuer_did(),
            "type": ["Profile"],
            "name": in_both(said["issuer"]),
            "url": addresses.site(),
        },
        "validFrom": written(certificate.issued_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "identityHash": name, "identityType": "name", "hashed": False}
                for name in _texts(said["learner"])
            ],
            **_dates(said),
            "achievement": _achievement(said),
        },
        "credentialStatus": entry(certificate.list_number, certificate.list_index),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def signed_badge(certificate: Certificate, key: OKPKey) -> str:
    """The credential as a web token: it holds everything that a verifier needs but the issuer's word for its key."""
    return signed(badge(certificate), key)


def signed(credential: Mapping[str, Any], key: OKPKey) -> str:
    """A credential as it travels: its own members, and the registered claims that repeat some of them."""
    issuer = credential["issuer"]
    claims = {
        "iss": issuer["id"] if isinstance(issuer, Mapping) else issuer,
        "jti": credential["id"],
        "nbf": int(datetime.fromisoformat(credential["validFrom"]).timestamp()),
    }
    header = {"typ": "JWT", "kid": addresses.key_url(key.thumbprint()), "jwk": key.as_dict(private=False)}
    return sign({**credential, **claims}, key, header)


def in_both(words: Mapping[str, str]) -> str:
    """Both languages in one string."""
    return " / ".join(_texts(words))


def written(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _texts(words: Mapping[str, str]) -> list[str]:
    """Each text once, Arabic first."""
    return list(dict.fromkeys(words[lang] for lang in LANGUAGES if words.get(lang)))


def _dates(said: Mapping[str, Any]) -> dict[str, str]:
    begun, ended = said["from"], said["until"] or said["completed_on"]
    found = {"activityStartDate": f"{begun}T00:00:00Z"} if begun else {}
    return {**found, "activityEndDate": f"{ended}T00:00:00Z"}


def _achievement(said: Mapping[str, Any]) -> dict[str, Any]:
    kind, title = in_both(said["kind"]), in_both(said["title"])
    return {
        "id": addresses.offering_url(said["offering"]),
        "type": ["Achievement"],
        "achievementType": TYPES.get(said["kind"]["key"], "Certificate"),
        "name": title,
        "description": f"{kind}: {title}",
        "criteria": {"narrative": kind},
        "creator": {
            "id": addresses.provider_url(said["provider"]["id"]),
            "type": ["Profile"],
            "name": in_both(said["provider"]),
        },
        **({"tag": [in_both(skill) for skill in said["skills"]]} if said["skills"] else {}),
    }
