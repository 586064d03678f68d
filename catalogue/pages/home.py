"""The home page: the search field, what starts in the next days, topics, and situations in life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, zip_longest

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from catalogue.core.clock import now
from catalogue.core.http import public_page
from catalogue.offerings.queries import Card
from catalogue.search.finding import facets_of, find
from catalogue.search.presenting.cards import card_views
from catalogue.search.presenting.quick import next_days, quick_links, situations
from catalogue.search.presenting.results import fitting
from catalogue.search.presenting.topics import fields
from catalogue.search.query import Query
from catalogue.search.stems import NOTHING_WANTED

SOON = 6
CANDIDATES = 40


def home() -> ResponseReturnValue:
    moment = now()
    coming = find(replace(next_days(moment), open="1", per_page=CANDIDATES), moment)
    everything = facets_of(Query(), moment)
    page = render_template(
        "pages/home.html",
        quick=quick_links(moment),
        soon=card_views(of_each_city(coming.cards, SOON), NOTHING_WANTED, fitting(coming), moment),
        fields=fields(moment, found=everything),
        situations=situations(moment),
        total=everything.total,
    )
    return public_page(make_response(page))


def of_each_city(cards: Sequence[Card], most: int) -> list[Card]:
    """The first ones, but some of each city that has any: the soonest six may all be in one."""
    by_city: dict[int | None, list[Card]] = {}
    for card in cards:
        by_city.setdefault(card.run.run.city_id if card.run else None, []).append(card)
    in_turn = (card for turn in zip_longest(*by_city.values()) for card in turn if card)
    chosen = list(islice(in_turn, most))
    return [card for card in cards if card in chosen]
