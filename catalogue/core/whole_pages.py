"""Whole pages, kept for a few seconds for everybody who brings nothing of their own.

A page is kept under its address and under the name of everything that it was made from; with the least change that name
is another one, and the page is made anew. So what is shown is as new as what would be made now, but for what only the
lifetime bounds (see `search/state.py`). Requests with a cookie or a sign-in, and answers that set a cookie or are not
marked as public, never come near.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from hashlib import sha256
from threading import Lock
from time import monotonic
from typing import Any

from flask import Response, current_app, g, make_response, request
from flask.typing import ResponseReturnValue

from catalogue.core.http import COMPRESSION, public_page, takes_gzip
from catalogue.core.static_files import tree_hash
from catalogue.settings import ROOT, Settings

LIFETIME_SECONDS = 5.0
MOST_BYTES = 16 * 1024 * 1024
KEPT_HEADERS = ("Content-Type", "HX-Push-Url")
OF_SOMEBODY = ("Cookie", "Authorization")
SHAPING = ("catalogue", "templates", "translations", "static")
"""The folders that a page is made from."""
Key = tuple[str, ...]


@dataclass(frozen=True)
class State:
    """What pages are made from, as a name; `settled` when the name alone says it all, so that it can stand for a page
    that was made some time ago, perhaps by another process."""

    name: str
    settled: bool


@dataclass(frozen=True)
class _Page:
    content: bytes
    headers: tuple[tuple[str, str], ...]
    tag: str
    made_at: float


class WholePages:
    """The pages of one process, the ones asked for last; together no more than so many bytes."""

    def __init__(self, most_bytes: int = MOST_BYTES, lifetime_seconds: float = LIFETIME_SECONDS) -> None:
        self._most, self._lifetime = most_bytes, lifetime_seconds
        self._pages: OrderedDict[Key, _Page] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: Key) -> _Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is None:
                return None
            if monotonic() - page.made_at > self._lifetime:
                self._forget(key)
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, key: Key, page: _Page) -> None:
        with self._lock:
            self._forget(key)
            self._pages[key] = page
            self._bytes += len(page.content)
            while self._bytes > self._most:
                self._forget(next(iter(self._pages)))

    def _forget(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        self._bytes -= len(page.content) if page else 0


def kept_whole(state: Callable[[], State | None]) -> Callable[[Callable[[], Any]], Callable[[], ResponseReturnValue]]:
    """A view whose pages are kept. It may depend on its address, on what the state names, and on nothing else.

    :param state: what the pages are made from at this moment; None where that cannot be said, and nothing is kept.
    """

    def of(view: Callable[[], Any]) -> Callable[[], ResponseReturnValue]:
        @wraps(view)
        def answer() -> ResponseReturnValue:
            if request.method != "GET" or any(name in request.headers for name in OF_SOMEBODY):
                return view()  # type: ignore[no-any-return]
            at = state()
            if at is None:
                return view()  # type: ignore[no-any-return]
            if known := _known(at):
                return public_page(known)
            made = make_response(view())
            # What changed meanwhile may be half in it, and trouble with the index makes another state too.
            return public_page(_keep(made, at)) if _is_for_everybody(made) and state() == at else made

        return answer

    return of


def _known(at: State) -> Response | None:
    """The answer that needs no work: the page that the reader has, or one that is kept."""
    if "If-None-Match" in request.headers and (tag := _tag(at)) and request.if_none_match.contains_weak(tag):
        return _tagged(Response(), tag)  # without a body: it becomes a 304
    page = _pages().get(_key(at))
    return _response(page) if page else None


def _keep(made: Response, at: State) -> Response:
    """The answer, kept as it goes out."""
    if tag := _tag(at):
        _tagged(made, tag)
    made.add_etag(weak=True)
    content = made.get_data()
    if takes_gzip():
        content = gzip.compress(content, compresslevel=COMPRESSION, mtime=0)
    headers = tuple((name, made.headers[name]) for name in KEPT_HEADERS if name in made.headers)
    page = _Page(content, headers, made.get_etag()[0] or "", monotonic())
    _pages().keep(_key(at), page)
    return _response(page)


def _pages() -> WholePages:
    found: WholePages = current_app.extensions["whole_pages"]
    return found


def _key(at: State) -> Key:
    return (_address(), at.name, "gzip" if takes_gzip() else "")


def _is_for_everybody(made: Response) -> bool:
    return bool(g.get("public_answer")) and made.status_code == 200 and "Set-Cookie" not in made.headers


def _response(page: _Page) -> Response:
    response = _tagged(Response(page.content, headers=list(page.headers)), page.tag)
    if takes_gzip():
        response.headers["Content-Encoding"] = "gzip"
    return response


def _tagged(response: Response, tag: str) -> Response:
    response.set_etag(tag, weak=True)
    return response


def _address() -> str:
    """As it came, and not what it means: pages repeat their own address. The host stands in their links too."""
    return f"{request.host_url}\n{request.path}\n{request.query_string.decode('latin-1')}"


def _tag(at: State) -> str:
    """What the page of this state is called without looking at it; empty where its content has to say."""
    if not at.settled:
        return ""
    made_by = _made_by(release(), current_app.config["SETTINGS"], current_app.secret_key)
    return sha256(f"{made_by}\n{at.name}\n{_address()}".encode()).hexdigest()[:32]


@cache
def _made_by(program: tuple[str, ...], settings: Settings, secret: object) -> str:
    """The program and its settings: another release makes other pages of the same state."""
    shown = (settings.demo, settings.contact, settings.base_url, settings.database)
    return sha256(repr((program, shown, secret)).encode()).hexdigest()


@cache
def release() -> tuple[str, ...]:
    """The program and its words, as a name: the same in every process of it. To read them all takes 0.1 s."""
    return tuple(tree_hash(ROOT / name, but=("__pycache__",)) for name in SHAPING)
