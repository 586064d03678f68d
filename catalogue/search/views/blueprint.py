"""The one blueprint that the modules of this package hang their pages on."""

from __future__ import annotations

from flask import request

from catalogue.core.i18n import site_blueprint
from catalogue.search.query import Query
from catalogue.search.request import Problem, parse
from catalogue.search.vocabulary import vocabulary

bp = site_blueprint("search", __name__)
NOTICE = "notice"


def asked(*own: str) -> tuple[Query, list[Problem]]:
    """The query of the present address, and what was wrong with it.

    :param own: parameters of the page itself, which are none of the search's business.
    """
    passed = {*own, NOTICE}
    return parse([pair for pair in request.args.items(multi=True) if pair[0] not in passed], vocabulary())
