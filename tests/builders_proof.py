"""Courses that are over, with somebody who was there. Call inside an app context."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from catalogue.accounts.models import Account, AccountRole, Learner
from catalogue.core.clock import now
from catalogue.enrolment.completion import services
from catalogue.enrolment.completion.rules import Outcome
from catalogue.enrolment.models import Enrolment
from catalogue.offerings.models import Offering, Run
from tests.builders import a_learner, a_run, an_account, an_offering, saved


def an_office_member(**about: Any) -> Account:
    account = an_account()
    saved(AccountRole(**{"account_id": account.id, "role": "office", "granted_at": now(), **about}))
    return account


def a_course(**about: Any) -> Offering:
    """A course of 24 hours, in both languages, that ends with a certificate."""
    return an_offering(**{"title_en": "Welding", "hours": 24, "credential": "completion", **about})


def a_run_that_is_over(*, offering: Offering | None = None, days: int = 3, **about: Any) -> Run:
    """A run whose only meeting was some days ago, with one seat taken."""
    begun = now() - timedelta(days=days)
    defaults = {"seats_taken": 1, "enrol_opens_at": begun - timedelta(days=20)}
    return a_run(offering=offering or a_course(), starts_at=begun, **{**defaults, **about})


def a_seat_in(run: Run, *, learner: Learner | None = None, **about: Any) -> Enrolment:
    learner = learner or a_learner()
    row = {"run_id": run.id, "learner_id": learner.id, "acted_by": learner.account_id, "state": "confirmed"}
    return saved(Enrolment(**{**row, "created_at": now(), "changed_at": now(), **about}))


def completed(enrolment: Enrolment, *, office: Account | None = None) -> str:
    """Complete it, as the office does. :returns: the certificate's code, empty where there is none."""
    acted_by = (office or an_office_member()).id
    return services.complete(enrolment.id, Outcome.COMPLETED, acted_by=acted_by, now=now()).code or ""


def a_certificate(*, learner: Learner | None = None, **about: Any) -> str:
    """Somebody's certificate for a course that is over. :returns: its code."""
    return completed(a_seat_in(a_run_that_is_over(offering=a_course(**about)), learner=learner))
