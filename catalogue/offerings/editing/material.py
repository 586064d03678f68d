"""Which fields of a live listing people rely on, and whether what is typed would change them.

Source: docs/rules/publishing.md, rule 7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalogue.offerings.exchange.shape import Listing, RunListing
from catalogue.offerings.models import Offering, Run


@dataclass(frozen=True)
class Part:
    """Fields of the exchange format that change together, the columns that they fill, and which must not be empty."""

    fields: tuple[str, ...]
    columns: tuple[str, ...]
    needed: bool = False


OFFERING_PARTS = (
    Part(("title",), ("title_ar", "title_en"), needed=True),
    Part(("audiences",), ("audiences",)),
    Part(("credential",), ("credential",), needed=True),
)
RUN_PARTS = (
    Part(("gender_mode",), ("gender_mode",), needed=True),
    Part(("sections",), ("sections",)),
    Part(("price", "currency"), ("price_halalas", "currency"), needed=True),
    Part(("reduced",), ("reduced_price_halalas", "reduced_for")),
)
PARTS_WITH_PEOPLE = (
    Part(("mode",), ("mode",)),
    Part(("city", "district"), ("city_id", "district_id")),
    Part(("room",), ("room_ar", "room_en")),
    Part(("flexible_start",), ("flexible_start",)),
)
"""Time and place are free to change as long as nobody has a seat or waits."""
VENUE_WORDS = ("name_ar", "name_en", "address_ar", "address_en")
Changed = Iterator[Part]


def changed_parts(offering: Offering, listing: Listing) -> Changed:
    yield from _differing(OFFERING_PARTS, offering, listing.values)


def changed_run_parts(run: Run, wanted: RunListing) -> Changed:
    yield from _differing(RUN_PARTS, run, wanted.values)
    if not (run.seats_taken or run.waiting_taken):
        return
    yield from _differing(PARTS_WITH_PEOPLE, run, wanted.values)
    if wanted.venue is not None and _elsewhere(run, wanted.venue):
        yield Part(("venue",), ())
    if wanted.sessions is not None and _times(run) != [
        (one.starts_at, one.ends_at, one.state) for one in wanted.sessions
    ]:
        yield Part(("sessions",), (), needed=True)


def _differing(parts: tuple[Part, ...], row: object, values: Mapping[str, Any]) -> Changed:
    for part in parts:
        if any(name in values and getattr(row, name) != values[name] for name in part.columns):
            yield part


def _elsewhere(run: Run, about: Mapping[str, Any]) -> bool:
    """Whether another place is meant; what is known of its access may be told at any time."""
    said: Callable[[str], Any] = lambda name: getattr(run.venue, name) if run.venue else None  # noqa: E731
    return any(name in about and about[name] != said(name) for name in VENUE_WORDS)


def _times(run: Run) -> list[tuple[Any, ...]]:
    return [(one.starts_at, one.ends_at, one.state) for one in run.sessions]
