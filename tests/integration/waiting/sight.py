"""What the database says of one run after a step: read once, in five plain SELECTs, and judged in `promises`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, select

from catalogue.core.db import db
from catalogue.core.outbox import Message
from catalogue.enrolment.models import BundleMember, Enrolment, EnrolmentEvent, WaitingBundle
from catalogue.enrolment.rules import HOLDING_A_SEAT, EnrolmentState, Together
from catalogue.offerings.models import Run, RunSection


class Row(NamedTuple):
    """One enrolment. `family` is the number of the family that wants all its seats, for who belongs to one."""

    id: int
    learner: int
    state: str
    section: str | None
    place: int | None
    until: datetime | None
    number: str
    family: int | None


class Step(NamedTuple):
    """One line of the log."""

    id: int
    enrolment: int
    before: str | None
    after: str


class Size(NamedTuple):
    """What a run, or a section of it, says of itself."""

    key: str | None
    capacity: int
    seats_taken: int
    waiting_taken: int


@dataclass(frozen=True)
class Sight:
    """The run, everybody who ever asked for a place in it, and what was written since the sight before."""

    run: Size
    places: int
    sections: Sequence[Size]
    rows: Sequence[Row]
    steps: Sequence[Step]
    told: frozenset[tuple[str, str]]
    """Kind of mail and number of the enrolment, of everything that was told."""

    def having(self, *states: str) -> list[Row]:
        """In the order of the waiting list."""
        return [row for row in self.rows if row.state in states]

    @property
    def waiting(self) -> list[Row]:
        return self.having(EnrolmentState.WAITLISTED)

    @property
    def capacity_of(self) -> Mapping[str | None, int]:
        """By section; by None where there are no sections."""
        return {size.key: size.capacity for size in self.sections or [self.run]}

    def free(self) -> tuple[int, dict[str | None, int]]:
        """How many seats nobody holds: in all, and by section."""
        held = Counter(row.section for row in self.having(*HOLDING_A_SEAT))
        return self.run.capacity - held.total(), {key: size - held[key] for key, size in self.capacity_of.items()}

    @property
    def fingerprint(self) -> object:
        """What makes this state another one than those before, whoever the people are."""
        numbers: dict[int | None, int] = {None: 0}
        rows = tuple((row.state, row.section, numbers.setdefault(row.family, len(numbers))) for row in self.rows)
        return self.run.capacity, self.places, tuple(self.capacity_of.items()), rows


RUN: BindParameter[int] = bindparam("run")
SINCE: BindParameter[int] = bindparam("since")
_RUN = select(Run.capacity, Run.seats_taken, Run.waiting_taken, Run.waiting_list).where(Run.id == RUN)
_SECTIONS = select(
    RunSection.key, RunSection.capacity, RunSection.seats_taken, RunSection.waiting_taken
).where(RunSection.run_id == RUN).order_by(RunSection.position)  # fmt: skip
_ROWS = (
    select(
        Enrolment.id, Enrolment.learner_id, Enrolment.state, Enrolment.section, Enrolment.waiting_place,
        Enrolment.offer_expires_at, Enrolment.public_id, WaitingBundle.id,
    )
    .outerjoin(BundleMember, BundleMember.enrolment_id == Enrolment.id)
    .outerjoin(WaitingBundle, (WaitingBundle.id == BundleMember.bundle_id) & (WaitingBundle.together == Together.ALL))
    .where(Enrolment.run_id == RUN)
    .order_by(Enrolment.waiting_place, Enrolment.id)
)  # fmt: skip
_STEPS = select(
    EnrolmentEvent.id, EnrolmentEvent.enrolment_id, EnrolmentEvent.from_state, EnrolmentEvent.to_state
).where(EnrolmentEvent.id > SINCE).order_by(EnrolmentEvent.id)  # fmt: skip
_TOLD = select(Message.dedupe_key)


def look_at(run_id: int, since: int) -> Sight:
    """:param since: the last line of the log that was seen."""
    read = db.session.connection().execute
    capacity, seats, waiting, places = read(_RUN, {"run": run_id}).one()
    sight = Sight(
        run=Size(None, capacity or 0, seats, waiting),
        places=places,
        sections=[Size(key, size or 0, *taken) for key, size, *taken in read(_SECTIONS, {"run": run_id})],
        rows=[Row(*row) for row in read(_ROWS, {"run": run_id})],
        steps=[Step(*row) for row in read(_STEPS, {"since": since})],
        told=frozenset((kind, number) for kind, number, *_who in (key.split(":") for key in read(_TOLD).scalars())),
    )
    db.session.rollback()  # the next deed comes in a request of its own
    return sight
