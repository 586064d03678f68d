"""What verifiers of badges fetch: the issuer's keys, and which badges were withdrawn. And the short way to a check."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from catalogue.core.clock import now
from catalogue.core.i18n import preferred_language
from catalogue.enrolment.certificates import addresses, keys, queries
from catalogue.enrolment.certificates.badges import signed
from catalogue.enrolment.certificates.status import FRESH, status_list

bp = Blueprint("issuer", __name__)
blueprints = (bp,)
CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"]


@bp.get("/verify/<code>")
def short(code: str) -> ResponseReturnValue:
    """What a QR code leads to: the same page in the reader's language."""
    answer = redirect(url_for("certificates.verify", lang=preferred_language(), code=code), code=302)
    answer.headers["Vary"] = "Accept-Language, Cookie"
    return answer


@bp.get("/.well-known/did.json")
def did_document() -> ResponseReturnValue:
    """Who signs, with every key that ever did: the present one first, for verifiers that look no further."""
    did = addresses.issuer_did()
    methods = [
        {
            "id": addresses.key_url(key.kid),
            "type": "JsonWebKey",
            "controller": did,
            "publicKeyJwk": key.public_key,
        }
        for key in queries.signing_keys()
    ]
    document: dict[str, Any] = {
        "@context": CONTEXTS,
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }
    return _for_verifiers(jsonify(document), "application/did+json")


@bp.get("/api/v1/certificates/status/<int(max=2147483647):number>")
def status(number: int) -> ResponseReturnValue:
    """One status list, signed with the present key."""
    listed = status_list(number, queries.revoked_places(number), now())
    token = signed(listed, keys.private_key(current_app.config["SETTINGS"]))
    return _for_verifiers(make_response(token), "application/vc+jwt")


def _for_verifiers(answer: Response, kind: str) -> Response:
    """For programs of any origin, and for caches no longer than the list says that it is fresh."""
    answer.mimetype = kind
    answer.headers["Cache-Control"] = f"public, max-age={int(FRESH.total_seconds())}"
    answer.add_etag()
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
