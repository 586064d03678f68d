"""Under which name this site answers. The Host header is anybody's to write: nothing that leaves us repeats it unseen.

With a public address set, every request counts as one to that address, whatever its Host says. Without one, only the
machine's own names and those that the operator trusts are answered; all others get a 400.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, request
from werkzeug.exceptions import BadRequest

from catalogue.settings import Settings

HOST = re.compile(r"(?P<name>[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::[1-9][0-9]{0,4})?", re.IGNORECASE)
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
ASKED, REFUSED = "catalogue.origin", "catalogue.host_refused"


class OwnAddress:
    """Puts the public address, or a safe one, in the place of the Host that a request names."""

    def __init__(self, app: WSGIApplication, settings: Settings) -> None:
        self._app = app
        self._public = urlsplit(settings.base_url) if settings.base_url else None
        self._trusted = tuple(name.strip().lower() for name in settings.trusted_hosts)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        scheme, host = str(environ["wsgi.url_scheme"]), str(environ.get("HTTP_HOST", ""))
        environ[ASKED] = origin_of(scheme, host)
        if self._public:
            environ["wsgi.url_scheme"] = self._public.scheme
            environ["HTTP_HOST"] = origin_of(self._public.scheme, self._public.netloc)[1]
        elif host and not is_known(host, self._trusted):
            environ["HTTP_HOST"], environ[REFUSED] = "localhost", True
        return self._app(environ, start_response)


def init_hosts(app: Flask) -> None:
    @app.before_request
    def _refuse() -> None:
        if request.environ.get(REFUSED):
            raise BadRequest("this host is not known here")


def is_known(host: str, trusted: tuple[str, ...] = ()) -> bool:
    """Whether a Host header names this machine by a loopback name, or by one of the trusted ones."""
    found = HOST.fullmatch(host)
    if found is None:
        return False
    name = found["name"].lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost") or name in trusted:
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def origin_of(scheme: str, host: str) -> tuple[str, str]:
    """Scheme and host as browsers compare them: without the port that the scheme implies."""
    return scheme.lower(), host.lower().removesuffix(DEFAULT_PORTS.get(scheme.lower(), "-"))


def own_origins(settings: Settings) -> set[tuple[str, str]]:
    """Where forms of this site may come from: the public address, and the one that this request was sent to."""
    found = {request.environ.get(ASKED) or origin_of(request.scheme, request.host)}
    if settings.base_url:
        public = urlsplit(settings.base_url)
        found.add(origin_of(public.scheme, public.netloc))
    return found
