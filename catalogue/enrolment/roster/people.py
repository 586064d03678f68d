"""Who is in a class: everything that its provider may know of each, in a fixed number of questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from catalogue.accounts.models import Account, Guardianship, Learner
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.core.texts import local
from catalogue.enrolment.certificates.queries import standing_codes
from catalogue.enrolment.completion.models import Attendance, Completion
from catalogue.enrolment.completion.queries import completions_of
from catalogue.enrolment.completion.rules import OUTCOMES, Attended, Mark, attended
from catalogue.enrolment.mine.queries import missed
from catalogue.enrolment.mine.timetable import address_of
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.roster import rules
from catalogue.enrolment.roster.models import EnrolmentNote
from catalogue.enrolment.rules import WITHOUT_A_SEAT, EnrolmentState
from catalogue.enrolment.waiting_queries import Place, places_of
from catalogue.offerings.models import Run, RunSession
from catalogue.offerings.rules import SessionState


@dataclass(frozen=True)
class Person:
    """One enrolment as its provider sees it. `marks` and `away`: by the meeting's id."""

    enrolment: Enrolment
    guarded: bool
    contacts: Sequence[str] | None
    """Addresses; None outside the time in which they are shown."""
    marks: Mapping[int, Mark]
    away: frozenset[int]
    place: Place | None
    note: EnrolmentNote | None
    completion: Completion | None
    code: str
    """The certificate's, where one stands."""

    @property
    def learner(self) -> Learner:
        return self.enrolment.learner

    @property
    def number(self) -> str:
        return self.enrolment.public_id

    @property
    def state(self) -> EnrolmentState:
        return EnrolmentState(self.enrolment.state)

    @property
    def taking_part(self) -> bool:
        return self.state in rules.TAKING_PART

    def attended(self, meetings: int) -> Attended:
        """:param meetings: how many the class has, without the cancelled ones."""
        return Attended(attended(self.marks.values()), len(self.marks), meetings)


@dataclass(frozen=True)
class Roster:
    """Everybody in a run, in the order of each list; `left` counts those who gave up or were refused."""

    run: Run
    seated: Sequence[Person]
    asking: Sequence[Person]
    offered: Sequence[Person]
    waiting: Sequence[Person]
    left: int

    @property
    def everybody(self) -> list[Person]:
        return [*self.seated, *self.asking, *self.offered, *self.waiting]

    def person(self, number: str) -> Person:
        """:raises NotFound: nobody with this number is in the class."""
        for one in self.everybody:
            if one.number == number:
                return one
        raise NotFound


def meetings_of(run: Run) -> list[RunSession]:
    """Those that take place, or did."""
    return [one for one in run.sessions if one.state != SessionState.CANCELLED]


def meeting_of(run: Run, at: str) -> RunSession:
    """The meeting that an address names. :raises NotFound: there is none."""
    for one in meetings_of(run):
        if address_of(one) == at:
            return one
    raise NotFound


def roster_of(run: Run, now: datetime, *, with_contacts: bool = False) -> Roster:
    """:param with_contacts: read addresses at all; they are left out where their time is over."""
    enrolments = db.session.scalars(
        select(Enrolment)
        .where(Enrolment.run_id == run.id, Enrolment.state.in_(rules.ON_THE_ROSTER))
        .options(joinedload(Enrolment.learner).joinedload(Learner.account))
    ).all()
    people = _people(run, enrolments, now, with_contacts)
    named = sorted(people, key=lambda one: (local(one.learner, "full_name").text.casefold(), one.enrolment.id))
    return Roster(
        run=run,
        seated=[one for one in named if one.taking_part],
        asking=sorted((one for one in named if one.state == EnrolmentState.REQUESTED), key=_first_come),
        offered=[one for one in named if one.state == EnrolmentState.OFFERED],
        waiting=sorted((one for one in named if one.state == EnrolmentState.WAITLISTED), key=_in_line),
        left=_left(run.id),
    )


def _first_come(person: Person) -> tuple[datetime, int]:
    return person.enrolment.created_at, person.enrolment.id


def _in_line(person: Person) -> tuple[str, int]:
    return person.enrolment.section or "", person.enrolment.waiting_place or 0


def _left(run_id: int) -> int:
    gone = select(func.count()).where(Enrolment.run_id == run_id, Enrolment.state.in_(WITHOUT_A_SEAT))
    return db.session.scalar(gone) or 0


def _people(run: Run, enrolments: Sequence[Enrolment], now: datetime, with_contacts: bool) -> list[Person]:
    ids = [one.id for one in enrolments]
    guardians = _guardians([one.learner_id for one in enrolments])
    marks = _marks(ids, {one.id for one in meetings_of(run)})
    away, places, completions, codes = missed(ids), places_of(enrolments), completions_of(ids), standing_codes(ids)
    notes = {
        row.enrolment_id: row
        for row in db.session.scalars(select(EnrolmentNote).where(EnrolmentNote.enrolment_id.in_(ids)))
    }
    return [
        Person(
            enrolment=one,
            guarded=one.learner_id in guardians,
            contacts=_contacts(one, guardians) if with_contacts and contacts_open(run, one, now) else None,
            marks=marks.get(one.id, {}),
            away=frozenset(session_id for enrolment_id, session_id in away if enrolment_id == one.id),
            place=places.get(one.id),
            note=notes.get(one.id),
            completion=completions.get(one.id),
            code=codes.get(one.id, ""),
        )
        for one in enrolments
    ]


def contacts_open(run: Run, enrolment: Enrolment | None, now: datetime) -> bool:
    """Whether the provider sees this person's contacts now; without one, whether it may write to the class."""
    ended = enrolment.changed_at if enrolment is not None and enrolment.state in OUTCOMES else None
    until = rules.contacts_until(run.ends_at, ended, current_app.config["SETTINGS"].show_contacts_days)
    return until is None or now < until


def told_in(run: Run) -> Sequence[EnrolmentState]:
    """Who is written to: all who have or had a seat; where a run has no end, those who are still at it."""
    return rules.TAKING_PART if run.ends_at else (EnrolmentState.CONFIRMED,)


def _contacts(enrolment: Enrolment, guardians: Mapping[int, list[str]]) -> list[str]:
    """The learner's own address, else her guardians'. An account that is closed has none."""
    own = enrolment.learner.account
    if own is not None:
        return [own.email] if own.state == "active" else []
    return guardians.get(enrolment.learner_id, [])


def _guardians(learner_ids: Sequence[int]) -> dict[int, list[str]]:
    """Learner → the addresses of those who look after her."""
    rows = db.session.execute(
        select(Guardianship.learner_id, Account.email)
        .join(Account, Account.id == Guardianship.account_id)
        .where(Guardianship.learner_id.in_(learner_ids), Guardianship.state == "active", Account.state == "active")
        .order_by(Guardianship.id)
    )
    found: dict[int, list[str]] = {}
    for learner_id, email in rows.tuples():
        found.setdefault(learner_id, []).append(email)
    return found


def _marks(ids: Sequence[int], meetings: Collection[int]) -> dict[int, dict[int, Mark]]:
    """Enrolment → what was entered for each meeting that takes place: a cancelled one says nothing about anybody."""
    found: dict[int, dict[int, Mark]] = {}
    rows = select(Attendance.enrolment_id, Attendance.session_id, Attendance.mark)
    for enrolment_id, session_id, mark in db.session.execute(rows.where(Attendance.enrolment_id.in_(ids))).tuples():
        if session_id in meetings:
            found.setdefault(enrolment_id, {})[session_id] = Mark(mark)
    return found
