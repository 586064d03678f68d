"""Everything by topic: the broad fields, each with the narrower ones in it."""

from __future__ import annotations

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from catalogue.core.clock import now
from catalogue.core.http import public_page
from catalogue.search.presenting.topics import fields
from catalogue.search.views.blueprint import bp


@bp.get("/topics")
def topics() -> ResponseReturnValue:
    return public_page(make_response(render_template("search/topics.html", fields=fields(now(), narrow=True))))
