"""What a provider notes about one enrolment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from catalogue.core.db import db, transaction
from catalogue.core.errors import NotFound
from catalogue.core.texts import clean
from catalogue.enrolment.authority import ensure_may_conduct
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.roster.models import EnrolmentNote
from catalogue.enrolment.roster.rules import NOTE_MAX, NoteTooLong


@transaction
def write_note(enrolment_id: int, words: str, *, acted_by: int, now: datetime) -> None:
    """Keep a note in place of the one before; an empty one takes it away.

    :raises NotFound: no such enrolment, or nobody who may note anything.
    :raises NoteTooLong: it is longer than 300 characters.
    """
    enrolment = db.session.get(Enrolment, enrolment_id)
    if enrolment is None:
        raise NotFound
    ensure_may_conduct(enrolment.run_id, acted_by)
    said = clean(words, lines=True)
    if len(said) > NOTE_MAX:
        raise NoteTooLong
    db.session.execute(delete(EnrolmentNote).where(EnrolmentNote.enrolment_id == enrolment_id))
    if said:
        db.session.add(EnrolmentNote(enrolment_id=enrolment_id, words=said, written_by=acted_by, written_at=now))
