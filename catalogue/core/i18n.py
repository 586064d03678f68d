"""The language in the address: `/ar/…` and `/en/…`, twins of each other."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Flask, current_app, g, request, url_for
from flask_babel import Babel

from catalogue.core.messages import TRANSLATIONS, init_messages
from catalogue.core.reader import LANGUAGES, Reader, reader, set_reader
from catalogue.core.texts import other_language

PREFERENCES_COOKIE = "display"
LONGEST_NAME, LONGEST_VALUE = 80, 200
"""Characters of a parameter that links carry on: no page reads more."""
LONGEST_PATH, LONGEST_QUERY = 1000, 3000
"""Bytes of an address, percent-encoded."""


def site_blueprint(name: str, import_name: str) -> Blueprint:
    """A blueprint whose pages exist under `/ar/` and `/en/`."""
    blueprint = Blueprint(name, import_name, url_prefix="/<any(ar, en):lang>")

    @blueprint.url_value_preprocessor
    def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values:
            g.lang = values.pop("lang", None)

    return blueprint


def init_i18n(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, locale_selector=lambda: reader().locale, default_locale="ar_SA")
    init_messages(app)
    app.before_request(_meet_reader)
    app.url_defaults(_same_language)


def _meet_reader() -> None:
    lang = g.get("lang") or (
        request.path[1:3] if request.path[1:3] in LANGUAGES and request.path[3:4] in {"", "/"} else preferred_language()
    )
    g.lang = lang
    set_reader(Reader.from_cookie(lang, request.cookies.get(PREFERENCES_COOKIE)))


def _same_language(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = reader().lang


def preferred_language() -> str:
    """For `/` alone: cookie, then what the browser asks for, then Arabic."""
    chosen = request.cookies.get("lang")
    if chosen in LANGUAGES:
        return str(chosen)
    # By the first part of each tag: Werkzeug's own match would prefer a plain "en" to a first choice of "ar-SA".
    wanted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((lang for lang in wanted if lang in LANGUAGES), "ar")


def alternates() -> dict[str, str]:
    """The absolute address of this page in each language, for `hreflang`."""
    return {lang: _in_language(lang, external=True) for lang in LANGUAGES}


def twin_url() -> str:
    """This page in the other language, at the same place."""
    return _in_language(other_language(reader().lang), external=False)


def _in_language(lang: str, *, external: bool) -> str:
    endpoint = request.endpoint
    if (
        not endpoint
        or request.method not in {"GET", "HEAD"}
        or len(request.path) > LONGEST_PATH
        or not current_app.url_map.is_endpoint_expecting(endpoint, "lang")
    ):
        return url_for("pages.home", lang=lang, _external=external)
    # Parts of an address that differ between the languages (slugs): a view says them in `g.values_by_language`.
    own = g.get("values_by_language", {}).get(lang, {})
    address = url_for(endpoint, **{**(request.view_args or {}), **own, "lang": lang}, _external=external)
    return with_query(address)


def here() -> str:
    """This page, to come back to; the home page where its address is of no use."""
    path = request.path if len(request.path) <= LONGEST_PATH else url_for("pages.home", lang=reader().lang)
    return with_query(path)


def with_query(address: str) -> str:
    """The address with the query of this request, as links carry it on."""
    query = short_query()
    return f"{address}?{query}" if query else address


def short_query() -> str:
    """The query of this request: parsed, every value cut, and no more of them than an address holds well.

    A page has this in several links: as it came, a long question would make the page many times as long.
    """
    found: list[str] = []
    room = LONGEST_QUERY
    for name, value in request.args.items(multi=True):
        pair = urlencode([(name[:LONGEST_NAME], value[:LONGEST_VALUE])], errors="replace")
        room -= len(pair) + 1
        if room < 0:
            break
        found.append(pair)
    return "&".join(found)
