"""Whether what is typed would change what people rely on in a live listing.

Source: docs/rules/publishing.md, rule 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalogue.offerings.editing.halls import relied_on_by_others
from catalogue.offerings.exchange.shape import Listing, RunListing
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.relied_on import (
    IMAGE,
    OFFERING_PARTS,
    PARTS_WITH_PEOPLE,
    RUN_PARTS,
    SESSIONS,
    VENUE,
    Part,
    says_otherwise,
)
from catalogue.offerings.services.storing_venues import is_meant

Changed = Iterator[Part]


def changed_parts(offering: Offering, listing: Listing) -> Changed:
    yield from _differing(OFFERING_PARTS, offering, listing.values)
    if listing.values.get("image"):  # one that is taken out is out at once
        yield from _differing((IMAGE,), offering, listing.values)


def changed_run_parts(run: Run, wanted: RunListing) -> Changed:
    """Time and place where people rely on them; a place also where those of other dates do."""
    yield from _differing(RUN_PARTS, run, wanted.values)
    people = bool(run.seats_taken or run.waiting_taken)
    if wanted.venue is not None and _elsewhere(run, wanted.venue) and (people or moves_others(run, wanted)):
        yield VENUE
    if not people:
        return
    yield from _differing(PARTS_WITH_PEOPLE, run, wanted.values)
    if wanted.sessions is not None and _times(run) != [
        (one.starts_at, one.ends_at, one.state) for one in wanted.sessions
    ]:
        yield SESSIONS


def _differing(parts: tuple[Part, ...], row: object, values: Mapping[str, Any]) -> Changed:
    for part in parts:
        before = tuple(getattr(row, name, None) for name in part.columns)
        after = tuple(values.get(name, old) for name, old in zip(part.columns, before, strict=True))
        if says_otherwise(part, before, after):
            yield part


def _elsewhere(run: Run, about: Mapping[str, Any]) -> bool:
    """Whether another place is meant; what is known of its access may be told at any time."""
    if not about:
        return run.venue is not None
    before = tuple(getattr(run.venue, name, None) for name in VENUE.columns)
    after = tuple(about.get(name, old) for name, old in zip(VENUE.columns, before, strict=True))
    return says_otherwise(VENUE, before, after)


def moves_others(run: Run, wanted: RunListing) -> bool:
    """Whether it is the place itself that is described otherwise, and people of other dates rely on it."""
    venue, about = run.venue, wanted.venue
    if venue is None or venue.provider_id is None or not about or not _elsewhere(run, about):
        return False
    meant = is_meant(run, about, wanted.values.get("district_id", run.district_id))
    return meant and relied_on_by_others(venue.id, run.id)


def _times(run: Run) -> list[tuple[Any, ...]]:
    return [(one.starts_at, one.ends_at, one.state) for one in run.sessions]
