"""Two who look after the same person: they come and go with each other's knowledge, and one of them always stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.accounts import rules, services
from catalogue.accounts.models import GuardianInvitation, Guardianship, Learner
from catalogue.accounts.rules import Purpose
from catalogue.accounts.secrets import link_token
from catalogue.accounts.services import Proof
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.errors import DomainError
from catalogue.core.mail import deliver
from catalogue.enrolment import services as enrolment
from catalogue.enrolment.services.claiming import CodeForSomebodyElse
from catalogue.privacy.services import erase
from tests.builders import NOON, a_dependant, a_learner, an_account, saved
from tests.mailbox import mail_files, text_of
from tests.overlapping import overlapping
from tests.people import browser_of

Parents = tuple[int, int, int]
"""The child, and two accounts."""


def two_parents(app: Flask, lang: str = "en") -> Parents:
    with app.app_context():
        mother = a_learner(account=an_account(email="mother@example.org", language=lang))
        father = a_learner(account=an_account(email="father@example.org", language=lang))
        child = a_dependant(mother, birth_date=now().date() - timedelta(days=20 * 366))
        saved(Guardianship(account_id=father.account_id, learner_id=child.id, kind="parent", since=NOON))
        return child.id, mother.account_id or 0, father.account_id or 0


def guardians(app: Flask, child: int) -> int:
    with app.app_context():
        active = Guardianship.learner_id == child, Guardianship.state == "active"
        return db.session.scalar(select(func.count(Guardianship.id)).where(*active)) or 0


def test_of_two_who_leave_at_once_one_stays(each_app: Flask) -> None:
    child, mother, father = two_parents(each_app)

    refused = overlapping(
        each_app,
        lambda: services.end_care(child, account_id=mother, now=now()),
        lambda: services.end_care(child, account_id=father, now=now()),
    )

    assert isinstance(refused, rules.LastGuardian)
    assert guardians(each_app, child) == 1


def test_who_leaves_while_the_other_is_erased_is_the_last_one(each_app: Flask) -> None:
    child, mother, father = two_parents(each_app)

    refused = overlapping(
        each_app,
        lambda: erase(mother, Proof(signed_in_at=now()), now=now()),
        lambda: services.end_care(child, account_id=father, now=now()),
    )

    assert isinstance(refused, rules.LastGuardian)
    assert guardians(each_app, child) == 1
    with each_app.app_context():
        assert db.session.get_one(Learner, child).erased_at is None


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_who_looks_after_somebody_is_told_of_a_new_guardian_and_of_one_who_left(bare_app: Flask, lang: str) -> None:
    child, mother, father = two_parents(bare_app, lang)
    with bare_app.app_context():
        aunt = a_learner(account=an_account(email="aunt@example.org")).account_id or 0
        services.invite_guardian(child, "aunt@example.org", invited_by=mother, now=now())
        deliver(now())
        (asked,) = mail_files(bare_app.config["SETTINGS"].home)
        token = text_of(asked).partition("/family/invitation/")[2].split()[0]
        services.accept_invitation(token, services.Care(aunt, "other"), now())
        services.end_care(child, account_id=father, now=now())
        deliver(now())

    told = [(str(mail["To"]), text_of(mail)) for mail in mail_files(bare_app.config["SETTINGS"].home)[1:]]

    assert sorted(to for to, _text in told) == [
        "aunt@example.org", "father@example.org", "mother@example.org", "mother@example.org"
    ]  # fmt: skip
    assert all("Sara Salem" in text for _to, text in told)
    assert not [text for _to, text in told if "@" in text], "nobody's address is told to another"


def test_whoever_looks_after_somebody_cannot_take_over_the_record(bare_app: Flask) -> None:
    """Else the guardian's own record would become part of that of the mother or the child."""
    child, mother, _father = two_parents(bare_app)
    with bare_app.app_context():
        today = now().date()
        code = services.make_claim_code(child, made_by=mother, of_age_at=18, today=today, now=now())

    page = browser_of(bare_app, mother).post("/en/me/family/claim", data={"code": code})

    assert page.status_code == CodeForSomebodyElse.status
    assert str(CodeForSomebodyElse.message) in page.text
    with bare_app.app_context():
        own = a_learner().account_id or 0
        assert enrolment.claim_record(code, own, now()), "the code is as good as before"


def test_nobody_comes_in_while_the_record_is_taken_over(each_app: Flask) -> None:
    child, mother, _father = two_parents(each_app)
    with each_app.app_context():
        own, aunt = a_learner().account_id or 0, a_learner().account_id or 0
        code = services.make_claim_code(child, made_by=mother, of_age_at=18, today=now().date(), now=now())
        services.invite_guardian(child, "aunt@example.org", invited_by=mother, now=now())
        handle = db.session.scalars(select(GuardianInvitation.handle)).one()
        token = link_token(handle, Purpose.GUARDIAN)

    refused = overlapping(
        each_app,
        lambda: enrolment.claim_record(code, own, now()),
        lambda: services.accept_invitation(token, services.Care(aunt, "other"), now()),
    )

    assert isinstance(refused, rules.LinkExpired)
    assert guardians(each_app, child) == 0


def test_the_same_form_sent_twice_adds_one_person(each_app: Flask) -> None:
    with each_app.app_context():
        mother = a_learner().account_id or 0
    about = services.Particulars("", "Sara Salem", now().date() - timedelta(days=3000), "female", None)
    added: list[str | DomainError | None] = []

    def add() -> None:
        added.append(services.add_dependant(about, services.Care(mother, "parent"), now()))

    overlapping(each_app, add, add)

    assert len(added) == 2
    assert added[0] == added[1]
    with each_app.app_context():
        assert db.session.scalar(select(func.count(Guardianship.id)).where(Guardianship.account_id == mother)) == 1
