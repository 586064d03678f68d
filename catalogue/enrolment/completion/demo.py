"""The demonstration's finished course: its resident has a certificate, and enough others have rated it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import cycle, islice

from sqlalchemy import func, insert, select, update

from catalogue.accounts.models import Account, AccountRole, Learner
from catalogue.core.db import db, public_id, transaction
from catalogue.enrolment.certificates.rules import WITHOUT_CERTIFICATE
from catalogue.enrolment.completion.models import Rating
from catalogue.enrolment.completion.rules import LEAST_RATINGS_SHOWN, Mark, Outcome
from catalogue.enrolment.completion.services import complete, record_attendance
from catalogue.enrolment.models import Enrolment, EnrolmentEvent
from catalogue.enrolment.rules import EnrolmentState
from catalogue.offerings.models import Offering, Run, RunSession

CAUSE = "demonstration"
FOR_HER = ("mixed", "women", "families")
AGE = 32
STARS = (5, 4, 5, 4, 5, 3, 5)


@transaction
def finish_a_course(resident: str, office: str, now: datetime) -> bool:
    """Let everybody of one run that is over complete it, the resident among them.

    :param resident: her e-mail address. :param office: the address of who enters it.
    :returns: whether there was anything to do.
    """
    learner_id = db.session.scalar(select(Learner.id).join(Account).where(Account.email == resident))
    office_id = db.session.scalar(
        select(Account.id).join(AccountRole, AccountRole.account_id == Account.id).where(Account.email == office)
    )
    run = _run_that_is_over(now)
    if learner_id is None or office_id is None or run is None or _has_any(learner_id):
        return False
    hers = _seat(run, learner_id, now)
    everybody = db.session.scalars(
        select(Enrolment.id).where(Enrolment.run_id == run.id, Enrolment.state == EnrolmentState.CONFIRMED)
    ).all()
    _attend(run, hers, office_id, now)
    for enrolment_id in everybody:
        complete(enrolment_id, Outcome.COMPLETED, acted_by=office_id, now=now)
    _rate([one for one in everybody if one != hers], now)
    return True


def _run_that_is_over(now: datetime) -> Run | None:
    """The latest one that a grown-up woman may have taken, with a certificate and enough people to rate it."""
    found = (
        select(Run)
        .join(Offering)
        .where(
            Run.ends_at < now,
            Run.gender_mode.in_(FOR_HER),
            Run.seats_taken > LEAST_RATINGS_SHOWN,
            Run.capacity.is_(None) | (Run.seats_taken < Run.capacity),
            Offering.credential.not_in([kind for kind in WITHOUT_CERTIFICATE if kind]),
            func.coalesce(Offering.age_min, 0) <= AGE,
            func.coalesce(Offering.age_max, AGE) >= AGE,
        )
        .order_by(Run.ends_at.desc(), Run.id)
    )
    return db.session.scalars(found.limit(1)).first()


def _has_any(learner_id: int) -> bool:
    ended = select(Enrolment.id).where(Enrolment.learner_id == learner_id, Enrolment.state == EnrolmentState.COMPLETED)
    return db.session.scalar(ended) is not None


def _seat(run: Run, learner_id: int, now: datetime) -> int:
    """A seat of hers in it, as if she had enrolled in time."""
    at = (run.starts_at or now) - timedelta(days=10)
    row = {"public_id": public_id(), "run_id": run.id, "learner_id": learner_id, "state": EnrolmentState.CONFIRMED}
    made = insert(Enrolment).values(**row, answers={}, created_at=at, changed_at=at).returning(Enrolment.id)
    enrolment_id = db.session.scalars(made).one()
    event = {"enrolment_id": enrolment_id, "to_state": EnrolmentState.CONFIRMED, "cause": CAUSE, "at": at}
    db.session.execute(insert(EnrolmentEvent).values(**event))
    db.session.execute(update(Run).where(Run.id == run.id).values(seats_taken=Run.seats_taken + 1))
    return enrolment_id


def _attend(run: Run, enrolment_id: int, office_id: int, now: datetime) -> None:
    """She was there every time but the second."""
    meetings = db.session.scalars(
        select(RunSession.id).where(RunSession.run_id == run.id).order_by(RunSession.starts_at)
    ).all()
    for place, session_id in enumerate(meetings):
        mark = Mark.EXCUSED if place == 1 else Mark.PRESENT
        record_attendance(enrolment_id, session_id, mark, acted_by=office_id, now=now)


def _rate(enrolment_ids: list[int], now: datetime) -> None:
    """As many as it takes to show figures, and two more."""
    some = enrolment_ids[: LEAST_RATINGS_SHOWN + 2]
    rows = [
        {"enrolment_id": enrolment_id, "stars": stars, "created_at": now, "changed_at": now}
        for enrolment_id, stars in zip(some, islice(cycle(STARS), len(some)), strict=True)
    ]
    db.session.execute(insert(Rating), rows)
