"""A full run before a family in its browser: what the tests of the pages of waiting begin with."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from catalogue.accounts.models import Guardianship, Learner
from catalogue.core import mail
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment import services
from catalogue.enrolment.models import Enrolment
from tests.builders import NOON, a_learner, an_account, saved
from tests.integration.enrolment.conftest import an_open_run
from tests.mailbox import mail_files, text_of
from tests.people import browser_of


class House:
    """A full run, whoever has its only seat, and a guardian with a child, whose browser it is."""

    def __init__(self, app: Flask, **about: Any) -> None:
        self.app = app
        with app.app_context():
            there = a_learner()
            self.there, self.holder = there.id, there.account_id or 0
            run = an_open_run(**{"capacity": 1, "waiting_list": 4, **about})
            services.enrol(run.id, self.there, acted_by=self.holder, now=now())
            own = a_learner(account=an_account(language="en", email="guardian@example.org"), full_name_en="Huda Adel")
            child = saved(Learner(full_name_en="Sara Adel", created_at=NOON))
            saved(Guardianship(account_id=own.account_id, learner_id=child.id, kind="parent", since=NOON))
            self.run, self.offering = run.public_id, run.offering.public_id
            self.own, self.child, self.account = own.public_id, child.public_id, own.account_id or 0
        self.browser = browser_of(app, self.account)

    def wait(self, *people: str, **form: str) -> str:
        """:returns: where it leads."""
        query = "&".join(f"for={one}" for one in people)
        return (
            self.browser.post(f"/en/enrol/{self.run}/wait?{query}", data={"for": list(people), **form}).location or ""
        )

    def free_the_seat(self) -> None:
        with self.app.app_context():
            held = db.session.scalars(select(Enrolment.id).where(Enrolment.learner_id == self.there)).one()
            services.cancel(held, acted_by=self.holder, now=now())

    def letters(self) -> dict[str, str]:
        """Subject → text, of everything that was sent to the guardian."""
        with self.app.app_context():
            mail.deliver(now())
        letters = mail_files(self.app.config["SETTINGS"].home)
        return {str(one["Subject"]): text_of(one) for one in letters if one["To"] == "guardian@example.org"}

    def states(self) -> list[str]:
        with self.app.app_context():
            found = select(Enrolment.state).where(Enrolment.acted_by == self.account).order_by(Enrolment.id)
            return list(db.session.scalars(found))
