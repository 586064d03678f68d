"""The race that the seat rule prevents, on purpose: only with CATALOGUE_TEST_NEGATIVE_CONTROL=unlocked.

A concurrency test that cannot fail proves nothing; this is how it is shown to fail without the rule.
"""

from __future__ import annotations

from sqlalchemy import update

from catalogue.core.db import db
from catalogue.enrolment.rules import RunFull
from catalogue.offerings.models import Run


def claim_seat(run_id: int, seen: int) -> None:
    """Check then write, with what was read before: two who saw the same last seat both get it."""
    run = db.session.get_one(Run, run_id)
    if run.capacity is not None and seen >= run.capacity:
        raise RunFull
    db.session.execute(update(Run).where(Run.id == run_id).values(seats_taken=seen + 1))
