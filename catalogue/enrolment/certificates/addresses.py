"""The addresses that stand inside badges: absolute, of the public site, and the same for as long as it stands."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from flask import current_app

from catalogue.settings import Settings


def site() -> str:
    """The public address: a request's own name never gets into something that is signed."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.public_url


def issuer_did() -> str:
    """Who signs, as `did:web`: its document is served at `/.well-known/did.json`."""
    return f"did:web:{quote(urlsplit(site()).netloc, safe='')}"


def key_url(kid: str) -> str:
    return f"{issuer_did()}#{kid}"


def verify_url(code: str) -> str:
    """Without a language: it leads to the page in the reader's own."""
    return f"{site()}/verify/{code}"


def list_url(number: int) -> str:
    return f"{site()}/api/v1/certificates/status/{number}"


def offering_url(public_id: str) -> str:
    return f"{site()}/api/v1/offerings/{public_id}"


def provider_url(public_id: str) -> str:
    return f"{site()}/api/v1/providers/{public_id}"
