"""The race that the seat rule prevents, on purpose: only with CATALOGUE_TEST_NEGATIVE_CONTROL=unlocked.

A concurrency test that cannot fail proves nothing; this is how it is shown to fail without the rule.
"""

from __future__ import annotations

from collections.abc import Collection

from flask import current_app, g
from sqlalchemy import select, update

from catalogue.core.db import db
from catalogue.enrolment.rules import RunFull
from catalogue.offerings.models import Run


def look_ahead(run_ids: Collection[int]) -> None:
    """Read the counters before anything is locked; without the control, nothing happens."""
    if current_app.config["SETTINGS"].test_negative_control == "unlocked":
        found = select(Run.id, Run.seats_taken).where(Run.id.in_(run_ids))
        g.seats_seen = dict(db.session.execute(found).tuples().all())


def claim_seat(run_id: int, seen: int) -> None:
    """Check then write, with what was read before: two who saw the same last seat both get it."""
    seen = g.get("seats_seen", {}).get(run_id, seen)
    run = db.session.get_one(Run, run_id)
    if run.capacity is not None and seen >= run.capacity:
        raise RunFull
    db.session.execute(update(Run).where(Run.id == run_id).values(seats_taken=seen + 1))
