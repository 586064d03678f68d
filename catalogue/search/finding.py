"""A search from the query to the cards: the engine finds, the database has the last word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalogue.core.http import not_to_be_kept
from catalogue.core.logs import log
from catalogue.core.paging import pages_of
from catalogue.offerings.queries import Card, cards
from catalogue.search.engine import engine
from catalogue.search.plain import plain_count, plain_facets, plain_search
from catalogue.search.port import Found, IndexUnusable
from catalogue.search.query import Query
from catalogue.search.ways_out import WayOut, ways_out


@dataclass(frozen=True)
class Findings:
    """What a page of results shows. `query` is what was answered: `beyond` the last page, that is the last one.

    Without a usable index the answer is a plain one: words and few filters, no facets.
    """

    query: Query
    found: Found
    cards: list[Card]
    usable: bool = True
    beyond: bool = False

    @property
    def pages(self) -> int:
        return pages_of(self.found.total, self.query.per_page)

    @property
    def truly(self) -> int:
        """How many have all that was asked for; what a fallback finds are only suggestions."""
        return 0 if self.found.fallback else self.found.total


def find(query: Query, now: datetime, *, strict: bool = False) -> Findings:
    """The page of results that the query asks for, or the last one where there are not so many.

    :param strict: a page beyond the last one is empty instead.
    """
    usable, found = search(query, now, query.per_page)
    asked, last = query.page, pages_of(found.total, query.per_page)
    if asked > last and not strict:
        query = query.on_page(last)
        usable, found = search(query, now, query.per_page)
    hits = cards(found.ids, now, found.run_ids)
    return Findings(query, found, hits, usable, beyond=asked > last)


def search(query: Query, now: datetime, size: int) -> tuple[bool, Found]:
    """Whether the index could be asked, and what it found; else what the database alone finds."""
    try:
        return True, engine().search(query, now, size)
    except IndexUnusable as trouble:
        _without_index(trouble)
        return False, plain_search(query, now, size)


def _without_index(trouble: IndexUnusable) -> None:
    log.warning("the index is unusable", extra={"about": {"problem": str(trouble)}})
    not_to_be_kept()


def exits(findings: Findings, now: datetime) -> tuple[WayOut, ...]:
    """Where else to look, when little or nothing was found."""
    if not findings.usable:
        return ()
    try:
        return ways_out(findings.query, findings.found, engine(), now)
    except IndexUnusable:  # it broke in between
        return ()


def count(query: Query, now: datetime) -> int:
    """How many offerings match."""
    try:
        return engine().count(query, now)
    except IndexUnusable as trouble:
        _without_index(trouble)
        return plain_count(query, now)


def facets_of(query: Query, now: datetime) -> Found:
    """Total and facet counts alone; without a usable index those of fields and providers."""
    try:
        return engine().search(query, now, 0)
    except IndexUnusable as trouble:
        _without_index(trouble)
        return plain_facets(query, now)
