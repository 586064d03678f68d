"""Addresses without a language: the start, health, and what search engines read first."""

from __future__ import annotations

from collections.abc import Callable

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_migrate import Migrate
from sqlalchemy import text

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.core.formats import whole
from catalogue.core.http import public_page
from catalogue.core.i18n import preferred_language
from catalogue.core.logs import log
from catalogue.core.mail_watch import is_late
from catalogue.core.static_files import STATIC
from catalogue.pages import sitemap as addresses
from catalogue.search.engine import engine

bp = Blueprint("root", __name__)
ROBOTS = """User-agent: *
Disallow: /*/me
Disallow: /*/enrol
Disallow: /*/settings
Disallow: /*/sign-in
Disallow: /*/join
Disallow: /*/reset
Disallow: /*/search.

Sitemap: {sitemap}
"""


@bp.get("/")
def start() -> ResponseReturnValue:
    answer = redirect(url_for("pages.home", lang=preferred_language()), code=302)
    answer.headers["Vary"] = "Accept-Language, Cookie"
    return answer


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process is alive; asks nothing else, so that a slow database restarts nobody."""
    return jsonify(status="ok")


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Whether requests can be served: each part with `ok` or what is wrong with it; 503 where one is not well.

    Late mail is told too, but takes no server out of service.
    """
    parts = {name: _state(name, check) for name, check in CHECKS.items()}
    well = all(state == "ok" for state in parts.values())
    parts["mail"] = _state("mail", _mail)
    answer = jsonify(status="ok" if well else "unavailable", parts=parts)
    answer.status_code = 200 if well else 503
    return answer


def _state(name: str, check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as trouble:  # whatever it is, the part cannot be used
        log.warning("not ready", extra={"about": {"part": name, "trouble": type(trouble).__name__}})
        db.session.rollback()
        return "unusable"


def _database() -> str:
    db.session.execute(text("SELECT 1"))
    return "ok"


def _migrations() -> str:
    migrate: Migrate = current_app.extensions["migrate"]
    head = ScriptDirectory(migrate.directory).get_current_head()
    return "ok" if MigrationContext.configure(db.session.connection()).get_current_revision() == head else "behind"


def _index() -> str:
    return "ok" if engine().health().usable else "unusable"


def _mail() -> str:
    return "late" if is_late(now()) else "ok"


CHECKS: dict[str, Callable[[], str]] = {"database": _database, "migrations": _migrations, "index": _index}


@bp.get("/robots.txt")
def robots() -> ResponseReturnValue:
    answer = make_response(ROBOTS.format(sitemap=addresses.absolute(url_for("root.sitemap"))))
    answer.mimetype = "text/plain"
    return public_page(answer)


@bp.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """For those who ask without reading the page: the mark that the page names."""
    answer = make_response((STATIC / "mark.svg").read_bytes())
    answer.mimetype = "image/svg+xml"
    return public_page(answer)


@bp.get("/sitemap.xml")
def sitemap() -> ResponseReturnValue:
    """All public pages in both languages; where they are too many for one file, a list of files first."""
    files, asked = addresses.files(), request.args.get("page")
    if asked is None and files > 1:
        return _xml(render_template("pages/sitemaps.xml", files=[addresses.file_address(n) for n in range(files)]))
    page = whole(asked or "0")
    if page is None or page >= files:
        raise NotFound
    return _xml(render_template("pages/sitemap.xml", entries=addresses.entries(page)))


def _xml(content: str) -> Response:
    answer = make_response(content)
    answer.mimetype = "application/xml"
    return public_page(answer)
