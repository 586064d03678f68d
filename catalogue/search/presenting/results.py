"""The page of results, put together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from catalogue.offerings.queries import similar
from catalogue.search.finding import Findings, exits
from catalogue.search.port import Found
from catalogue.search.presenting import filters, problems
from catalogue.search.presenting.addresses import calendar_url, onward_url, results_url
from catalogue.search.presenting.cards import CardView, card_views
from catalogue.search.presenting.exits import Exits, exits_of
from catalogue.search.presenting.labels import Names, provider_names
from catalogue.search.presenting.understood import UnderstoodView, because, quoted, shared, through, understood_view
from catalogue.search.query import Query, written
from catalogue.search.request import Problem
from catalogue.search.stems import NOTHING_WANTED
from catalogue.search.ways_out import FEW_RESULTS

SORTS = (
    ("relevance", _l("Most relevant")),
    ("soonest", _l("Starting soonest")),
    ("newest", _l("Newest")),
    ("price", _l("Lowest price")),
    ("nearest", _l("Nearest")),
)


@dataclass(frozen=True)
class ResultsPage:
    """`similar` and `exits` are there where little or nothing was found; `through` is what all cards were found by."""

    findings: Findings
    notes: list[Markup]
    providers: dict[str, Names]
    cards: list[CardView]
    exits: Exits
    similar: list[CardView]
    understood: UnderstoodView | None = None
    through: Markup | None = None

    @property
    def query(self) -> Query:
        return self.findings.query

    @property
    def total(self) -> int:
        return self.findings.truly

    @property
    def found(self) -> int:
        """How many there are to see, suggestions included."""
        return self.findings.found.total

    @property
    def words(self) -> str:
        """What was searched for: what was made of the words, else the words."""
        understood = self.findings.found.understood
        return (understood.corrected if understood else None) or self.query.text

    @property
    def suggesting(self) -> bool:
        """Nothing has all the words, and the cards are only the nearest to it."""
        return self.findings.found.fallback and bool(self.cards)

    @property
    def wordless(self) -> bool:
        """What was typed has no word to search for, only marks: then everything is shown, and it must be said."""
        understood = self.findings.found.understood
        return bool(self.query.text) and understood is not None and not understood.asked.anything

    @cached_property
    def groups(self) -> list[filters.Group]:
        return filters.groups(self.query, self.findings.found, self.providers) if self.findings.usable else []

    @cached_property
    def filtered(self) -> bool:
        """Whether the filters stand beside the results: not where there is nothing to filter."""
        return self.findings.usable and bool(self.cards or self.query.filters())

    @cached_property
    def chips(self) -> list[filters.Chip]:
        return filters.chips(self.query, self.providers)

    @property
    def carried(self) -> list[tuple[str, str]]:
        return filters.carried(self.query)

    @property
    def sorts(self) -> list[tuple[str, object]]:
        return [one for one in SORTS if one[0] != "nearest" or self.query.near]

    @property
    def cleared_url(self) -> str:
        return onward_url(self.query.without_filters())

    @property
    def open_choices(self) -> tuple[tuple[str, object], ...]:
        return filters.OPEN_CHOICES

    @property
    def price_max(self) -> str:
        halalas = self.query.price_max_halalas
        return "" if halalas is None else written("price_max", halalas)

    @property
    def understanding_url(self) -> str:
        """The search of one who wanted it taken as typed, understood after all."""
        return onward_url(replace(self.query, exact=False, page=1))

    @property
    def calendar_url(self) -> str:
        return calendar_url(self.query)

    def page_url(self, page: int) -> str:
        return onward_url(self.query.on_page(page))

    def form_url(self, form: str) -> str:
        return results_url(self.query.on_page(1), form=form)


def results_page(findings: Findings, met: list[Problem], now: datetime) -> ResultsPage:
    found, query = findings.found, findings.query
    ways = exits(findings, now)
    named = filters.shown_providers(query, found) | {
        value for way in ways for name, value in way.label_parts if name == "provider"
    }
    providers = provider_names(named)
    said = {repair.used for repair in found.understood.repairs} if found.understood else set()
    of_cards = {one: through(found.matched.get(one, ()), said) for one in found.ids}
    of_all = shared([*of_cards.values()])
    return ResultsPage(
        findings=findings,
        notes=problems.notes(met, last=findings.pages if findings.beyond else 0),
        providers=providers,
        cards=card_views(findings.cards, found.terms, fitting(findings), now, why=_why(found, of_cards, of_all)),
        exits=exits_of(ways, providers),
        similar=_similar(findings, now),
        understood=understood_view(findings, now),
        through=quoted(of_all) if of_all else None,
    )


def _why(found: Found, of_cards: Mapping[int, tuple[str, ...]], of_all: Collection[str]) -> dict[int, list[Markup]]:
    """Offering's id → why it is there, where that cannot be seen and is not said of all."""
    return {
        one: because([word for word in words if word not in of_all], found.missing.get(one, ()))
        for one, words in of_cards.items()
    }


def fitting(findings: Findings) -> dict[int, int]:
    """Offering's id → how many of its runs fit the search."""
    return {offering_id: len(run_ids) for offering_id, run_ids in findings.found.run_ids.items()}


def _similar(findings: Findings, now: datetime) -> list[CardView]:
    """Beside one to three results: what is like the first of them."""
    if not findings.cards or findings.found.fallback or findings.found.total > FEW_RESULTS:
        return []
    shown = {card.offering.id for card in findings.cards}
    found = [card for card in similar(findings.cards[0].offering.id, now) if card.offering.id not in shown]
    return card_views(found, NOTHING_WANTED, {}, now)
