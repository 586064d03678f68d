"""In front of the app: whoever asks for an answer that is kept does not come to Flask at all.

A view may promise that its answer depends on nothing but the address and a state that has a name (`whole_pages.py`).
Such an answer is kept as it left, header by header. Before it is given again the state is asked for its name: with the
least change that is another one, and the answer is made anew. Requests that bring something of their own (a cookie, a
sign-in, a condition that must hold) pass by; answers that set a cookie or are not marked as public are never kept.

What Flask does for every request is done here too: its id, and a line in the log. Visits are not counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from time import monotonic, perf_counter
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.http import parse_accept_header, parse_etags, remove_entity_headers, unquote_etag

from catalogue.core.hosts import REFUSED
from catalogue.core.kept_answers import Answers, Kept, Key, Promise
from catalogue.core.logs import ID_HEADER, sound_id, tell

NAME = "kept_answers"
PROMISE = "catalogue.promise"
CONDITION = "HTTP_IF_NONE_MATCH"
NOT_KEPT = (ID_HEADER, "Date")
"""Each answer has its own id, and the server writes when it was given."""
LONGEST_QUERY = 3000
"""Bytes of the address behind its path: a longer one comes from nobody's link, and would take the place of many."""
NOT_FOR_US = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_IF_MATCH", REFUSED)


def promise(environ: WSGIEnvironment, made_from: Promise) -> None:
    """Say that the answer to this request may be given again. It is made in full: whether the reader has it already
    is asked here."""
    environ[PROMISE] = made_from
    environ.pop(CONDITION, None)


class GivenAgain:
    """Gives what is kept, and keeps what the app promises."""

    def __init__(self, app: Flask) -> None:
        self._flask, self._app = app, app.wsgi_app
        app.extensions[NAME] = Answers()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        began, key = perf_counter(), _key(environ)
        if key is None:
            return self._app(environ, start_response)
        found = self._answers().get(key)
        if found is None or not self._holds(found.promise):
            return self._made(key, environ, start_response)
        name, method = sound_id(environ.get("HTTP_X_REQUEST_ID")), environ["REQUEST_METHOD"]
        status, body = _given(found, environ.get(CONDITION), name, start_response)
        tell(name, method, found.promise.rule, status, began)
        return () if method == "HEAD" else body

    def _answers(self) -> Answers:
        found: Answers = self._flask.extensions[NAME]
        return found

    def _holds(self, made_from: Promise) -> bool:
        try:
            with self._flask.app_context():
                return made_from.now() == made_from.name
        except Exception:  # the app will meet the same trouble, and knows what to answer
            return False

    def _made(self, key: Key, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        condition, begun = environ.get(CONDITION), _Begun()
        body = self._app(environ, begun)
        made_from = environ.get(PROMISE)
        if made_from is None or not begun.for_everybody:
            start_response(*begun.answer)
            return body
        answer = _kept(body, begun.headers, made_from)
        self._answers().keep(key, answer)
        return _given(answer, condition, begun.headers[ID_HEADER], start_response)[1]


class _Begun:
    """How the app begins its answer, before anybody else hears of it."""

    def __call__(self, *answer: Any) -> Any:
        self.answer = answer
        return _not_to_be_used

    @property
    def headers(self) -> Headers:
        return Headers(self.answer[1])

    @property
    def for_everybody(self) -> bool:
        headers = self.headers
        public = headers.get("Cache-Control", "").startswith("public") and "Set-Cookie" not in headers
        return public and str(self.answer[0]).startswith("200 ")


def _not_to_be_used(_content: bytes) -> None:
    raise NotImplementedError("the old way to write an answer: nothing here knows it")


def _kept(body: Iterable[bytes], headers: Headers, made_from: Promise) -> Kept:
    content = b"".join(body)
    if close := getattr(body, "close", None):
        close()
    lasting = [(name, value) for name, value in headers if name not in NOT_KEPT]
    bare = list(lasting)
    remove_entity_headers(bare)
    return Kept(content, lasting, bare, unquote_etag(headers["ETag"])[0] or "", made_from, monotonic())


def _given(
    answer: Kept, condition: str | None, name: str, start_response: StartResponse
) -> tuple[int, Iterable[bytes]]:
    if condition and parse_etags(condition).contains_weak(answer.tag):
        start_response("304 NOT MODIFIED", [*answer.bare, (ID_HEADER, name)])
        return 304, ()
    start_response("200 OK", [*answer.headers, (ID_HEADER, name)])
    return 200, (answer.content,)


def _key(environ: WSGIEnvironment) -> Key | None:
    """What an answer is kept under; None where it could be somebody's own.

    The address as it came, and not what it means: pages repeat their own. The host stands in their links too.
    """
    method, host = environ["REQUEST_METHOD"], environ.get("HTTP_HOST")
    if len(environ.get("QUERY_STRING", "")) > LONGEST_QUERY:
        return None
    if method not in {"GET", "HEAD"} or not host or any(name in environ for name in NOT_FOR_US):
        return None
    where = environ["wsgi.url_scheme"], host, environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", "")
    return *where, environ.get("QUERY_STRING", ""), _packing(environ.get("HTTP_ACCEPT_ENCODING", ""))


@lru_cache(maxsize=100)
def _packing(encodings: str) -> str:
    """How the answer is packed for who reads these encodings; browsers name a handful of combinations."""
    return "gzip" if parse_accept_header(encodings).quality("gzip") else ""
