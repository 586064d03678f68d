"""Full runs, families and what became of them: what the tests of waiting lists are made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from catalogue.accounts.models import Guardianship, Learner
from catalogue.core.db import db
from catalogue.core.outbox import Message
from catalogue.enrolment import services
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import Together
from catalogue.offerings.models import Run
from tests.builders import NOON, a_learner, a_run, an_account, saved


def a_full_run(seats: int = 1, places: int = 5, **about: Any) -> tuple[Run, list[Learner]]:
    """A run whose seats are all taken, and by whom."""
    run = a_run(capacity=seats, waiting_list=places, **about)
    there = [a_learner(gender="female") for _ in range(seats)]
    for learner in there:
        services.enrol(run.id, learner.id, acted_by=by(learner), now=NOON)
    return run, there


def by(learner: Learner) -> int:
    return learner.account_id or 0


def wait(run: Run, *learners: Learner, together: Together = Together.ANY, acted_by: int = 0) -> None:
    ids = [one.id for one in learners]
    services.wait(run.id, ids, acted_by=acted_by or by(learners[0]), together=together, now=NOON)


def leave(run: Run, learner: Learner, now: datetime = NOON) -> None:
    services.cancel(enrolment_of(run, learner).id, acted_by=by(learner), now=now)


def enrolment_of(run: Run, learner: Learner) -> Enrolment:
    found = select(Enrolment).where(Enrolment.run_id == run.id, Enrolment.learner_id == learner.id)
    return db.session.scalars(found.order_by(Enrolment.id.desc())).first() or pytest.fail("no enrolment")


def states(run: Run, *learners: Learner) -> list[str]:
    db.session.expire_all()
    return [enrolment_of(run, one).state for one in learners]


def told(kind: str) -> list[str]:
    return sorted(db.session.scalars(select(Message.address).where(Message.kind == kind)))


def a_family(size: int) -> tuple[int, list[Learner]]:
    """An account that looks after so many children."""
    account = an_account()
    children = [saved(Learner(full_name_en=f"Child {number}", created_at=NOON)) for number in range(size)]
    for child in children:
        saved(Guardianship(account_id=account.id, learner_id=child.id, kind="parent", since=NOON))
    return account.id, children
