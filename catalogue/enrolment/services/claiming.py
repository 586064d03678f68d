"""A learner who is of age takes over her own record."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, exists, select, update

from catalogue.accounts.household import may_act
from catalogue.accounts.models import Learner
from catalogue.accounts.services import end_all_care, take_claim_code
from catalogue.core.db import db, transaction
from catalogue.core.errors import DomainError
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import LIVE


class EnrolledTwice(DomainError):
    code = "enrolled_twice"
    message = _l("You are enrolled in the same run yourself. Please cancel one of the two enrolments first.")


class CodeForSomebodyElse(DomainError):
    code = "code_for_somebody_else"
    message = _l(
        "You look after this person yourself. The code is for this person’s own account: please enter it there."
    )


@transaction
def claim_record(code: str, account_id: int, now: datetime) -> str:
    """Make the record that the code opens the account's own; what it had enrolled in itself is joined to it.

    Nobody acts for the learner any more, and those who did are told.

    :returns: the learner's public id.
    :raises ClaimCodeRefused: wrong, used or expired.
    :raises CodeForSomebodyElse: who enters it looks after the learner: her own record would go into that of another.
    :raises EnrolledTwice: both are live in the same run.
    """
    learner_id = take_claim_code(code, now)
    if may_act(learner_id, account_id):
        raise CodeForSomebodyElse
    own = db.session.scalars(select(Learner.id).where(Learner.account_id == account_id)).one_or_none()
    end_all_care(learner_id, now)
    if own is not None and own != learner_id:
        _join(own, learner_id)
    db.session.execute(update(Learner).where(Learner.id == learner_id).values(account_id=account_id))
    return db.session.get_one(Learner, learner_id).public_id


def _join(own: int, claimed: int) -> None:
    """Everything of the record that the account had until now goes to the claimed one."""
    live = select(Enrolment.run_id).where(Enrolment.learner_id == claimed, Enrolment.state.in_(LIVE))
    twice = select(Enrolment.id).where(
        Enrolment.learner_id == own, Enrolment.state.in_(LIVE), Enrolment.run_id.in_(live)
    )
    if db.session.scalar(select(exists(twice))):
        raise EnrolledTwice
    db.session.execute(update(Enrolment).where(Enrolment.learner_id == own).values(learner_id=claimed))
    db.session.execute(update(Learner).where(Learner.id == own).values(account_id=None))
    db.session.flush()
    db.session.execute(delete(Learner).where(Learner.id == own))
