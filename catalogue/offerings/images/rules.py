"""What a picture may be, when it may be shown, and what is refused.

Source: docs/rules/pictures.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from catalogue.core.errors import DomainError

MOST_BYTES = 10_000_000
MOST_PIXELS = 40_000_000
MOST_WEBP_PIXELS = 12_000_000
"""Its decoder holds four copies of a picture at once: 40 megapixels took 630 MB."""
LEAST_WIDTH, LEAST_HEIGHT = 320, 160
LONGEST_SHAPE = 4
"""How many times as long as it is wide, or as wide as it is high, a picture may be."""
MOST_SCANS = 100
"""Passes of a progressive JPEG; a photograph has about ten, and each takes time for every pixel."""
BUDGETS: Mapping[int, int] = {1200: 60_000, 800: 36_000, 400: 16_000}
"""Longest side of each size that is kept → bytes that it has at most."""
MOST_A_DAY = 500
"""New pictures of one provider within a day."""
KEPT_UNUSED_FOR = timedelta(days=30)
"""Longer than a form stays open, and longer than a file of listings can be taken back."""
OWN = re.compile(r"/pictures/([0-9a-f]{32})\.webp")
Said = Mapping[str, Any]
"""What a listing says of its picture, as the exchange format writes it."""


class ImageTooLarge(DomainError):
    code = "image_too_large"
    message = _l("The picture has more than 10 megabytes. Please choose a smaller one.")
    status = 422


class KindNotShown(DomainError):
    code = "image_kind"
    message = _l("This is not a picture that can be shown here. Please choose a JPEG, PNG or WebP file.")
    status = 422


class TooManyPixels(DomainError):
    code = "image_pixels"
    message = _l(
        "The picture has too many pixels: at most 40 megapixels, in a WebP file 12. Please choose a smaller one."
    )
    status = 422


class TooSmall(DomainError):
    code = "image_small"
    message = _l(
        "The picture is too small or too narrow: it needs 320 by 160 pixels, and no side four times the other."
    )
    status = 422


class Broken(DomainError):
    code = "image_broken"
    message = _l(
        "The picture is not whole or is damaged. Please open it on your device, save it again and choose it once more."
    )
    status = 422


class MoreThanAPicture(DomainError):
    code = "image_and_more"
    message = _l(
        "There is something else behind the picture in this file. Please save it again as a picture and choose it."
    )
    status = 422


class TooManyImages(DomainError):
    code = "too_many_images"
    message = _l("So many pictures came today that no more are taken. Please try again tomorrow.")
    status = 429


class PictureElsewhere(DomainError):
    """A form names an address; only files and programs do that."""

    code = "image_elsewhere"
    message = _l("A picture is not taken from an address here. Please save it on your device and choose the file.")
    status = 422


class PictureNotSeen(DomainError):
    """What nobody could look at would be shown as soon as it is there."""

    code = "image_not_seen"
    message = _l(
        "No copy of the picture is here yet, so nobody could look at it. Where a file names it by its address, a copy "
        "is made within minutes once the provider is verified. Until then please ask for another picture, or wait."
    )


def path_of(key: str) -> str:
    """How a listing names a picture that is kept here."""
    return f"/pictures/{key}.webp"


def key_of(url: str | None) -> str | None:
    """The key of a picture that is kept here; None for an address elsewhere."""
    found = OWN.fullmatch(url or "")
    return found[1] if found else None


def lacks(said: Said, languages: Iterable[str]) -> tuple[str, ...]:
    """What publishing needs of a picture that is kept here, each thing under the name of its field.

    :param languages: those in which the listing is published: words in another one are a missing translation, no more.
    """
    if key_of(said.get("url")) is None:
        return ()
    alt = {} if said.get("decorative") else (said.get("alt") or {})
    words = [] if said.get("decorative") else [f"image_alt_{lang}" for lang in languages if not alt.get(lang)]
    return (*words, *(() if said.get("consent") else ("image_consent",)))


def may_be_shown(said: Said) -> bool:
    """Whether the public may see it: those on it have agreed, and it is said what is on it."""
    return bool(said.get("consent")) and bool(said.get("decorative") or said.get("alt"))
