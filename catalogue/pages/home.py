"""The home page: the search field, what starts this week, topics, and situations in life."""

from __future__ import annotations

from dataclasses import replace

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from catalogue.core.clock import now
from catalogue.core.http import public_page
from catalogue.search.finding import facets_of, find
from catalogue.search.presenting.cards import card_views
from catalogue.search.presenting.quick import quick_links, situations, this_week
from catalogue.search.presenting.results import fitting
from catalogue.search.presenting.topics import fields
from catalogue.search.query import Query
from catalogue.search.stems import NOTHING_WANTED

SOON = 6


def home() -> ResponseReturnValue:
    moment = now()
    week = find(replace(this_week(moment), open="1", per_page=SOON), moment)
    everything = facets_of(Query(), moment)
    page = render_template(
        "pages/home.html",
        quick=quick_links(moment),
        soon=card_views(week.cards, NOTHING_WANTED, fitting(week), moment),
        week=this_week(moment),
        fields=fields(moment, found=everything),
        situations=situations(moment),
        total=everything.total,
    )
    return public_page(make_response(page))
