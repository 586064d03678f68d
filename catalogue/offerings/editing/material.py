"""Whether what is typed would change what people rely on in a live listing.

Source: docs/rules/publishing.md, rule 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalogue.offerings.exchange.shape import Listing, RunListing
from catalogue.offerings.models import Offering, Run
from catalogue.offerings.relied_on import (
    OFFERING_PARTS,
    PARTS_WITH_PEOPLE,
    RUN_PARTS,
    SESSIONS,
    VENUE,
    Part,
    says_otherwise,
)

Changed = Iterator[Part]


def changed_parts(offering: Offering, listing: Listing) -> Changed:
    yield from _differing(OFFERING_PARTS, offering, listing.values)


def changed_run_parts(run: Run, wanted: RunListing) -> Changed:
    yield from _differing(RUN_PARTS, run, wanted.values)
    if not (run.seats_taken or run.waiting_taken):
        return
    yield from _differing(PARTS_WITH_PEOPLE, run, wanted.values)
    if wanted.venue is not None and _elsewhere(run, wanted.venue):
        yield VENUE
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
    return any(name in about and about[name] != getattr(run.venue, name, None) for name in VENUE.columns)


def _times(run: Run) -> list[tuple[Any, ...]]:
    return [(one.starts_at, one.ends_at, one.state) for one in run.sessions]
