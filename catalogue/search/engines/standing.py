"""How the runs of a segment stand at a moment: open, full, ended, …; what is shown, what can be enrolled in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalogue.offerings.rules import Availability
from catalogue.search.bitmaps import mask_of
from catalogue.search.documents import RunFacts, availability

NO_RUN = "no run"  # an offering that can be learned about, with no date yet: after what opens soon, before what is full
RANKED = (*list(Availability)[:4], NO_RUN, *list(Availability)[4:])
RANK = {standing: rank for rank, standing in enumerate(RANKED)}
ENROLLABLE = tuple(RANK[one] for one in Availability if one.enrollable)
SHOWN = (*(RANK[one] for one in Availability if one.shown_by_default), RANK[NO_RUN])

Row = tuple[int, RunFacts | None]


@dataclass(frozen=True)
class Standing:
    """The rows by rank at a moment. It holds until the next run opens, closes, starts or ends."""

    at: datetime
    ranks: bytes  # of each row
    masks: tuple[int, ...]  # rank → rows

    @property
    def enrollable(self) -> int:
        return _union(self.masks, ENROLLABLE)

    @property
    def shown(self) -> int:
        return _union(self.masks, SHOWN)


def _union(masks: Sequence[int], ranks: Iterable[int]) -> int:
    found = 0
    for rank in ranks:
        found |= masks[rank]
    return found


class Standings:
    """The standing of a segment's rows, brought up to date with only the rows that changed since it was last asked."""

    def __init__(self, rows: Sequence[Row], size: int) -> None:
        self._rows = rows
        self._size = size
        self._run_of = dict(rows)
        moments = sorted((moment, row) for row, run in rows if run for moment in _turns(run))
        self._moments = [moment for moment, _ in moments]
        self._turning = [row for _, row in moments]
        self._last: Standing | None = None

    def at(self, now: datetime) -> Standing:
        """How the rows stand. The same object as long as nothing has changed."""
        last = self._last
        if last is None:
            self._last = standing = self._with(
                now, bytes(self._size), (0,) * len(RANKED), [row for row, _ in self._rows]
            )
            return standing
        early, late = sorted((last.at, now))
        changed = self._turning[bisect_right(self._moments, early) : bisect_right(self._moments, late)]
        if not changed:
            return last
        self._last = standing = self._with(now, last.ranks, last.masks, sorted(set(changed)))
        return standing

    def _with(self, now: datetime, ranks: bytes, masks: tuple[int, ...], changed: list[int]) -> Standing:
        turned = mask_of(changed, self._size)
        new = bytearray(ranks)
        rows: list[list[int]] = [[] for _ in RANKED]
        for row in changed:
            run = self._run_of[row]
            new[row] = RANK[availability(run, now)] if run else RANK[NO_RUN]
            rows[new[row]].append(row)
        found = [mask & ~turned | mask_of(added, self._size) for mask, added in zip(masks, rows, strict=True)]
        return Standing(now, bytes(new), tuple(found))


def _turns(run: RunFacts) -> tuple[datetime, ...]:
    """The moments at which a run may stand otherwise than before."""
    moments = (run.opens_at, run.closes_at, run.starts_at, run.ends_at)
    return tuple(moment for moment in moments if moment is not None)
