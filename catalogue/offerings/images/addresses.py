"""A picture of ours as the world outside names it: with the public address before its path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app

from catalogue.offerings.images.rules import key_of


def own_path(url: str) -> str | None:
    """The path of a picture that is kept here, from either way of writing it; None for an address elsewhere."""
    path = url.removeprefix(_outside())
    return path if key_of(path) else None


def public(said: Mapping[str, Any]) -> dict[str, Any]:
    """What a listing says of its picture, for a file or a program."""
    url = said.get("url")
    return {**said, "url": f"{_outside()}{url}"} if key_of(url) else dict(said)


def with_public_image(fields: dict[str, Any]) -> dict[str, Any]:
    """An offering in the exchange format, as it leaves the house."""
    return {**fields, "image": public(fields["image"])} if "image" in fields else fields


def _outside() -> str:
    return str(current_app.config["SETTINGS"].public_url)
