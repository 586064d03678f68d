"""Offerings as lists show them, read with the same number of questions however many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogue.offerings.models import Offering, Run
from catalogue.offerings.queries.rows import public_rows
from catalogue.offerings.rules import Availability, RunState, availability


@dataclass(frozen=True)
class RunCard:
    """A run and whether one can enrol in it."""

    run: Run
    availability: Availability


@dataclass(frozen=True)
class Card:
    """An offering with its runs, the one to show first; `run` is None where it has none."""

    offering: Offering
    runs: tuple[RunCard, ...]

    @property
    def run(self) -> RunCard | None:
        return self.runs[0] if self.runs else None


def cards(ids: Sequence[int], now: datetime, run_ids: Mapping[int, Sequence[int]] | None = None) -> list[Card]:
    """A page of results in the order of the ids; what is not public any more is left out.

    :param run_ids: the runs of each offering that fit the search, best first; they come before the others.
    """
    if not ids:
        return []
    rows = public_rows(ids)
    return [
        card_of(rows[offering_id], now, (run_ids or {}).get(offering_id, ()))
        for offering_id in ids
        if offering_id in rows
    ]


def card_of(offering: Offering, now: datetime, first: Sequence[int] = ()) -> Card:
    """The card of an offering whose rows are loaded."""
    places = {run_id: place for place, run_id in enumerate(first)}
    shown = [RunCard(run, availability(run.figures, now)) for run in offering.runs if run.state != RunState.DRAFT]

    def order(card: RunCard) -> tuple[Any, ...]:
        begins = card.run.starts_at
        # Of what is over, the latest; of what is to come, the soonest; without a date, after those with one.
        when = 0.0 if begins is None else begins.timestamp()
        over = card.availability in {Availability.ENDED, Availability.RUNNING}
        return (
            places.get(card.run.id, len(places)),
            card.availability.rank,
            begins is None,
            -when if over else when,
            card.run.id,
        )

    return Card(offering, tuple(sorted(shown, key=order)))
