"""Acting at a counter for somebody without e-mail: adding, agreeing, how long, the code for taking over, ending."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from catalogue.accounts.models import Assistance, Consent, Learner, RecordClaim
from catalogue.accounts.services.particulars import Particulars
from catalogue.core import audit
from catalogue.core.db import db
from catalogue.core.errors import NotFound

ASSISTED_PURPOSE = "assisted_enrolment"
ASSISTED_VERSION = "2026-11"
"""Version of the words that are read aloud: `templates/assisting/_consent.html`."""
ENTITY = "assistance"


def add_assisted(about: Particulars, *, account_id: int, until: datetime, now: datetime) -> int:
    """A learner whom this account added at a counter, inside the caller's transaction. :returns: the learner's id."""
    learner = Learner(**vars(about), created_at=now)
    db.session.add(learner)
    db.session.flush()
    begun = Assistance(account_id=account_id, learner_id=learner.id, since=now, ends_at=until)
    db.session.add(begun)
    db.session.flush()
    _record(begun.id, None, "added", account_id, now)
    return learner.id


def change_assisted(learner_id: int, about: Particulars) -> None:
    """What a run asked for, inside the caller's transaction, who has asked whether it may be changed."""
    db.session.execute(update(Learner).where(Learner.id == learner_id).values(**vars(about)))


def note_agreement(learner_id: int, *, account_id: int, language: str, until: datetime, now: datetime) -> None:
    """That the words were read aloud and agreed to; from then on acting is possible at least until the given moment.

    :param language: in which they were read.
    :raises NotFound: this account never added the learner.
    """
    assistance = db.session.scalars(select(Assistance).where(*_of(learner_id, account_id))).one_or_none()
    if assistance is None:
        raise NotFound
    db.session.add(
        Consent(
            account_id=account_id, learner_id=learner_id, purpose=ASSISTED_PURPOSE, text_version=ASSISTED_VERSION,
            language=language, given_at=now,
        )
    )  # fmt: skip
    assistance.ends_at = max(assistance.ends_at, until)
    db.session.flush()
    _record(assistance.id, "added", "agreed", account_id, now)


def assistance_ends_at(learner_id: int, account_id: int) -> datetime:
    """Until when this account acts for a learner, for whom it has been asked already."""
    return db.session.scalars(select(Assistance.ends_at).where(*_of(learner_id, account_id))).one()


def record_act(learner_id: int, account_id: int, act: str, now: datetime) -> None:
    """Write what was done for the learner into the audit, inside the caller's transaction."""
    number = db.session.scalars(select(Assistance.id).where(*_of(learner_id, account_id))).one()
    _record(number, None, act, account_id, now)


def end_assistance(learner_id: int, now: datetime) -> None:
    """Nobody at a counter acts for the learner any more: the consent is withdrawn, and no code opens the record."""
    open_ones = select(Assistance.id).where(Assistance.learner_id == learner_id, Assistance.ended_at.is_(None))
    for number in db.session.scalars(open_ones).all():
        _record(number, "added", "ended", None, now)
    mine = Assistance.learner_id == learner_id, Assistance.ended_at.is_(None)
    db.session.execute(update(Assistance).where(*mine).values(ended_at=now))
    given = Consent.learner_id == learner_id, Consent.purpose == ASSISTED_PURPOSE, Consent.withdrawn_at.is_(None)
    db.session.execute(update(Consent).where(*given).values(withdrawn_at=now))
    codes = RecordClaim.learner_id == learner_id, RecordClaim.used_at.is_(None)
    db.session.execute(update(RecordClaim).where(*codes).values(used_at=now))


def _of(learner_id: int, account_id: int) -> tuple[ColumnElement[bool], ...]:
    """The one assistance of this account for the learner, whether or not it has ended."""
    return Assistance.account_id == account_id, Assistance.learner_id == learner_id


def _record(number: int, before: str | None, after: str, actor_id: int | None, now: datetime) -> None:
    audit.record(ENTITY, number, before=before, after=after, cause="at a counter", actor_id=actor_id, now=now)
