"""A part of an index, what the words of a query leave of it, and the rows of it that fulfil filters put into words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from catalogue.search.asked import FIELD_BITS, Alternative
from catalogue.search.bitmaps import Bits, Ids, bits_of, held, size_of
from catalogue.search.engines.hits import standing_in
from catalogue.search.engines.segment import Segment
from catalogue.search.facets import BY_NAME

Wishes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class Part:
    """A segment and those of its documents that are still there."""

    segment: Segment
    live: Bits
    documents: int = field(init=False)
    rows: Bits = field(init=False)
    whole: bool = field(init=False)

    def __post_init__(self) -> None:
        documents = size_of(self.live)
        object.__setattr__(self, "documents", documents)
        object.__setattr__(self, "rows", self.segment.rows.of(self.live))
        object.__setattr__(self, "whole", documents == len(self.segment.ids))

    def living(self, numbers: Ids) -> int:
        """How many of these documents are still there."""
        return len(numbers) if self.whole else int(np.count_nonzero(held(self.live, numbers)))


@dataclass(frozen=True, eq=False)
class Text:
    """What the words of a query leave of a part: these documents (None: all), and of these only such rows."""

    documents: Ids | None
    rows: Bits | None = None

    def __bool__(self) -> bool:
        if self.rows is not None:
            return bool(self.rows.any())
        return self.documents is None or len(self.documents) > 0


def is_about(part: Part, way: Alternative) -> bool:
    """Whether any document is found so. What an offering teaches stands in one field: there words must follow."""
    segment = part.segment
    found = segment.found_by(way)
    if len(way.words) == 1 or not len(found):
        return part.living(found) > 0
    if part.living(segment.found_by(replace(way, fields=way.fields & ~FIELD_BITS["subject"]))):
        return True
    row = segment.phrase(" ".join(terms[0].text for terms in way.words))  # dear, and seldom needed
    return part.living(found[standing_in(row, found)]) > 0


def rows_of(part: Part, text: Text) -> Bits:
    if text.documents is None:
        return part.rows
    return part.segment.rows.of(bits_of(text.documents, len(part.segment.ids)))


def fulfilling(part: Part, wishes: Wishes, among: Bits, least: int) -> Bits:
    """The rows that fulfil at least so many of the wishes."""
    tiers = [among] + [np.zeros_like(among)] * len(wishes)
    for wish in wishes:
        rows = part.segment.wished(wish)
        for number in range(len(wishes), 0, -1):
            tiers[number] = tiers[number] | tiers[number - 1] & rows
    return tiers[least]


def of_runs(wishes: Wishes) -> bool:
    """Whether a run must be looked at to know what is fulfilled."""
    return any(name not in BY_NAME or BY_NAME[name].of_run for name, _ in wishes)


def fulfilled_by(part: Part, wishes: Wishes, offerings: Ids) -> NDArray[np.uint8]:
    """How many of the wishes each of these offerings fulfils, where no run must be looked at."""
    found = np.zeros(len(offerings), np.uint8)
    for name, value in wishes:
        found += held(part.segment.offering(name, tuple(value.split("|"))), offerings)
    return found


def fulfilled(part: Part, wishes: Wishes, rows: Ids) -> NDArray[np.uint8]:
    """How many of the wishes each of these rows fulfils."""
    found = np.zeros(len(rows), np.uint8)
    for wish in wishes:
        found += held(part.segment.wished(wish), rows)
    return found
