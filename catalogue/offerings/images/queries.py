"""Pictures, read: for a page their sizes, for whoever opens one its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from catalogue.core.db import db
from catalogue.core.reader import reader
from catalogue.offerings.images.models import ImageFetch, StoredImage, StoredSize
from catalogue.offerings.images.rules import PictureNotSeen, key_of, may_be_shown
from catalogue.offerings.models import Offering
from catalogue.offerings.page_queries import KNOWN_PROVIDERS, STAYING
from catalogue.providers.models import Provider


@dataclass(frozen=True)
class Content:
    """One size of a picture. :ivar tag: what tells it from every other."""

    tag: str
    content: bytes


def sizes_of(provider_id: int, key: str | None) -> list[tuple[int, int]]:
    """Width and height of each size, the largest first; none where the provider has no such picture."""
    if key is None:
        return []
    rows = (
        select(StoredSize.width, StoredSize.height)
        .join(StoredImage, StoredImage.id == StoredSize.image_id)
        .where(StoredImage.provider_id == provider_id, StoredImage.key == key)
        .order_by(StoredSize.width.desc())
    )
    return [(row.width, row.height) for row in db.session.execute(rows)]


def key_for(offering: Offering, said: Mapping[str, Any]) -> str | None:
    """What is kept here of a picture that is said of this listing; of one named by address, once it was fetched."""
    url = said.get("url")
    return offering.image_key if url == offering.image.get("url") else key_of(url)


def unseen(offering: Offering, said: Mapping[str, Any]) -> bool:
    """Whether everybody may see this picture of the listing as soon as it is here, and it is not."""
    return bool(said.get("url")) and may_be_shown(said) and not sizes_of(offering.provider_id, key_for(offering, said))


def ensure_seen(offering: Offering, said: Mapping[str, Any]) -> None:
    """:raises PictureNotSeen: the office could not look at it. Source: docs/rules/pictures.md, rule 7."""
    if unseen(offering, said):
        raise PictureNotSeen


def public_content(key: str, width: int | None) -> Content | None:
    """A picture that a page shows which everybody may read."""
    showing = (
        select(Offering.provider_id, Offering.image)
        .join(Offering.provider)
        .where(Offering.image_key == key, Offering.state.in_(STAYING), Provider.state.in_(KNOWN_PROVIDERS))
    )
    owners = {row.provider_id for row in db.session.execute(showing) if may_be_shown(row.image)}
    return _content(StoredImage.provider_id.in_(owners), key, width) if owners else None


def content_of(provider_id: int, key: str, width: int | None) -> Content | None:
    """A picture of this provider, whatever names it."""
    return _content(StoredImage.provider_id == provider_id, key, width)


def _content(whose: ColumnElement[bool], key: str, width: int | None) -> Content | None:
    """:param width: None for the largest."""
    rows = (
        select(StoredSize.width, StoredSize.content)
        .join(StoredImage, StoredImage.id == StoredSize.image_id)
        .where(whose, StoredImage.key == key)
        .order_by(StoredSize.width.desc())
        .limit(1)
    )
    found = db.session.execute(rows if width is None else rows.where(StoredSize.width == width)).one_or_none()
    return Content(f"{key}-{found.width}", found.content) if found else None


def trouble_with(provider_id: int, url: str) -> str:
    """Why the picture that listings name by this address could not be fetched, in the reader's words."""
    asked = select(ImageFetch.trouble).join(Offering, Offering.id == ImageFetch.offering_id)
    own = asked.where(Offering.provider_id == provider_id, ImageFetch.url == url)
    found = db.session.scalars(own.limit(1)).first()
    return str(found.get(reader().lang, "")) if found else ""
