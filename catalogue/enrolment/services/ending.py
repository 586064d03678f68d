"""A run that its provider cancels: its enrolments end, everybody is told once, the page stays with a notice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from catalogue.core import audit
from catalogue.core.db import db, rows_changed, transaction
from catalogue.core.errors import NotFound
from catalogue.core.texts import clean
from catalogue.enrolment import rules
from catalogue.enrolment.authority import ensure_may_run
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import LIVE, EnrolmentState
from catalogue.enrolment.services.deciding import REASON_MAX
from catalogue.enrolment.services.seats import locked_run
from catalogue.enrolment.services.telling import Told, note, tell_all
from catalogue.offerings.models import Run, RunSection
from catalogue.offerings.rules import ReasonNeeded, RunState
from catalogue.offerings.stale import mark_stale


@transaction
def cancel_run(run_id: int, reason: str, *, acted_by: int | None, now: datetime) -> int:
    """End the run before it has taken place, and every enrolment in it.

    :param reason: told to everybody concerned.
    :returns: how many enrolments ended.
    :raises NotFound: no such run, or not this account's to decide.
    :raises ReasonNeeded: none is given.
    :raises RunCancelled: it was cancelled already. :raises ClassOver: it has been held.
    :raises RunEnded: it was never announced.
    """
    words = clean(reason)[:REASON_MAX]
    if not words:
        raise ReasonNeeded
    ensure_may_run(run_id, acted_by)
    if db.session.get(Run, run_id) is None:
        raise NotFound
    run = locked_run(run_id)
    before = RunState(run.state)
    if before is RunState.CANCELLED:
        raise rules.RunCancelled
    rules.ensure_may_be_cancelled(before, run.ends_at, now)
    if before not in (RunState.SCHEDULED, RunState.POSTPONED):
        raise rules.RunEnded
    live = db.session.scalars(select(Enrolment).where(Enrolment.run_id == run_id, Enrolment.state.in_(LIVE))).all()
    for enrolment in live:
        _end(enrolment, acted_by, words, now)
    nobody = {"seats_taken": 0, "waiting_taken": 0}
    db.session.execute(update(Run).where(Run.id == run_id).values(state=RunState.CANCELLED, **nobody))
    db.session.execute(update(RunSection).where(RunSection.run_id == run_id).values(**nobody))
    audit.record("run", run_id, before=before, after=RunState.CANCELLED, cause=words, actor_id=acted_by, now=now)
    tell_all("enrolment_run_cancelled", [Told(one.id, one.learner_id, one.public_id) for one in live], now)
    mark_stale([run.offering_id], now)
    return len(live)


def _end(enrolment: Enrolment, acted_by: int | None, reason: str, now: datetime) -> None:
    before = EnrolmentState(enrolment.state)
    after = rules.state_when_given_back(before)
    rows_changed(
        update(Enrolment)
        .where(Enrolment.id == enrolment.id, Enrolment.state == before)
        .values(state=after, offer_expires_at=None, changed_at=now)
    )
    note(enrolment.id, before, after, acted_by, "the run was cancelled", now, reason)
