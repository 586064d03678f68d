"""Answers: refusals become a page, a fragment or problem+json, once for everybody; caching; server-sent notices."""

from __future__ import annotations

import gzip
from math import ceil
from urllib.parse import quote, urlsplit

from flask import Flask, Response, current_app, g, jsonify, make_response, redirect, render_template, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, NotFound

from catalogue.core.db import db
from catalogue.core.errors import Busy, DomainError
from catalogue.core.formats import number
from catalogue.core.logs import log
from catalogue.core.security import safe_next

PAGE_CACHE = "public, max-age=0, s-maxage=60, stale-while-revalidate=300, stale-if-error=86400"
PRIVATE = "private, no-store"
RETRY_AFTER_SECONDS = {429: 300, 503: 5}
"""Where a refusal does not say it itself."""
COMPRESSION = 5
WORTH_COMPRESSING = 1000
"""Bytes; shorter answers fit into one packet anyway."""
TITLES: dict[int, LazyString] = {
    400: _l("This request could not be understood"),
    403: _l("You do not have access to this page"),
    404: _l("This page does not exist"),
    405: _l("This page does not exist"),
    409: _l("This cannot be done"),
    410: _l("This link has been used or has expired"),
    413: _l("What you sent is too large"),
    429: _l("Too many attempts"),
    503: _l("Very many people are here right now"),
}
HINTS: dict[int, LazyString] = {
    400: _l("Perhaps the page was open for a long time, or you signed out in another window. Please open it again."),
    403: _l("Perhaps you need to sign in with another account."),
    404: _l("Perhaps the address is incomplete, or the page was moved. The search may find what you were looking for."),
    405: _l("Perhaps the address is incomplete, or the page was moved. The search may find what you were looking for."),
    410: _l("Please ask for a new one."),
    413: _l("Please send less at a time."),
    429: _l("Please try again in a few minutes."),
    503: _l("Please try again in a few seconds. Nothing has been lost."),
}


def init_http(app: Flask) -> None:
    app.register_error_handler(DomainError, _refusal)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_trouble)
    app.register_error_handler(Exception, _unexpected)
    app.before_request(_ensure_an_address)
    app.after_request(_cache_policy)


def _ensure_an_address() -> None:
    """:raises NotFound: it names something with a sign that PostgreSQL cannot even be asked about."""
    if "\x00" in request.path:
        raise NotFound


def public_page(response: Response) -> Response:
    """Mark an answer as the same for everybody: it may be kept by caches, as long as the visitor has no cookie."""
    g.public_answer = True
    return response


def not_to_be_kept() -> None:
    """This answer is a makeshift: no cache may give it to anybody else."""
    g.makeshift = True


def problem(status: int, code: str, title: str, **more: object) -> Response:
    """An error for programs (RFC 9457)."""
    answer = jsonify({"type": "about:blank", "status": status, "title": title, "code": code, **more})
    answer.status_code = status
    answer.mimetype = "application/problem+json"
    return answer


def wants_json() -> bool:
    return request.path.startswith("/api/") or request.path.endswith(".json")


def error_page(status: int, code: str, title: object, hint: object = "", *, retry_after: object = "") -> Response:
    retry_after = retry_after or RETRY_AFTER_SECONDS.get(status, "")
    if wants_json():
        answer = problem(status, code, str(title), detail=str(hint) or None)
    elif request_ctx.url_adapter is None:  # the address itself could not be read, so a page could link nowhere
        answer = make_response(f"{title}\n{hint}\n", status)
        answer.mimetype = "text/plain"
    else:
        page = render_template("pages/error.html", status=status, title=title, hint=hint, back=_page_before())
        answer = make_response(page, status)
    if retry_after:
        answer.headers["Retry-After"] = str(retry_after)
    return answer


def _page_before() -> str | None:
    """The page of this site whose form was sent: the way back to it."""
    if request.method != "POST" or not request.referrer:
        return None
    try:
        came_from = urlsplit(request.referrer)
    except ValueError:  # no address at all
        return None
    path = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return safe_next(path) if came_from.netloc == request.host else None


def _refusal(refused: DomainError) -> Response:
    if refused.status == Busy.status:  # its message says when to try again, and so does the hint
        return error_page(refused.status, refused.code, TITLES[refused.status], HINTS[refused.status])
    seconds = refused.about.get("seconds")
    if isinstance(seconds, int):
        minutes = max(1, ceil(seconds / 60))
        hint = ngettext(
            "Please try again in a minute.", "Please try again in %(n)s minutes.", minutes, n=number(minutes)
        )
        return error_page(refused.status, refused.code, refused.message, hint, retry_after=seconds)
    return error_page(refused.status, refused.code, refused.message, refused.hint or HINTS.get(refused.status, ""))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:  # a redirect that Werkzeug raised
        return error.response
    status = error.code or 500
    if status == 404 and (address := _without_slash()):
        return redirect(address, code=301)
    if 300 <= status < 400:
        return error.get_response()
    title = TITLES.get(status, _l("Something went wrong on our side"))
    return error_page(status, error.name.lower().replace(" ", "_"), title, HINTS.get(status, ""))


def _without_slash() -> str | None:
    """The page that is meant where an address ends in a slash too many."""
    bare = request.path.rstrip("/")
    if request.method not in {"GET", "HEAD"} or bare == request.path or not bare or bare.startswith("//"):
        return None
    try:
        current_app.create_url_adapter(request).match(bare, method="GET")  # type: ignore[union-attr]
    except HTTPException:
        return None
    query = request.query_string.decode("ascii", "replace")
    return f"{quote(bare)}?{query}" if query else quote(bare)


def _database_trouble(error: OperationalError) -> Response:
    log.warning("database trouble", exc_info=error)
    db.session.rollback()
    return error_page(Busy.status, Busy.code, TITLES[503], HINTS[503])


def _unexpected(error: Exception) -> Response:
    log.error("unexpected error", exc_info=error)
    db.session.rollback()
    return error_page(
        500,
        "internal_error",
        _l("Something went wrong on our side"),
        _l("It has been recorded. Please try again in a few minutes."),
    )


def _cache_policy(response: Response) -> Response:
    if "Cache-Control" in response.headers:
        return response
    if g.get("makeshift"):
        response.headers["Cache-Control"] = PRIVATE
        return response
    anonymous = not request.cookies and "Set-Cookie" not in response.headers
    if g.get("public_answer") and anonymous and request.method in {"GET", "HEAD"} and response.status_code == 200:
        response.headers["Cache-Control"] = PAGE_CACHE
        response.add_etag(weak=True)
        response.make_conditional(request)
        if response.status_code == 412:  # asked for with If-Match: a cache must not give the refusal to others
            response.headers["Cache-Control"] = PRIVATE
        return _compressed(response)
    response.headers["Cache-Control"] = PRIVATE
    return response


def _compressed(response: Response) -> Response:
    """Gzip for who can read it; public answers only, since they hold no secret that their length could betray."""
    response.vary.add("Accept-Encoding")
    plain = response.status_code != 200 or response.is_streamed or "Content-Encoding" in response.headers
    if plain or not takes_gzip() or (response.content_length or 0) < WORTH_COMPRESSING:
        return response
    response.set_data(gzip.compress(response.get_data(), compresslevel=COMPRESSION, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response


def takes_gzip() -> bool:
    return bool(request.accept_encodings.quality("gzip"))


def signed_in() -> bool:
    return bool(current_user and current_user.is_authenticated)
