"""What a segment offers at a moment, offering by offering: where no filter looks at runs, nobody need go through them.

It holds as long as the runs stand as they do; when some of them turn, only their offerings are worked out anew.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalogue.search.bitmaps import WORD, Bits, Flags, Ids, held
from catalogue.search.engines.segment import Segment
from catalogue.search.engines.standing import Standing

LAST_ROW = np.iinfo(np.int32).max
FEW_CHANGES = 16  # fewer than one offering in so many are worked out anew, else all
AT_ONCE = 4_096  # offerings whose bits are turned round in one go: each takes an octet on the way


class Of(NamedTuple):
    """Of some offerings: whether a run of theirs is offered, what these runs have and they themselves, the best run.

    Values are bits of words, those of `Values.tables` beside each other; the best run is the least key of its standing.
    """

    there: Flags
    words: Bits
    best: NDArray[np.int32]


class Offered:
    """All offerings of a segment, by those of their rows that are offered."""

    def __init__(self, standing: Standing, rows: Bits, of: Of) -> None:
        self.standing = standing
        self.rows = rows
        self.of = of

    @cached_property
    def sets(self) -> Bits:
        """For each bit of the words the set of the offerings that have it."""
        return turned(self.of.words)

    def followed_by(self, standing: Standing, rows: Bits, changed: Ids, new: Of) -> Offered:
        """The same with some offerings anew."""
        of = self.of
        found = Of(of.there.copy(), of.words.copy(), of.best.copy())
        found.there[changed], found.words[changed], found.best[changed] = new
        made = Offered(standing, rows, found)
        if "sets" in self.__dict__:
            made.sets = self.sets.copy()
            for word in np.unique(changed // WORD).tolist():
                made.sets[:, word] = turned(found.words[word * WORD : (word + 1) * WORD])[:, 0]
        return made


def offered(segment: Segment, standing: Standing, opened: str) -> Offered:
    """:param opened: what of it is asked for; `open` of a query."""
    before: Offered | None = segment.offered.get(opened)
    if before is not None and before.standing is standing:
        return before
    rows = segment.rows.all
    if opened != "all":
        rows = standing.enrollable if opened else standing.shown
    every = np.arange(segment.rows.offerings, dtype=np.int32)
    changed = every if before is None else _changed(segment, before.standing, standing)
    if before is None or len(changed) * FEW_CHANGES > len(every):
        made = Offered(standing, rows, _of(segment, standing, rows, every))
    else:
        made = before.followed_by(standing, rows, changed, _of(segment, standing, rows, changed))
    segment.offered[opened] = made
    return made


def _changed(segment: Segment, before: Standing, standing: Standing) -> Ids:
    """The offerings with a run that may stand otherwise than before."""
    changed: Ids = np.unique(segment.rows.owner[segment.standings.changed(before, standing)])
    return changed


def _of(segment: Segment, standing: Standing, rows: Bits, offerings: Ids) -> Of:
    spread, values = segment.rows.spread(offerings), segment.values
    flags = held(rows, spread.rows)
    words = values.runs.of_row.take(spread.rows, axis=0)
    words *= flags[:, None]
    of_runs = spread.folded(words, np.bitwise_or)
    best = np.where(flags, standing.keys.take(spread.rows), LAST_ROW)
    return Of(
        spread.folded(flags, np.logical_or),
        np.concatenate([of_runs, values.offerings.of_row.take(offerings, axis=0)], axis=1),
        spread.folded(best, np.minimum),
    )


def turned(words: Bits) -> Bits:
    """For each bit of some offerings' words the set of the offerings that have it."""
    size, bits = len(words), words.shape[1] * WORD
    sets = np.zeros((bits, -(-size // WORD)), np.uint64)
    for start in range(0, size, AT_ONCE):
        octets = np.unpackbits(words[start : start + AT_ONCE].view(np.uint8), axis=1, bitorder="little")
        flags = np.zeros((bits, -(-len(octets) // WORD) * WORD), np.uint8)
        flags[:, : len(octets)] = octets.T
        found = np.packbits(flags, axis=1, bitorder="little").view(np.uint64)
        sets[:, start // WORD : start // WORD + found.shape[1]] = found
    return sets
