"""Reads about how it went."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from catalogue.core.db import db
from catalogue.enrolment.completion import rules
from catalogue.enrolment.completion.models import Attendance, Completion, Rating
from catalogue.enrolment.completion.rules import Attended, Figures
from catalogue.enrolment.models import Enrolment
from catalogue.offerings.models import Run, RunSession
from catalogue.offerings.rules import SessionState


def completions_of(enrolment_ids: Collection[int]) -> Mapping[int, Completion]:
    """Enrolment → how it ended, where it has."""
    found = db.session.scalars(select(Completion).where(Completion.enrolment_id.in_(enrolment_ids)))
    return {row.enrolment_id: row for row in found}


def meetings_entered(session_ids: Collection[int]) -> Collection[int]:
    """Those among these meetings for which attendance was entered."""
    found = select(Attendance.session_id).where(Attendance.session_id.in_(session_ids))
    return db.session.scalars(found.distinct()).all()


def meetings_attended(enrolment_ids: Collection[int]) -> Mapping[int, Attended]:
    """Enrolment → in how many meetings the learner was there, where anything was entered; cancelled ones are none."""
    meeting = aliased(RunSession)
    of_the_run = (meeting.run_id == RunSession.run_id, meeting.state != SessionState.CANCELLED)
    every = select(func.count()).select_from(meeting).where(*of_the_run).correlate(RunSession).scalar_subquery()
    entered = select(Attendance.enrolment_id, Attendance.mark, every)
    entered = entered.join(RunSession, RunSession.id == Attendance.session_id)
    mine = (Attendance.enrolment_id.in_(enrolment_ids), RunSession.state != SessionState.CANCELLED)
    marks, meetings = dict[int, list[str]](), dict[int, int]()
    for number, mark, count in db.session.execute(entered.where(*mine)).tuples():
        marks.setdefault(number, []).append(mark)
        meetings[number] = count
    return {number: Attended(rules.attended(said), len(said), meetings[number]) for number, said in marks.items()}


def rating_of(enrolment_id: int) -> Rating | None:
    """What the learner has said of it."""
    return db.session.get(Rating, enrolment_id)


def rating_figures(offering_id: int) -> Figures | None:
    """What all ratings of an offering say together, from five on."""
    found = (
        select(func.count(), func.coalesce(func.sum(Rating.stars), 0))
        .join(Enrolment, Enrolment.id == Rating.enrolment_id)
        .join(Run, Run.id == Enrolment.run_id)
        .where(Run.offering_id == offering_id)
    )
    count, total = db.session.execute(found).one()
    return rules.figures(count, int(total))
