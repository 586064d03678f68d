"""What a segment offers at a moment, offering by offering: where no filter looks at runs, nobody need go through them.

It holds as long as the runs stand as they do; when some of them turn, only their offerings are worked out anew.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalogue.search.bitmaps import Bits, Flags, Ids, held
from catalogue.search.engines.segment import Segment
from catalogue.search.engines.standing import Standing

LAST_ROW = np.iinfo(np.int32).max
FEW_CHANGES = 16  # fewer than one offering in so many are worked out anew, else all


class Of(NamedTuple):
    """Of some offerings: whether a run of theirs is offered, what these runs have and they themselves, the best run.

    Values are bits of words, in the order of `Values.together`; the best run is the least key of its standing.
    """

    there: Flags
    words: Bits
    best: NDArray[np.int32]


class Offered(NamedTuple):
    """All offerings of a segment, by those of their rows that are offered."""

    standing: Standing
    rows: Bits
    of: Of


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
        found = _of(segment, standing, rows, every)
    else:
        found = Of(*(values.copy() for values in before.of))
        for values, new in zip(found, _of(segment, standing, rows, changed), strict=True):
            values[changed] = new
    segment.offered[opened] = made = Offered(standing, rows, found)
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
