"""Why a document was found: for each word of the query the weightiest field that it stands in, and in which form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from catalogue.search.asked import Alternative, Unit
from catalogue.search.bitmaps import Ids
from catalogue.search.engines.entries import FIELDS_BY_WEIGHT
from catalogue.search.engines.segment import Segment
from catalogue.search.port import Match
from catalogue.search.stems import NORMAL, Term

NOWHERE = len(FIELDS_BY_WEIGHT)
# Fields as bits → the place of the weightiest among all fields.
WEIGHTIEST = np.array([NOWHERE, *((bits & -bits).bit_length() - 1 for bits in range(1, 256))], np.uint8)
Places = NDArray[np.uint8]


def why(segment: Segment, units: Sequence[Unit], numbers: Ids) -> Mapping[int, tuple[Match, ...]]:
    """For each of these documents, for each word that it has: where it stands, and what it was found by."""
    found: dict[int, list[Match]] = {number: [] for number in numbers.tolist()}
    for unit in units:
        for number, match in zip(numbers.tolist(), _of_word(segment, unit, numbers), strict=True):
            if match:
                found[number].append(match)
    return {number: tuple(matches) for number, matches in found.items()}


def _of_word(segment: Segment, unit: Unit, numbers: Ids) -> list[Match | None]:
    # The word as it stands before its inflections, where both are in the same field.
    ways = [(_places(segment, [term], numbers) * 2 + (term.prefix != NORMAL)) for term in unit.terms]
    best = np.minimum.reduce(ways).tolist()
    known = {place: Match(FIELDS_BY_WEIGHT[place >> 1], unit.word, _form(place)) for place in {*best} if _stands(place)}
    matches = [known.get(place) for place in best]
    for other in unit.others:
        if all(matches):
            break
        places = _all_of(segment, other, numbers).tolist()
        for at, place in enumerate(places):
            if matches[at] is None and place != NOWHERE:
                matches[at] = Match(FIELDS_BY_WEIGHT[place], unit.word, other.because, other.text)
    return matches


def _stands(place: int) -> bool:
    return place >> 1 != NOWHERE


def _form(place: int) -> str:
    return "inflection" if place & 1 else "exact"


def _places(segment: Segment, terms: Sequence[Term], numbers: Ids) -> Places:
    """The weightiest field that holds any of the terms."""
    places = [WEIGHTIEST[segment.postings(term.key).fields_of(numbers)] for term in terms]
    found: Places = np.minimum.reduce(places)
    return found


def _all_of(segment: Segment, other: Alternative, numbers: Ids) -> Places:
    """The weightiest field with a word of what stands for another, where all its words are."""
    words = np.array([_places(segment, terms, numbers) for terms in other.words])
    found: Places = np.where((words == NOWHERE).any(axis=0), np.uint8(NOWHERE), words.min(axis=0))
    return found
