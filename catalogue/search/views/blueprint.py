"""The one blueprint that the modules of this package hang their pages on."""

from __future__ import annotations

from flask import request

from catalogue.core.formats import ascii_digits
from catalogue.core.i18n import site_blueprint
from catalogue.search.query import Query
from catalogue.search.request import LAST_PAGE, Problem, parse
from catalogue.search.vocabulary import vocabulary

bp = site_blueprint("search", __name__)
NOTICE = "notice"


def asked(*own: str) -> tuple[Query, list[Problem]]:
    """The query of the present address, and what was wrong with it.

    :param own: parameters of the page itself, which are none of the search's business.
    """
    passed = {*own, NOTICE}
    query, problems = parse([pair for pair in request.args.items(multi=True) if pair[0] not in passed], vocabulary())
    kept = [problem for problem in problems if not _too_far(problem)]
    return (query if kept == problems else query.on_page(LAST_PAGE)), kept


def _too_far(problem: Problem) -> bool:
    """Whether a page beyond all bounds was asked for: that means the last one, and the answer says so."""
    beyond = (problem.parameter, problem.code) == ("page", "out_of_range")
    return beyond and ascii_digits(problem.value).lstrip("0").isdigit()
