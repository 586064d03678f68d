"""Enrolling somebody at a counter who has no e-mail; everything is one transaction and leaves its line in the audit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from catalogue.accounts.assistance import assists
from catalogue.accounts.rules import ASSISTANCE_AFTER
from catalogue.accounts.services import (
    Particulars,
    add_assisted,
    assistance_ends_at,
    change_assisted,
    end_assistance,
    new_claim_code,
    note_agreement,
    record_act,
)
from catalogue.core.db import db, transaction
from catalogue.core.errors import DomainError, NotFound
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import LIVE, EnrolmentState
from catalogue.enrolment.services.cancelling import cancel
from catalogue.enrolment.services.enrolling import Enrolled, Wish, enrol
from catalogue.offerings.models import Run


@dataclass(frozen=True)
class Visit:
    """Who stands at the counter: somebody new (no id), or somebody whom this account added before."""

    about: Particulars
    learner_id: int | None
    language: str
    """In which the words of the consent were read aloud."""


@transaction
def enrol_here(visit: Visit, wish: Wish, *, acted_by: int, now: datetime) -> Enrolled:
    """Add the person where she is new, note what she agreed to, and enrol her; all of it or nothing.

    The same form sent twice gives the same enrolment: a second record of the same person cannot come of it.

    :raises NotFound: no such run, or this account does not (any more) act for the person.
    :raises Reason: the run cannot be enrolled in now, or is not for this person.
    """
    if made := _made_by(acted_by, wish.idempotency_key):
        return made
    run = db.session.get(Run, wish.run_id)
    if run is None:
        raise NotFound
    until = max(run.ends_at or now, now) + ASSISTANCE_AFTER
    learner_id = visit.learner_id
    if learner_id is None:
        learner_id = add_assisted(visit.about, account_id=acted_by, until=until, now=now)
    elif assists(learner_id, acted_by, now):
        change_assisted(learner_id, visit.about)
    else:
        raise NotFound
    note_agreement(learner_id, account_id=acted_by, language=visit.language, until=until, now=now)
    made = enrol(**vars(replace(wish, learner_id=learner_id)), acted_by=acted_by, now=now)
    record_act(learner_id, acted_by, "enrolled", now)
    return made


def _made_by(account_id: int, key: str | None) -> Enrolled | None:
    if key is None:
        return None
    sent = Enrolment.acted_by == account_id, Enrolment.idempotency_key == key
    found = db.session.execute(select(Enrolment.public_id, Enrolment.state).where(*sent)).one_or_none()
    return Enrolled(found.public_id, EnrolmentState(found.state), again=True) if found else None


@transaction
def cancel_here(enrolment_id: int, learner_id: int, *, acted_by: int, now: datetime) -> None:
    """Give the seat back as the person wishes. :raises DomainError: as for `cancel`."""
    cancel(enrolment_id, acted_by=acted_by, now=now)
    record_act(learner_id, acted_by, "cancelled", now)


@transaction
def make_slip_code(learner_id: int, *, acted_by: int, now: datetime) -> tuple[str, datetime]:
    """A code with which the person can take her record over, as long as the assistance lasts; codes made before end.

    :returns: the code, shown once, and until when it is valid.
    :raises NotFound: this account does not act for the learner.
    """
    if not assists(learner_id, acted_by, now):
        raise NotFound
    until = assistance_ends_at(learner_id, acted_by)
    record_act(learner_id, acted_by, "code made", now)
    return new_claim_code(learner_id, made_by=acted_by, expires_at=until, now=now), until


@transaction
def end_here(learner_id: int, *, acted_by: int, now: datetime) -> None:
    """The person does not agree any more: seats are given back, and nobody at a counter acts for her from now on.

    What says who she was goes with the next hourly clearing (`catalogue/privacy/services/retention.py`).

    :raises NotFound: this account does not act for the learner.
    """
    if not assists(learner_id, acted_by, now):
        raise NotFound
    live = select(Enrolment.id).where(Enrolment.learner_id == learner_id, Enrolment.state.in_(LIVE))
    for number in db.session.scalars(live.order_by(Enrolment.run_id)).all():
        try:
            cancel(number, acted_by=acted_by, now=now)
        except DomainError:  # too late for giving it back: it stays as a count
            continue
    record_act(learner_id, acted_by, "withdrawn", now)
    end_assistance(learner_id, now)
