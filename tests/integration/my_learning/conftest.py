"""A household: a mother with her own learner, a daughter and a son; somebody else; runs open now."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.accounts.models import Guardianship, Learner
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment import services
from catalogue.enrolment.models import Enrolment
from catalogue.offerings.models import Run
from tests.builders import NOON, a_learner, an_account, saved
from tests.integration.enrolment.conftest import an_open_run, browser, learner
from tests.people import browser_of

__all__ = ["browser", "learner"]


@dataclass(frozen=True)
class Household:
    """Ids of the account and its learners, and browsers of the mother and of a stranger."""

    app: Flask
    account: int
    mother: int
    daughter: int
    son: int
    browser: FlaskClient
    stranger: FlaskClient

    def enrolled(self, learner_id: int, run: Run | None = None, **about: object) -> Enrolment:
        """A seat for one of the household. Call inside an app context."""
        run = run or an_open_run(**about)
        made = services.enrol(
            run.id, learner_id, acted_by=self.account, confirmed=frozenset({"clash", "household_clash"}), now=now()
        )
        return db.session.query(Enrolment).filter_by(public_id=made.public_id).one()


@pytest.fixture
def household(bare_app: Flask) -> Household:
    with bare_app.app_context():
        mother = a_learner(account=an_account(language="en"), full_name_en="Noura Salem")
        account = mother.account_id or 0
        children = [
            saved(Learner(full_name_en=name, full_name_ar=None, created_at=NOON))
            for name in ("Sara Ali", "Abd al-Rahman Ali")
        ]
        for child in children:
            saved(Guardianship(account_id=account, learner_id=child.id, kind="parent", since=NOON))
        stranger = a_learner()
        daughter, son = (child.id for child in children)
        mother_id = mother.id
        stranger_account = stranger.account_id or 0
    return Household(
        bare_app,
        account,
        mother_id,
        daughter,
        son,
        browser=browser_of(bare_app, account),
        stranger=browser_of(bare_app, stranger_account),
    )
