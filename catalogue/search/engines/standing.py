"""How the runs of a segment stand at a moment: open, full, ended, …; what is shown, what can be enrolled in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from catalogue.offerings.rules import Availability
from catalogue.search.bitmaps import Bits, Ids, packed
from catalogue.search.documents import RunFacts, availability

NO_RUN = "no run"  # an offering that can be learned about, with no date yet: after what opens soon, before what is full
NOT_CONFIRMED = "not confirmed"  # its provider has said nothing for so long that only who asks for closed ones finds it
UNSURE = "unsure "  # before a standing: it stands behind all that was confirmed lately
_OFFERED = (*list(Availability)[:4], NO_RUN)
RANKED = (*_OFFERED, *[UNSURE + one for one in _OFFERED], NOT_CONFIRMED, *list(Availability)[4:])
RANK = {standing: rank for rank, standing in enumerate(RANKED)}
FIRST_UNSURE, LAST_UNSURE = RANK[UNSURE + _OFFERED[0]], RANK[UNSURE + NO_RUN]
_ALIKE = [one.removeprefix(UNSURE) for one in RANKED]
ENROLLABLE = np.array([one not in (NO_RUN, NOT_CONFIRMED) and Availability(one).enrollable for one in _ALIKE])
SHOWN = np.array([one in _OFFERED for one in _ALIKE])

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
ALWAYS = datetime.min.replace(tzinfo=UTC)
NEVER = 2**62  # a moment that does not come
TURNS = 6  # moments at which a run may stand otherwise: it opens, closes, starts, ends; is demoted, hidden
RANK_AT = 27  # bits of a row's place in the order of starts, below its rank


def microseconds(moment: datetime | None) -> int:
    return NEVER if moment is None else (moment - EPOCH) // MICROSECOND


def rank_at(run: RunFacts | None, moment: datetime, demoted_at: datetime | None, hidden_at: datetime | None) -> int:
    """Where a run, or an offering without one, stands at a moment."""
    standing = NO_RUN if run is None else availability(run, moment)
    if standing not in _OFFERED:
        return RANK[standing]
    if hidden_at is not None and hidden_at <= moment:
        return RANK[NOT_CONFIRMED]
    return RANK[UNSURE + standing if demoted_at is not None and demoted_at <= moment else standing]


def turns(
    run: RunFacts | None, demoted_at: datetime | None = None, hidden_at: datetime | None = None
) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
    """The rank of a run before all its moments, these moments in order, and its rank from each of them on."""
    of_run = {run.opens_at, run.closes_at, run.starts_at, run.ends_at} if run else set()
    moments = sorted(moment for moment in {*of_run, demoted_at, hidden_at} if moment is not None)
    ranks = [rank_at(run, moment, demoted_at, hidden_at) for moment in moments]
    spare = TURNS - len(moments)
    in_microseconds = (*map(microseconds, moments), *[NEVER] * spare)
    return rank_at(run, ALWAYS, demoted_at, hidden_at), in_microseconds, (*ranks, *[0] * spare)


@dataclass(frozen=True, eq=False)
class Standing:
    """The rows by rank at a moment. It holds until the next run takes one of its `TURNS`."""

    at: int  # microseconds
    turned: int  # how many turns are behind
    ranks: NDArray[np.uint8]
    keys: NDArray[np.int32]  # the order of the rows: by rank, then as they start
    shown: Bits = field(init=False)
    enrollable: Bits = field(init=False)
    unsure: bool = field(init=False)  # whether anything has not been confirmed lately

    def __post_init__(self) -> None:
        unsure = (self.ranks >= FIRST_UNSURE) & (self.ranks <= LAST_UNSURE)
        object.__setattr__(self, "unsure", bool(unsure.any()))
        object.__setattr__(self, "shown", packed(SHOWN[self.ranks]))
        object.__setattr__(self, "enrollable", packed(ENROLLABLE[self.ranks]))


class Standings:
    """The standing of a segment's rows, brought up to date with only the rows that changed since it was last asked."""

    def __init__(
        self,
        places: NDArray[np.int32],
        first: NDArray[np.uint8],
        moments: NDArray[np.int64],
        ranks: NDArray[np.uint8],
    ) -> None:
        """:param places: of each row, in the order of starts. :param first: its rank before all its turns."""
        self._places = places
        self._first = first
        of, turn = np.nonzero(moments < NEVER)
        order = np.argsort(moments[of, turn], kind="stable")
        self._rows = of[order].astype(np.int32)
        self._moments = moments[of, turn][order]
        self._ranks = ranks[of, turn][order]
        self._last: Standing | None = None

    def at(self, now: datetime) -> Standing:
        """How the rows stand. The same object as long as nothing has changed."""
        moment = microseconds(now)
        turned = int(self._moments.searchsorted(moment, "right"))
        last = self._last
        if last is not None and last.turned == turned:
            return last
        if last is not None and last.turned < turned:
            ranks, begin = last.ranks.copy(), last.turned
        else:
            ranks, begin = self._first.copy(), 0
        ranks[self._rows[begin:turned]] = self._ranks[begin:turned]  # of several turns of a row the last one stays
        keys = ranks.astype(np.int32) << RANK_AT | self._places
        self._last = standing = Standing(moment, turned, ranks, keys)
        return standing

    def changed(self, one: Standing, other: Standing) -> Ids:
        """The rows that may stand otherwise in the one than in the other."""
        early, late = sorted((one.turned, other.turned))
        return np.unique(self._rows[early:late])
