"""Whole pages, the same for everybody who brings nothing of their own: what they are made from, and their names.

A page is kept, in front of the app (`given_again.py`), under the name of everything that it was made from; with the
least change that name is another one, and the page is made anew. So what is shown is as new as what would be made now,
but for what only the lifetime bounds (see `search/state.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from hashlib import sha256
from typing import Any, Protocol

from flask import Response, current_app, g, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from catalogue.core.db import db
from catalogue.core.given_again import promise
from catalogue.core.http import public_page
from catalogue.core.kept_answers import Promise
from catalogue.core.statements import glance
from catalogue.core.static_files import tree_hash
from catalogue.settings import ROOT, Settings

OF_SOMEBODY = ("Cookie", "Authorization")
SHAPING = ("catalogue", "templates", "translations", "static")
"""The folders that a page is made from."""


@dataclass(frozen=True)
class State:
    """What pages are made from, as a name; `settled` when the name alone says it all, so that it can stand for a page
    that was made some time ago, perhaps by another process."""

    name: str
    settled: bool


class Ask(Protocol):
    """How the database is asked for one row."""

    def __call__(self, statement: Select[*tuple[Any, ...]], /) -> Any: ...


StateOf = Callable[[Ask], State | None]


def in_session(statement: Select[*tuple[Any, ...]], /) -> Any:
    """In the session of this request: in the same snapshot of the database that the page is then made from."""
    return db.session.execute(statement).one()


def kept_whole(state: StateOf) -> Callable[[Callable[[], Any]], Callable[[], ResponseReturnValue]]:
    """A view whose pages are kept. It may depend on its address, on what the state names, and on nothing else.

    :param state: what the pages are made from at this moment; None where that cannot be said, and nothing is kept.
    """

    def of(view: Callable[[], Any]) -> Callable[[], ResponseReturnValue]:
        @wraps(view)
        def answer() -> ResponseReturnValue:
            if request.method != "GET" or any(name in request.headers for name in OF_SOMEBODY):
                return view()  # type: ignore[no-any-return]
            at = state(in_session)
            if at is None:
                return view()  # type: ignore[no-any-return]
            tag = _tag(at)
            if tag and "If-None-Match" in request.headers and request.if_none_match.contains_weak(tag):
                return public_page(_tagged(Response(), tag))  # without a body: it becomes a 304
            made = make_response(view())
            # What changed meanwhile may be half in it, and trouble with the index makes another state too.
            if not _is_for_everybody(made) or state(in_session) != at:
                return made
            rule = request.url_rule.rule if request.url_rule else "-"
            promise(request.environ, Promise(at.name, lambda: _name(state(glance)), rule))
            return _tagged(made, tag) if tag else made

        return answer

    return of


def _name(at: State | None) -> str | None:
    return at.name if at else None


def _is_for_everybody(made: Response) -> bool:
    return bool(g.get("public_answer")) and made.status_code == 200 and "Set-Cookie" not in made.headers


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
