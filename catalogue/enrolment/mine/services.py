"""Saving, the feed's address, reminders wanted, meetings missed: each one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy import delete, select, update

from catalogue.core.db import db, rows_changed, transaction
from catalogue.core.errors import NotFound
from catalogue.core.outbox import insert_if_new
from catalogue.enrolment.authority import ensure_may_act
from catalogue.enrolment.mine import rules, tokens
from catalogue.enrolment.mine.models import Absence, CalendarFeed, ReminderChoice, SavedOffering
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import EnrolmentState, NotLive
from catalogue.offerings.models import Run, RunSession
from catalogue.offerings.rules import RunState, SessionState


class Saying(Protocol):
    """`cannot_come` or `can_come`."""

    def __call__(self, enrolment_id: int, session_id: int, *, acted_by: int, now: datetime) -> None: ...


@transaction
def save(offering_id: int, account_id: int, *, note: str | None = None, now: datetime) -> None:
    """Keep an offering. Saving again changes the note where one is given (an empty one takes it away)."""
    about = {"account_id": account_id, "offering_id": offering_id, "saved_at": now}
    db.session.execute(insert_if_new(SavedOffering).values(**about, note=note or None))
    if note is not None:
        of_hers = SavedOffering.account_id == account_id, SavedOffering.offering_id == offering_id
        db.session.execute(update(SavedOffering).where(*of_hers).values(note=note or None))


@transaction
def forget(offering_id: int, account_id: int) -> None:
    """Take an offering, with its note, from the saved ones."""
    db.session.execute(
        delete(SavedOffering).where(SavedOffering.account_id == account_id, SavedOffering.offering_id == offering_id)
    )


@transaction
def renew_feed(account_id: int, now: datetime) -> None:
    """Give the household's calendar an address, a new one if there was one: the old one leads nowhere from now on."""
    nonce = tokens.new_nonce()
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.account_id == account_id))
    db.session.add(
        CalendarFeed(
            account_id=account_id, nonce=nonce, token_hash=tokens.hashed(tokens.token_of(nonce)), made_at=now
        )
    )  # fmt: skip


@transaction
def revoke_feed(account_id: int) -> None:
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.account_id == account_id))


@transaction
def choose_reminders(account_id: int, lead: rules.Lead, now: datetime) -> None:
    chosen = {"lead": lead, "chosen_at": now}
    if not rows_changed(update(ReminderChoice).where(ReminderChoice.account_id == account_id).values(**chosen)):
        db.session.execute(insert_if_new(ReminderChoice).values(account_id=account_id, **chosen))


@transaction
def cannot_come(enrolment_id: int, session_id: int, *, acted_by: int, now: datetime) -> None:
    """Say for one meeting that the learner will not be there. Saying it again changes nothing.

    :raises NotFound: no such enrolment, somebody else's, or not a meeting of its run.
    :raises NotLive: the learner has no seat any more, or not yet.
    :raises MeetingBegun: it is too late. :raises MeetingCancelled: it does not take place.
    """
    _ensure_open(enrolment_id, session_id, acted_by, now)
    about = {"enrolment_id": enrolment_id, "session_id": session_id, "said_by": acted_by, "said_at": now}
    db.session.execute(insert_if_new(Absence).values(**about))


@transaction
def can_come(enrolment_id: int, session_id: int, *, acted_by: int, now: datetime) -> None:
    """Take that back, as long as the meeting has not begun. Refuses as `cannot_come` does."""
    _ensure_open(enrolment_id, session_id, acted_by, now)
    db.session.execute(delete(Absence).where(Absence.enrolment_id == enrolment_id, Absence.session_id == session_id))


def _ensure_open(enrolment_id: int, session_id: int, acted_by: int, now: datetime) -> None:
    found = db.session.execute(
        select(Enrolment.learner_id, Enrolment.state, RunSession.starts_at, RunSession.state, Run.state)
        .join(Run, Run.id == Enrolment.run_id)
        .join(RunSession, RunSession.run_id == Run.id)
        .where(Enrolment.id == enrolment_id, RunSession.id == session_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    learner_id, state, starts_at, session_state, run_state = found
    ensure_may_act(learner_id, acted_by)
    if state != EnrolmentState.CONFIRMED:
        raise NotLive(state=state)
    off = session_state == SessionState.CANCELLED or run_state != RunState.SCHEDULED
    rules.ensure_can_be_missed(starts_at, now, cancelled=off)
