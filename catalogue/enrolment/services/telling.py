"""What every step of an enrolment leaves behind: its line in the log, and the message to those concerned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, union

from catalogue.accounts.models import Account, Guardianship, Learner
from catalogue.accounts.telling import write_to
from catalogue.core.db import db
from catalogue.core.statements import rows
from catalogue.enrolment.models import Enrolment, EnrolmentEvent
from catalogue.offerings.models import Offering, Run

# Statements put together once, and Core ones: this is inside the transaction for which others wait.
NOTE = insert(EnrolmentEvent.__table__).inline()  # type: ignore[arg-type]
WHO = union(
    select(Learner.id.label("learner_id"), Learner.account_id).where(
        Learner.id.in_(bindparam("learners", expanding=True))
    ),
    select(Guardianship.learner_id, Guardianship.account_id).where(
        Guardianship.learner_id.in_(bindparam("learners", expanding=True)), Guardianship.state == "active"
    ),
).subquery()
CONCERNED = (
    select(
        Enrolment.id.label("enrolment_id"),
        Account.public_id,
        Account.email,
        Account.language,
        Account.digits,
        Account.calendar,
        Offering.public_id.label("offering"),
    )
    .join(Run, Run.id == Enrolment.run_id)
    .join(Offering, Offering.id == Run.offering_id)
    .join(WHO, WHO.c.learner_id == Enrolment.learner_id)
    .join(Account, Account.id == WHO.c.account_id)
    .where(Enrolment.id.in_(bindparam("enrolments", expanding=True)), Account.state == "active")
    .order_by(Enrolment.id, Account.id)
)


@dataclass(frozen=True)
class Told:
    """One enrolment of which a message speaks. `number` is its public id, with what else makes this message another."""

    enrolment_id: int
    learner_id: int
    number: str


def note(
    enrolment_id: int, before: str | None, after: str, actor: int | None, cause: str, now: datetime, reason: str = ""
) -> None:
    """Write one step into the log that the learner can read.

    :param actor: an account, or None for the clock and the operator. :param reason: what the provider said about it.
    """
    event = {"enrolment_id": enrolment_id, "from_state": before, "to_state": after, "actor_id": actor, "cause": cause}
    db.session.connection().execute(NOTE, {**event, "reason": reason or None, "at": now})


def tell(kind: str, learner_id: int, enrolment_id: int, number: str, now: datetime) -> None:
    """As `tell_all`, of one enrolment."""
    tell_all(kind, [Told(enrolment_id, learner_id, number)], now)


def tell_all(kind: str, told: Iterable[Told], now: datetime, **more: Any) -> None:
    """A message to each learner's own account and to every active guardian, each in his or her own language, once.

    :param more: what else the message has to know when it is written.
    """
    several = {one.enrolment_id: one for one in told}
    concerned = {"enrolments": list(several), "learners": [one.learner_id for one in several.values()]}
    for account in rows(CONCERNED, concerned).all():
        payload = {"enrolment": account.enrolment_id, "account": account.public_id, **more}
        key = f"{kind}:{several[account.enrolment_id].number}:{account.public_id}"
        write_to(account, kind, payload, dedupe_key=key, about=f"offering:{account.offering}", now=now)
