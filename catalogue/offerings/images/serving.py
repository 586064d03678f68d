"""A picture as an answer."""

from __future__ import annotations

from flask import Response, request

from catalogue.core.errors import NotFound
from catalogue.offerings.images.queries import Content

FOR_EVERYBODY = "public, max-age=31536000, s-maxage=86400, immutable"
"""Under one address there is always the same picture. Caches that many share let it go after a day: one that was taken
down shall not live on in them."""
FOR_THE_DESK = "private, max-age=3600"


def answer(found: Content | None, policy: str) -> Response:
    """:raises NotFound: there is no such picture, or not for this reader."""
    if found is None:
        raise NotFound
    response = Response(found.content, mimetype="image/webp")
    response.headers["Cache-Control"] = policy
    response.set_etag(found.tag)
    response.make_conditional(request)
    return response
