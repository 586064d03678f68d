"""Addresses of searches: canonical, so that the same search has the same address."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import url_for

from catalogue.core.paths import path_of
from catalogue.search.query import Query


def results_url(query: Query, *, form: str = "", external: bool = False) -> str:
    """The page of a search; with a form (json, csv, atom, ics) the same results in it."""
    endpoint, more = ("search.results_as", {"form": form}) if form else ("search.results", {})
    address = url_for(endpoint, **more, _external=True) if external else path_of(endpoint, **more)
    return with_pairs(address, query.pairs())


def onward_url(query: Query) -> str:
    """Other results, for one who looks at some: with the heading as its aim, so that reading goes on there."""
    return results_url(query) + "#results-heading"


def with_notice(query: Query, notice: str) -> str:
    """The page of a search, with a word on what was just done."""
    return with_pairs(path_of("search.results"), (*query.pairs(), ("notice", notice)))


def with_pairs(address: str, pairs: tuple[tuple[str, str], ...]) -> str:
    return f"{address}?{urlencode(pairs)}" if pairs else address


def calendar_url(query: Query) -> str:
    """The same search as a calendar: of the month in which the dates asked for begin, else where it opens."""
    month = (("month", f"{query.starts_from:%Y-%m}"),) if query.starts_from else ()
    kept = tuple((name, value) for name, value in query.on_page(1).pairs() if name not in {"sort", "per_page"})
    return with_pairs(path_of("search.calendar"), month + kept)
