"""For people who look for other work: occupations, the programmes that lead there, the skills they need."""

from __future__ import annotations

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from catalogue.core.clock import now
from catalogue.core.errors import NotFound
from catalogue.core.http import public_page
from catalogue.core.i18n import site_blueprint
from catalogue.core.texts import clean
from catalogue.offerings.presenting.badges import kind_badge
from catalogue.pathways import presenting, queries
from catalogue.pathways.moves import support

bp = site_blueprint("pathways", __name__)
blueprints = (bp,)
LONGEST_TEXT = 100


@bp.get("/careers")
def careers() -> ResponseReturnValue:
    text = clean(request.args.get("q", ""))[:LONGEST_TEXT]
    found = presenting.careers(text, now())
    return public_page(
        make_response(render_template("pathways/careers.html", careers=found, text=text, names=presenting.names))
    )


@bp.get("/careers/<key>")
def career(key: str) -> ResponseReturnValue:
    occupation = queries.occupation_by_key(key)
    if occupation is None:
        raise NotFound
    page = render_template(
        "pathways/career.html", career=presenting.career(occupation, now()), support=support(),
        names=presenting.names, kind_badge=kind_badge,
    )  # fmt: skip
    return public_page(make_response(page))
