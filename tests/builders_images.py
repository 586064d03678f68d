"""Pictures made by code: none is stored in the project."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from PIL import Image

from catalogue.core.db import db
from catalogue.offerings.images.drawing import drawn
from catalogue.offerings.images.rules import path_of
from catalogue.offerings.images.services import keep
from catalogue.offerings.models import Offering
from tests.builders import NOON

WORDS = {
    "alt": {"ar": "\u0644\u062d\u0627\u0645", "en": "A welder at work"},
    "credit": "The institute",
    "consent": True,
}


def a_picture(
    size: tuple[int, int] = (640, 400), form: str = "JPEG", colour: Any = (20, 90, 70), mode: str = "RGB", **how: Any
) -> bytes:
    """A file as a camera or a program would write it: two fields of colour, the upper one given."""
    image = Image.new(mode, size, colour)
    if mode == "RGB":
        image.paste((230, 180, 60), (0, size[1] // 2, size[0], size[1]))
    file = BytesIO()
    image.save(file, form, **how)
    return file.getvalue()


def a_kept_picture(provider_id: int, now: datetime = NOON, **about: Any) -> str:
    """:returns: how a listing names it."""
    return path_of(keep(provider_id, drawn(a_picture(**about)), now))


def with_picture(offering: Offering, said: dict[str, Any] | None = None, **about: Any) -> str:
    """Put a picture into a listing, with all that publishing needs. :returns: its path."""
    path = a_kept_picture(offering.provider_id, **about)
    offering.image = {"url": path, **(WORDS if said is None else said)}
    db.session.commit()
    return path
