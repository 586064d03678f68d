"""Why a word finds a document, as one figure: the least of all ways is the one that is told.

The word itself comes before what stands for it, the weightiest field before the others, and in the same field the
word as it stands before its inflections; of what stands for it the first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from catalogue.search.asked import Unit
from catalogue.search.engines.entries import FIELDS_BY_WEIGHT
from catalogue.search.port import Match

Reasons = NDArray[np.uint16]
Fields = NDArray[np.uint8]  # as bits

NOWHERE = len(FIELDS_BY_WEIGHT)
INFLECTED = 1  # added to twice the place of the field
OTHERS_FROM = 2 * NOWHERE
NO_REASON = np.iinfo(np.uint16).max
MOST_OTHERS = NO_REASON // NOWHERE - 3  # what stands behind them is told as the last of them
# Fields as bits → the place of the weightiest, twice.
_TWICE_THE_PLACE = np.array([NO_REASON, *(2 * ((bits & -bits).bit_length() - 1) for bits in range(1, 256))], np.uint16)


def of_term(fields: Fields, *, inflected: bool) -> Reasons:
    """The word itself, in one of its forms, in these fields."""
    found: Reasons = _TWICE_THE_PLACE[fields]
    return found + np.uint16(INFLECTED) if inflected else found


def of_words(words: list[Reasons]) -> Reasons:
    """All words of an alternative: the weightiest place of any. To be numbered by `of_other`."""
    found: Reasons = (words[0] if len(words) == 1 else np.minimum.reduce(words)) >> np.uint16(1)
    return found


def of_other(which: int, places: Reasons) -> Reasons:
    """The alternative that stands at this place among those of its word."""
    return places + np.uint16(OTHERS_FROM + min(which, MOST_OTHERS) * NOWHERE)


def match(unit: Unit, reason: int) -> Match:
    """A reason in words."""
    if reason < OTHERS_FROM:
        return Match(FIELDS_BY_WEIGHT[reason >> 1], unit.word, "inflection" if reason & INFLECTED else "exact")
    which, place = divmod(reason - OTHERS_FROM, NOWHERE)
    other = unit.others[which]
    return Match(FIELDS_BY_WEIGHT[place], unit.word, other.because, other.text)
