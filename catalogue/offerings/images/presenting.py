"""A picture as a page shows it: its sizes, its words, and the address under which this reader may open it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from catalogue.core.messages import gettext as _
from catalogue.core.reader import LANGUAGES, reader
from catalogue.core.texts import LocalText
from catalogue.offerings.images.queries import sizes_of
from catalogue.offerings.images.rules import may_be_shown
from catalogue.offerings.models import Offering

WIDEST, HIGHEST = 816, 480
"""As large as it stands on a page, in pixels of CSS."""
Addressed = Callable[[str, int], str]
"""Key and width → address."""


@dataclass(frozen=True)
class ShownImage:
    """:ivar sizes: width and height, the largest first. :ivar alt: empty where it is decoration."""

    key: str
    sizes: list[tuple[int, int]]
    alt: LocalText
    credit: str
    addressed: Addressed

    @property
    def src(self) -> str:
        return self.addressed(self.key, self.sizes[0][0])

    @property
    def srcset(self) -> str:
        return ", ".join(f"{self.addressed(self.key, width)} {width}w" for width, _height in reversed(self.sizes))

    @property
    def smallest(self) -> str:
        return self.addressed(self.key, self.sizes[-1][0])

    @property
    def box(self) -> tuple[int, int]:
        """Width and height at which it stands on the page; the reader's screen may be narrower."""
        width, height = self.sizes[0]
        scale = min(1.0, WIDEST / width, HIGHEST / height)
        return round(width * scale), round(height * scale)


def image_of(offering: Offering, addressed: Addressed | None = None) -> ShownImage | None:
    """The picture of a listing. :param addressed: for who may see it before everybody; else what all may see."""
    if addressed is None and not may_be_shown(offering.image):
        return None
    return image_said(offering.provider_id, offering.image, offering.image_key, addressed or public_address)


def image_said(provider_id: int, said: Mapping[str, Any], key: str | None, addressed: Addressed) -> ShownImage | None:
    """:returns: None where the provider has no such picture here."""
    sizes = sizes_of(provider_id, key)
    if key is None or not sizes:
        return None
    return ShownImage(key, sizes, alt_of(said), said.get("credit") or "", addressed)


def alt_of(said: Mapping[str, Any]) -> LocalText:
    """The words for who does not see it, in the reader's language or else the other one."""
    lang, alt = reader().lang, {} if said.get("decorative") else said.get("alt") or {}
    found = next((one for one in (lang, *LANGUAGES) if alt.get(one)), lang)
    return LocalText(alt.get(found) or "", found)


def public_address(key: str, width: int) -> str:
    return url_for("images.image", key=key, width=width)


def words_about(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is said of a picture, each thing under its name: for who looks it through."""
    alt = said.get("alt") or {}
    found = [
        (_("What the picture shows, in Arabic"), alt.get("ar")),
        (_("What the picture shows, in English"), alt.get("en")),
    ]
    if said.get("decorative"):
        found.append((_("Decoration only"), _("Yes")))
    found.append((_("Who made the picture"), said.get("credit")))
    found.append(
        (_("Nobody recognisable, or with their consent"), _("Yes") if said.get("consent") else _("Not stated"))
    )
    return [(str(name), str(words)) for name, words in found if words and said]
