"""Pictures at the desk: those in its forms, before anybody else may see them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from werkzeug.exceptions import RequestEntityTooLarge

from catalogue.accounts.forms import Answers
from catalogue.core.http import error_page
from catalogue.offerings.editing import queries
from catalogue.offerings.editing.blueprint import bp
from catalogue.offerings.editing.image_form import JUST_NOW, consent_to
from catalogue.offerings.editing.rules import Side
from catalogue.offerings.editing.wording import SIDES
from catalogue.offerings.images.presenting import ShownImage, image_said
from catalogue.offerings.images.queries import content_of, sizes_of, trouble_with
from catalogue.offerings.images.rules import MOST_BYTES, ImageTooLarge, key_of
from catalogue.offerings.images.serving import FOR_THE_DESK, answer
from catalogue.offerings.models import Offering
from catalogue.providers.desk import desk

WITH_A_PICTURE = ("listings.create", "listings.save")
BOTH_WAYS = (("ar", "en"), ("en", "ar"))
MOST_SENT = 4 * MOST_BYTES
"""What is somewhat too large is refused at its field, with all that was typed; beyond this nothing is read."""


@dataclass(frozen=True)
class PictureField:
    """:ivar shown: the picture that is in the form; :ivar elsewhere: the address where a file says that it lies.
    :ivar trouble: why it could not be fetched from there.
    :ivar consent: the value of the tick, and whether it is set. :ivar sides: language → that its words are missing,
    where the other one has them."""

    shown: ShownImage | None
    elsewhere: str
    trouble: str
    consent: tuple[str, bool]
    sides: dict[str, tuple[LazyString, str]]


@bp.url_value_preprocessor
def _let_a_picture_through(endpoint: str | None, _values: object) -> None:
    if endpoint in WITH_A_PICTURE:
        request.max_content_length = MOST_SENT


@bp.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    return error_page(413, ImageTooLarge.code, ImageTooLarge.message)


@bp.get("/listings/pictures/<key>-<int(max=9999):width>.webp")
def image(key: str, width: int) -> ResponseReturnValue:
    return answer(content_of(desk().provider_id, key, width), FOR_THE_DESK)


def desk_address(key: str, width: int) -> str:
    """For the people of the provider whose desk this is."""
    return url_for("listings.image", key=key, width=width)


def may_be_named(provider_id: int, found: Offering | None, url: str) -> bool:
    """Whether the form may go on with this picture: one that was taken in here, or that the listing names already."""
    waiting = queries.open_revision_of(found.id) if found else None
    known = [found.image.get("url")] if found else []
    known += [(waiting.proposed.get("image") or {}).get("url")] if waiting else []
    return not url or url in known or bool(sizes_of(provider_id, key_of(url)))


def picture_in(form: Answers, found: Offering | None) -> PictureField:
    url, ticked = form.text("image_url", 2000), form.text("image_consent")
    agreed = bool(ticked) and ticked in (JUST_NOW, consent_to(url))
    fetched = found.image_key if found and found.image.get("url") == url else None
    return PictureField(
        shown=image_said(desk().provider_id, {}, key_of(url) or fetched, desk_address),
        elsewhere="" if key_of(url) else url,
        trouble=trouble_with(found.provider_id, url) if found and url and not fetched else "",
        consent=(consent_to(url) if agreed and url else JUST_NOW, agreed),
        sides={lang: SIDES[Side.MISSING] for lang, other in BOTH_WAYS if _missing(form, lang, other)},
    )


def _missing(form: Answers, lang: str, other: str) -> bool:
    return bool(form.text(f"image_alt_{other}")) and not form.text(f"image_alt_{lang}")
