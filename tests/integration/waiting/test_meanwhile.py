"""Asking for a place while the provider cancels the run, or is answered after its end: nobody is left behind in it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.core.db import db
from catalogue.enrolment import rules, services
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.rules import LIVE
from tests.builders import NOON, a_learner, a_run
from tests.integration.waiting.scenes import a_full_run, by, enrolment_of
from tests.overlapping import overlapping


def live_in(app: Flask, run_id: int) -> int:
    with app.app_context():
        there = Enrolment.run_id == run_id, Enrolment.state.in_(LIVE)
        return db.session.scalar(select(func.count(Enrolment.id)).where(*there)) or 0


@pytest.mark.parametrize("approval", [False, True], ids=["waiting", "asking"])
def test_nobody_joins_a_run_that_is_being_cancelled(each_app: Flask, approval: bool) -> None:
    with each_app.app_context():
        run_id = (a_run(allocation="approval") if approval else a_full_run()[0]).id
        late = a_learner()
        learner_id, account_id = late.id, by(late)

    def ask() -> None:
        if approval:
            services.enrol(run_id, learner_id, acted_by=account_id, now=NOON)
        else:
            services.wait(run_id, [learner_id], acted_by=account_id, now=NOON)

    refused = overlapping(
        each_app, lambda: services.cancel_run(run_id, "No room", acted_by=services.OPERATOR, now=NOON), ask
    )

    assert isinstance(refused, rules.RunCancelled)
    assert live_in(each_app, run_id) == 0


def test_a_request_is_not_confirmed_for_a_run_that_is_over(app: Flask) -> None:
    run, learner = a_run(allocation="approval"), a_learner()
    services.enrol(run.id, learner.id, acted_by=by(learner), now=NOON)
    asked, after = enrolment_of(run, learner), NOON + timedelta(days=40)

    with pytest.raises(rules.RunEnded):
        services.decide(asked.id, services.Decision.CONFIRM, acted_by=services.OPERATOR, now=after)
    decided = services.decide(asked.id, services.Decision.REJECT, acted_by=services.OPERATOR, now=after)

    assert decided == "rejected"


def test_where_one_begins_when_one_likes_one_also_cancels_when_one_likes(app: Flask) -> None:
    run, learner = a_run(starts_at=NOON - timedelta(days=5), flexible_start=True, enrol_closes_at=None), a_learner()
    run.ends_at = None
    db.session.commit()
    services.enrol(run.id, learner.id, acted_by=by(learner), now=NOON)

    services.cancel(enrolment_of(run, learner).id, acted_by=by(learner), now=NOON)

    assert enrolment_of(run, learner).state == "cancelled"
