"""Security headers on every answer, and where a form may come from.

Forms of visitors without a session are checked by Origin and Sec-Fetch-Site, so that their pages stay cacheable;
those of the signed-in by token as well (see accounts/sessions.py).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from catalogue.core.hosts import origin_of, own_origins
from catalogue.settings import Settings

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TRANSPORT = "max-age=63072000; includeSubDomains"
LONGEST_TARGET = 4100
"""As long as `core/i18n.here` makes an address at most."""
csrf = CSRFProtect()


def init_security(app: Flask, settings: Settings) -> None:
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # asked for in `ensure_own_form`, for those who have a session
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # as long as the session
    app.config["WTF_CSRF_SSL_STRICT"] = False  # the origin check below is stricter and works behind proxies
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    app.config["MAX_FORM_MEMORY_SIZE"] = 512 * 1024
    csrf.init_app(app)

    protection = tuple(headers_of(settings).items())

    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in protection:
            response.headers.setdefault(name, value)
        return response


def headers_of(settings: Settings) -> dict[str, str]:
    """What protects a page."""
    return HEADERS | ({"Strict-Transport-Security": TRANSPORT} if settings.secure else {})


def headers_of_files(settings: Settings) -> dict[str, str]:
    """What protects a static file: the same, but it may load nothing at all, and needs no permissions.

    A dozen files come with a first visit: what they need not say is four kilobytes less over the wire.
    """
    kept = {name: value for name, value in headers_of(settings).items() if name != "Permissions-Policy"}
    return kept | {"Content-Security-Policy": "default-src 'none'"}


def ensure_own_form(*, signed_in: bool) -> None:
    """Refuse an unsafe request that does not come from a page of this site.

    :raises werkzeug.exceptions.BadRequest: a foreign or missing origin, or, for the signed-in, a missing token.
    """
    if request.method in SAFE_METHODS:
        return
    if not _same_origin():
        raise CSRFError("foreign origin")
    if signed_in:
        csrf.protect()


def _same_origin() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    claimed = request.headers.get("Origin") or request.headers.get("Referer")
    if not claimed:
        return site is not None
    try:
        parts = urlsplit(claimed)
    except ValueError:  # such as an open bracket
        return False
    return origin_of(parts.scheme, parts.netloc) in own_origins(current_app.config["SETTINGS"])


def safe_next(target: str | None) -> str | None:
    """The address to go to after signing in, if it is a plain path of this site; None otherwise."""
    if not target or not target.startswith("/") or target.startswith("//") or len(target) > LONGEST_TARGET:
        return None
    if any(sign in target for sign in "\\\t\r\n") or not target.isprintable():
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc and target[1:4] in {"ar/", "en/"} else None
