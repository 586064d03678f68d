"""Addresses of searches: canonical, so that the same search has the same address."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import url_for

from catalogue.search.query import Query


def results_url(query: Query, *, form: str = "", external: bool = False) -> str:
    """The page of a search; with a form (json, csv, atom, ics) the same results in it."""
    if form:
        return with_pairs(url_for("search.results_as", form=form, _external=external), query.pairs())
    return with_pairs(url_for("search.results", _external=external), query.pairs())


def with_pairs(address: str, pairs: tuple[tuple[str, str], ...]) -> str:
    return f"{address}?{urlencode(pairs)}" if pairs else address


def calendar_url(query: Query) -> str:
    """The same search as a calendar: of the month in which the dates asked for begin, else of the present one."""
    month = (("month", f"{query.starts_from:%Y-%m}"),) if query.starts_from else ()
    kept = tuple((name, value) for name, value in query.on_page(1).pairs() if name not in {"sort", "per_page"})
    return with_pairs(url_for("search.calendar"), month + kept)
