"""What a provider writes to everybody in a class: one mail to each account concerned, never showing one to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CompoundSelect, exists, func, literal, select, union

from catalogue.accounts import limits
from catalogue.accounts.models import Account, Guardianship, Learner
from catalogue.accounts.telling import write_to
from catalogue.core import audit
from catalogue.core.db import db, transaction
from catalogue.core.outbox import Message
from catalogue.core.texts import clean
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.roster import rules
from catalogue.enrolment.roster.models import RunMessage
from catalogue.enrolment.roster.people import contacts_open, told_in
from catalogue.enrolment.services import ensure_may_run
from catalogue.offerings.models import Offering, Run

DAY = timedelta(days=1)


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
    written = _written_today([account.email for account in readers], run.offering.provider_id, now)
    for account in readers:
        if written.get(account.email, 0) < rules.ALONE_A_DAY:
            _post(message.id, run, account, now)
        else:
            _post_together(run, account, now)
    audit.record(
        "run", run_id, before=run.state, after=run.state, cause=f"a message to the learners, {len(readers)} mails",
        actor_id=acted_by, now=now,
    )  # fmt: skip
    return len(readers)


def _post(message_id: int, run: Run, account: Account, now: datetime) -> None:
    payload, key = {"message": message_id, "account": account.id}, f"run_message:{message_id}:{account.id}"
    write_to(account, "run_message", payload, dedupe_key=key, about=f"offering:{run.offering.public_id}", now=now)


def _post_together(run: Run, account: Account, now: datetime) -> None:
    """With whatever else this provider writes to the account within three hours."""
    provider_id, (since, until) = run.offering.provider_id, rules.together_in(now)
    payload = {
        "provider": provider_id, "account": account.id, "since": since.isoformat(), "until": until.isoformat(),
    }  # fmt: skip
    key = f"run_messages:{provider_id}:{account.id}:{since:%Y%m%dT%H}"
    write_to(account, "run_messages", payload, dedupe_key=key, due_at=until + rules.SETTLED_WITHIN, now=now)


def _written_today(addresses: Sequence[str], provider_id: int, now: datetime) -> dict[str, int]:
    """Address → how many mails this provider has written to it within a day, about whichever of its courses."""
    theirs = select(literal("offering:") + Offering.public_id).where(Offering.provider_id == provider_id)
    found = (
        select(Message.address, func.count())
        .where(
            Message.kind == "run_message",
            Message.about.in_(theirs),
            Message.created_at > now - DAY,
            Message.address.in_(addresses),
        )
        .group_by(Message.address)
    )
    return dict(db.session.execute(found).tuples().all())


def out_of_reach(run: Run) -> int:
    """How many of those who have a seat no mail can reach: neither they nor a guardian has an account that is open."""
    own = exists().where(Account.id == Learner.account_id, Account.state == "active")
    guardian = exists().where(
        Guardianship.learner_id == Learner.id,
        Guardianship.state == "active",
        Account.id == Guardianship.account_id,
        Account.state == "active",
    )
    seated = select(func.count()).select_from(Enrolment).join(Learner, Learner.id == Enrolment.learner_id)
    mine = (Enrolment.run_id == run.id, Enrolment.state.in_(told_in(run)))
    return db.session.scalar(seated.where(*mine, ~own, ~guardian)) or 0


def accounts_in(run: Run) -> Sequence[Account]:
    """The accounts of those who have a seat, and of their guardians: each once, however many of a family are there."""
    seated = select(Enrolment.learner_id).where(Enrolment.run_id == run.id, Enrolment.state.in_(told_in(run)))
    concerned: CompoundSelect[Any] = union(
        select(Learner.account_id).where(Learner.id.in_(seated)),
        select(Guardianship.account_id).where(Guardianship.learner_id.in_(seated), Guardianship.state == "active"),
    )
    found = select(Account).where(Account.id.in_(concerned), Account.state == "active").order_by(Account.id)
    return db.session.scalars(found).all()
