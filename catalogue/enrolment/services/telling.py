"""What every step of an enrolment leaves behind: its line in the log, and the message to those concerned."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, insert, or_, select

from catalogue.accounts.models import Account, Guardianship, Learner
from catalogue.core.db import db
from catalogue.core.outbox import post
from catalogue.core.reader import Reader
from catalogue.enrolment.models import Enrolment, EnrolmentEvent
from catalogue.offerings.models import Offering, Run

# Statements put together once, and Core ones: this is inside the transaction for which others wait.
NOTE = insert(EnrolmentEvent.__table__)  # type: ignore[arg-type]
CONCERNED = (
    select(
        Account.public_id,
        Account.email,
        Account.language,
        Account.digits,
        Account.calendar,
        select(Offering.public_id)
        .join(Run)
        .join(Enrolment)
        .where(Enrolment.id == bindparam("enrolment_id"))
        .scalar_subquery()
        .label("offering"),
    )
    .where(
        Account.state == "active",
        or_(
            Account.id.in_(select(Learner.account_id).where(Learner.id == bindparam("learner_id"))),
            Account.id.in_(
                select(Guardianship.account_id).where(
                    Guardianship.learner_id == bindparam("learner_id"), Guardianship.state == "active"
                )
            ),
        ),
    )
    .order_by(Account.id)
)


def note(enrolment_id: int, before: str | None, after: str, actor: int | None, cause: str, now: datetime) -> None:
    """Write one step into the log that the learner can read. :param actor: an account, or None for the clock."""
    event = {"enrolment_id": enrolment_id, "from_state": before, "to_state": after, "actor_id": actor, "cause": cause}
    db.session.connection().execute(NOTE, {**event, "at": now})


def tell(kind: str, learner_id: int, enrolment_id: int, number: str, now: datetime) -> None:
    """A message to the learner's own account and to every active guardian, each in his or her own language, once.

    :param number: the enrolment's public id, with what else makes this message different from an earlier one.
    """
    concerned = db.session.execute(CONCERNED, {"learner_id": learner_id, "enrolment_id": enrolment_id})
    for account in concerned.all():
        choices = Reader(lang=account.language, digits=account.digits, cal=account.calendar).to_cookie()
        post(
            kind,
            account.email,
            language=account.language,
            preferences=choices,
            payload={"enrolment": enrolment_id},
            dedupe_key=f"{kind}:{number}:{account.public_id}",
            about=f"offering:{account.offering}",
            now=now,
        )
