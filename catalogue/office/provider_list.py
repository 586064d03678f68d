"""Every provider, found by its name in either language or by its reference; and what hangs on one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import joinedload

from catalogue.core.db import db
from catalogue.core.paging import pages_of
from catalogue.core.texts import local
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.rules import OfferingState, RunState
from catalogue.office.scope import Scope
from catalogue.providers.models import Provider
from catalogue.search.text import normalise

PER_PAGE = 20
WORDS_MOST = 100
"""Letters of what is looked for."""


@dataclass(frozen=True)
class Entry:
    """:ivar published: how many listings it has published, whether or not they can be found now."""

    provider: Provider
    published: int


@dataclass(frozen=True)
class Found:
    """A page of those that were found. :ivar counts: state → how many of those that the words find, in any state."""

    entries: list[Entry]
    page: int
    pages: int
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class OnIt:
    """:ivar places: seats that are taken, and places on waiting lists, in runs that are not over."""

    published: int
    places: int


def providers(scope: Scope, words: str, state: str, page: int) -> Found:
    """By their names in the reader's language.

    :param words: each has to stand in a name or in the reference, in any spelling. :param state: "" for all.
    """
    wanted = normalise(words[:WORDS_MOST]).split()
    read = select(Provider.id, Provider.state, Provider.name_ar, Provider.name_en, Provider.reference)
    named = [row for row in db.session.execute(read.where(scope.of_providers())) if _has(row, wanted)]
    counts: dict[str, int] = {}
    for row in named:
        counts[row.state] = counts.get(row.state, 0) + 1
    chosen = sorted(
        (row for row in named if not state or row.state == state),
        key=lambda row: (normalise(local(row, "name").text), row.id),
    )
    pages = pages_of(len(chosen), PER_PAGE)
    page = min(page, pages)
    ids = [row.id for row in chosen[(page - 1) * PER_PAGE : page * PER_PAGE]]
    return Found(_entries(ids), page, pages, counts)


def count_in(scope: Scope, state: str) -> int:
    found = select(func.count(Provider.id)).where(scope.of_providers(), Provider.state == state)
    return db.session.scalar(found) or 0


def what_hangs_on(provider_id: int) -> OnIt:
    places = select(func.coalesce(func.sum(Run.seats_taken + Run.waiting_taken), 0)).join(Run.offering)
    ahead = places.where(Offering.provider_id == provider_id, Run.state == RunState.SCHEDULED)
    return OnIt(_published([provider_id]).get(provider_id, 0), int(db.session.scalar(ahead) or 0))


def _has(row: Row[*tuple[Any, ...]], wanted: list[str]) -> bool:
    if not wanted:
        return True
    text = normalise(" ".join(filter(None, (row.name_ar, row.name_en, row.reference))))
    return all(word in text for word in wanted)


def _entries(ids: list[int]) -> list[Entry]:
    rows = select(Provider).where(Provider.id.in_(ids)).options(joinedload(Provider.city))
    known = {row.id: row for row in db.session.scalars(rows)}
    published = _published(ids)
    return [Entry(known[number], published.get(number, 0)) for number in ids]


def _published(ids: list[int]) -> dict[int, int]:
    counted = select(Offering.provider_id, func.count(Offering.id)).where(
        Offering.provider_id.in_(ids), Offering.state == OfferingState.PUBLISHED
    )
    return dict(db.session.execute(counted.group_by(Offering.provider_id)).tuples().all())
