"""What a provider writes to everybody in a class: one mail to each account concerned, never showing one to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, select, union

from catalogue.accounts import limits
from catalogue.accounts.models import Account, Guardianship, Learner
from catalogue.accounts.telling import write_to
from catalogue.core import audit
from catalogue.core.db import db, transaction
from catalogue.core.texts import clean
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.roster import rules
from catalogue.enrolment.roster.models import RunMessage
from catalogue.enrolment.roster.people import contacts_open, told_in
from catalogue.enrolment.services import ensure_may_run
from catalogue.offerings.models import Run


@transaction
def send_message(run_id: int, words: str, *, form_number: str, acted_by: int, now: datetime) -> int:
    """Write to all who have a seat, through the outbox. The same form sent again writes nothing again.

    :returns: how many mails that is.
    :raises NotFound: no such run, or nobody who may write to its learners.
    :raises MessageMissing: nothing is said. :raises MessageTooLong: more than 1,000 characters.
    :raises NobodyToTell: nobody has a seat. :raises ContactsClosed: it has been over for too long.
    :raises TooManyAttempts: too many messages today.
    """
    ensure_may_run(run_id, acted_by)
    said = clean(words, lines=True)
    if not said:
        raise rules.MessageMissing
    if len(said) > rules.MESSAGE_MAX:
        raise rules.MessageTooLong
    run = db.session.get_one(Run, run_id, with_for_update=True)  # of two presses the second waits, and finds the first
    before = select(RunMessage.mails).where(RunMessage.run_id == run_id, RunMessage.form_number == form_number)
    if (sent := db.session.scalar(before)) is not None:
        return sent
    if not contacts_open(run, None, now):
        raise rules.ContactsClosed
    readers = accounts_in(run)
    if not readers:
        raise rules.NobodyToTell
    limits.count_attempt(limits.MESSAGES_PER_RUN, str(run_id), now)
    message = RunMessage(
        run_id=run_id, words=said, sent_by=acted_by, sent_at=now, mails=len(readers), form_number=form_number
    )
    db.session.add(message)
    db.session.flush()
    for account in readers:
        _post(message.id, run, account, now)
    audit.record(
        "run", run_id, before=run.state, after=run.state, cause=f"a message to the learners, {len(readers)} mails",
        actor_id=acted_by, now=now,
    )  # fmt: skip
    return len(readers)


def _post(message_id: int, run: Run, account: Account, now: datetime) -> None:
    payload, key = {"message": message_id, "account": account.id}, f"run_message:{message_id}:{account.id}"
    write_to(account, "run_message", payload, dedupe_key=key, about=f"offering:{run.offering.public_id}", now=now)


def accounts_in(run: Run) -> Sequence[Account]:
    """The accounts of those who have a seat, and of their guardians: each once, however many of a family are there."""
    seated = select(Enrolment.learner_id).where(Enrolment.run_id == run.id, Enrolment.state.in_(told_in(run)))
    concerned: CompoundSelect[Any] = union(
        select(Learner.account_id).where(Learner.id.in_(seated)),
        select(Guardianship.account_id).where(Guardianship.learner_id.in_(seated), Guardianship.state == "active"),
    )
    found = select(Account).where(Account.id.in_(concerned), Account.state == "active").order_by(Account.id)
    return db.session.scalars(found).all()
