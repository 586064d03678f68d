"""The results, as a page and in the forms that programs read."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from catalogue.core.clock import now
from catalogue.core.http import public_page
from catalogue.core.whole_pages import kept_whole
from catalogue.search import feeds
from catalogue.search.answers import answer
from catalogue.search.finding import find
from catalogue.search.presenting.addresses import results_url
from catalogue.search.presenting.fitting import fits
from catalogue.search.presenting.quick import quick_links
from catalogue.search.presenting.results import results_page
from catalogue.search.query import PAGE_SIZE
from catalogue.search.state import public_state
from catalogue.search.views.blueprint import asked, bp


@bp.get("/search")
@kept_whole(public_state)
def results() -> ResponseReturnValue:
    query, problems = asked()
    moment = now()
    page = results_page(find(query, moment), problems, moment)
    response = make_response(
        render_template(
            "search/results.html",
            page=page,
            quick=quick_links(moment),
            search_url=url_for(".results"),
            fits=fits(page.cards, moment),
        )
    )
    response.headers["HX-Push-Url"] = results_url(page.query)  # without the empty fields of the form
    return public_page(response)


@bp.get("/search.<any(json, csv, atom, ics):form>")
def results_as(form: str) -> ResponseReturnValue:
    """The same results for programs; what is wrong with the address is ignored here as on the page."""
    query, _problems = asked()
    if form == "ics":  # every meeting is written out: of a hundred listings that took a second of processor
        query = replace(query, per_page=min(query.per_page, PAGE_SIZE))
    moment = now()
    findings = find(query, moment)
    if form == "json":
        return public_page(make_response(answer(findings, moment)))
    kind, content = feeds.WRITERS[form](findings, moment)
    response = Response(content, mimetype=kind)
    if form in {"csv", "ics"}:
        response.headers["Content-Disposition"] = f'attachment; filename="search.{form}"'
    return public_page(response)
