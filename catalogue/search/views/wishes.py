"""Telling the office that something is missing."""

from __future__ import annotations

from flask import redirect, request
from flask.typing import ResponseReturnValue

from catalogue.accounts import limits
from catalogue.core.clock import now
from catalogue.core.reader import reader
from catalogue.search import wishing
from catalogue.search.presenting.addresses import with_notice
from catalogue.search.request import parse
from catalogue.search.views.blueprint import bp
from catalogue.search.vocabulary import vocabulary


@bp.post("/search/wish")
def wish() -> ResponseReturnValue:
    """Counts the search that the form carries; nothing tells who sent it."""
    moment = now()
    limits.count_attempt(limits.WISHES_PER_NETWORK, limits.network(request.remote_addr), moment)
    pairs = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
    query, _problems = parse(pairs, vocabulary())
    wishing.wish(query, reader().lang, moment)
    return redirect(with_notice(query, "wished"), code=303)
