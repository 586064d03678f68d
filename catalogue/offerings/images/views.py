"""Pictures on pages that everybody may read."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from catalogue.offerings.images.queries import public_content
from catalogue.offerings.images.serving import FOR_EVERYBODY, answer

bp = Blueprint("images", __name__)
blueprints = (bp,)


@bp.get("/pictures/<key>.webp", defaults={"width": None})
@bp.get("/pictures/<key>-<int(max=9999):width>.webp")
def image(key: str, width: int | None) -> ResponseReturnValue:
    return answer(public_content(key, width), FOR_EVERYBODY)
