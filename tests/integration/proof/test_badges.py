"""Badges, read by a library that is none of ours: it has its own signatures, its own contexts, its own status lists."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from flask import Flask
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier, OpenBadgeCredential
from pyld import jsonld

from catalogue.core.clock import now
from catalogue.enrolment.certificates import queries, services
from catalogue.enrolment.certificates.badges import badge, signed_badge
from catalogue.enrolment.certificates.keys import private_key
from catalogue.enrolment.certificates.models import Certificate
from catalogue.enrolment.certificates.rules import RevocationReason
from tests.builders_proof import a_certificate, an_office_member
from tests.integration.proof.conftest import SITE

DID = "did:web:learning.example.org"
CONTEXTS = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-context-3.0.3.json",
}


def found(code: str) -> Certificate:
    certificate = queries.by_code(code)
    assert certificate
    return certificate


def token_of(app: Flask, code: str) -> str:
    return signed_badge(found(code), private_key(app.config["SETTINGS"]))


def over_the_web(app: Flask) -> Callable[[str], bytes]:
    """What the verifier fetches comes from our own addresses."""

    def fetch(url: str) -> bytes:
        assert url.startswith(SITE)
        answer = app.test_client().get(url.removeprefix(SITE))
        assert answer.status_code == 200, url
        return bytes(answer.data)

    return fetch


def verify(app: Flask, token: str) -> OpenBadgeCredential:
    """As a stranger does who knows nothing but the issuer's name."""
    verifier = OB3Verifier.for_issuer_did(DID, download=over_the_web(app))
    return verifier.verify(token, check_status=True, download=over_the_web(app))


def test_a_stranger_accepts_the_badge(app: Flask) -> None:
    code = a_certificate()

    read = verify(app, token_of(app, code))

    assert read.issuer.id == DID
    assert read.achievement.name.endswith("/ Welding")
    assert [one.identity_hash for one in read.identifiers] == ["Noura Salem"]


def changed(token: str, part: int) -> str:
    """The same token with one letter of one part another."""
    parts = token.split(".")
    middle = len(parts[part]) // 2
    letter = "A" if parts[part][middle] != "A" else "B"
    parts[part] = parts[part][:middle] + letter + parts[part][middle + 1 :]
    return ".".join(parts)


@pytest.mark.parametrize("part", [0, 1, 2], ids=["header", "content", "signature"])
def test_one_changed_letter_is_noticed(app: Flask, part: int) -> None:
    token = token_of(app, a_certificate())

    with pytest.raises(OB3VerificationError):
        verify(app, changed(token, part))


def test_a_badge_that_somebody_else_signed_is_refused(app: Flask) -> None:
    from joserfc.jwk import OKPKey

    forged = signed_badge(found(a_certificate()), OKPKey.generate_key("Ed25519"))

    with pytest.raises(OB3VerificationError, match="no verificationMethod"):
        verify(app, forged)


def test_a_stranger_learns_that_a_badge_was_withdrawn(app: Flask) -> None:
    code, other = a_certificate(), a_certificate()
    token, others = token_of(app, code), token_of(app, other)

    services.revoke(code, RevocationReason.MISUSE, acted_by=an_office_member().id, now=now())

    with pytest.raises(OB3VerificationError, match="revocation"):
        verify(app, token)
    assert verify(app, others)


def test_badges_of_an_older_key_stay_valid_and_can_still_be_withdrawn(app: Flask) -> None:
    code = a_certificate()
    token = token_of(app, code)

    services.rotate_key(now())
    newer = a_certificate()

    assert verify(app, token)
    assert verify(app, token_of(app, newer))
    services.revoke(code, RevocationReason.REPLACED, acted_by=an_office_member().id, now=now())
    with pytest.raises(OB3VerificationError, match="revocation"):
        verify(app, token)


def official(url: str, _options: dict[str, Any]) -> dict[str, Any]:
    """The official contexts, as the library brings them; nothing is fetched."""
    text = files("openbadgeslib.ob3.contexts").joinpath(CONTEXTS[url]).read_text("utf-8")
    return {"contextUrl": None, "documentUrl": url, "document": json.loads(text)}


def test_every_word_of_the_badge_is_one_of_the_official_contexts(app: Flask) -> None:
    """Read as linked data in the strict way, in which a word that no context knows is a mistake."""
    written = badge(found(a_certificate()))

    dropped: list[Any] = []
    expanded = jsonld.expand(written, {"documentLoader": official}, on_property_dropped=dropped.append)
    subject = expanded[0]["https://www.w3.org/2018/credentials#credentialSubject"][0]
    achievement = subject["https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement"][0]
    assert achievement["https://schema.org/name"][0]["@value"].endswith("/ Welding")
    assert dropped == []


def test_the_badge_tells_no_more_than_the_certificate(app: Flask) -> None:
    """No birth date, no address, no account, no place and no mode of learning."""
    token = token_of(app, a_certificate())

    payload = token.split(".")[1]
    said = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert said["credentialSubject"].keys() == {
        "type",
        "identifier",
        "activityStartDate",
        "activityEndDate",
        "achievement",
    }
    assert not [word for word in ("in_person", "online", "@example.org", "birth") if word in json.dumps(said)]


def test_a_status_list_with_a_number_that_no_database_holds_is_not_there(app: Flask) -> None:
    for number in ("9" * 10, "9" * 19, "9" * 40):
        assert app.test_client().get(f"/api/v1/certificates/status/{number}").status_code == 404
