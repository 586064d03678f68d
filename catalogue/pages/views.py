"""The standing pages: about, help, accessibility, privacy, for providers, style guide; and home beside them."""

from __future__ import annotations

import json
import re
from functools import cache

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from catalogue.accounts.services import CONSENT_VERSION
from catalogue.core.clock import now
from catalogue.core.formats import at_zone
from catalogue.core.http import public_page
from catalogue.core.i18n import site_blueprint
from catalogue.core.reader import reader
from catalogue.core.texts import LocalText, other_language
from catalogue.core.whole_pages import kept_whole
from catalogue.pages import providing
from catalogue.pages.home import home
from catalogue.pages.root import bp as root
from catalogue.privacy.notice import notice
from catalogue.search.state import public_state
from catalogue.settings import ROOT
from catalogue.taxonomy.vocabularies import label

bp = site_blueprint("pages", __name__)
blueprints = (bp, root)
SWATCHES = ("brand", "course", "workshop", "reskill", "sun", "info", "ok", "danger")

bp.get("/")(kept_whole(public_state)(home))


@bp.get("/about")
def about() -> ResponseReturnValue:
    return _standing("about")


@bp.get("/help", endpoint="help")
def help_page() -> ResponseReturnValue:
    return _standing("help")


@bp.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    return _standing("accessibility")


@bp.get("/privacy")
def privacy() -> ResponseReturnValue:
    return _standing("privacy", consent_version=CONSENT_VERSION, lines=notice())


@bp.get("/provide")
def provide() -> ResponseReturnValue:
    example = json.dumps(providing.EXAMPLE, ensure_ascii=False, indent=2)
    return _standing("provide", columns=providing.COLUMNS, needed=providing.NEEDED, example=example)


@bp.get("/styleguide")
def styleguide() -> ResponseReturnValue:
    other = other_language(reader().lang)
    return _standing(
        "styleguide", icons=icon_names(), swatches=SWATCHES, now=at_zone(now()).replace(second=0, microsecond=0),
        sample_text=LocalText(label("offering_types", "course", other), other),
        page_address=lambda _number: "#chips",
    )  # fmt: skip


def _standing(name: str, **about: object) -> ResponseReturnValue:
    return public_page(make_response(render_template(f"pages/{name}.html", **about)))


@cache
def icon_names() -> list[str]:
    """What the sprite holds."""
    return re.findall(r'<symbol id="([a-z0-9-]+)"', (ROOT / "static" / "icons.svg").read_text("utf-8"))
