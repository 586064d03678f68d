"""An answer that is for a whole family is given by somebody who may act for all of it."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.accounts.models import Account, Guardianship, Learner
from catalogue.core.db import db
from catalogue.core.mail import deliver
from catalogue.enrolment import rules, services
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.offer_links import offer_link
from catalogue.enrolment.rules import EnrolmentState, Together
from catalogue.offerings.models import Run
from tests.builders import NOON, a_dependant, a_learner, an_account, saved
from tests.integration.waiting.scenes import a_full_run, enrolment_of, leave, states, wait
from tests.mailbox import mail_files, text_of
from tests.people import browser_of


class Scene(NamedTuple):
    """A mother who waits together with her child, whom the father looks after too; both seats are offered."""

    run: Run
    mother: Learner
    child: Learner
    father: int


def a_scene() -> Scene:
    run, there = a_full_run(seats=2)
    mother = a_learner(account=an_account(email="mother@example.org"))
    child = a_dependant(mother)
    father = an_account(email="father@example.org", language="en").id
    saved(Guardianship(account_id=father, learner_id=child.id, kind="parent", since=NOON))
    wait(run, mother, child, together=Together.ALL)
    for one in there:
        leave(run, one)
    assert states(run, mother, child) == [EnrolmentState.OFFERED] * 2
    return Scene(run, mother, child, father)


@pytest.mark.parametrize("answer", [services.accept, services.decline], ids=["accept", "decline"])
def test_who_may_act_for_one_of_them_only_does_not_answer_for_the_other(each_app: Flask, answer: object) -> None:
    with each_app.app_context():
        scene = a_scene()
        offer = enrolment_of(scene.run, scene.child)

        with pytest.raises(rules.AnswerIsForOthersToo):
            answer(offer.id, acted_by=scene.father, now=NOON)  # type: ignore[operator]

        assert states(scene.run, scene.mother, scene.child) == [EnrolmentState.OFFERED] * 2
        answer(offer.id, acted_by=scene.mother.account_id, now=NOON)  # type: ignore[operator]
        assert len({*states(scene.run, scene.mother, scene.child)} - {EnrolmentState.OFFERED}) == 1


def test_mail_and_pages_say_so_and_have_no_buttons(bare_app: Flask) -> None:
    with bare_app.app_context():
        scene = a_scene()
        deliver(NOON)
        his = [mail for mail in mail_files(bare_app.config["SETTINGS"].home) if mail["To"] == "father@example.org"]
        number, father = enrolment_of(scene.run, scene.child).public_id, scene.father
        account = db.session.scalars(select(Account.public_id).where(Account.id == father)).one()
        with bare_app.test_request_context():
            link = offer_link(number, account, "en").partition("/en/")[2]
    words = "you may not act for all of them"

    assert [words in text_of(mail) for mail in his if "offered" in str(mail["Subject"])] == [True]
    shown = bare_app.test_client().get(f"/en/{link}")
    assert words in shown.text
    assert 'value="accept"' not in shown.text
    own = browser_of(bare_app, father).get(f"/en/me/enrolments/{number}")
    assert words in own.text
    assert 'value="accept"' not in own.text
    refused = bare_app.test_client().post(
        f"/en/{link}", data={"answer": "accept"}, headers={"Origin": "http://localhost"}
    )
    assert refused.status_code == rules.AnswerIsForOthersToo.status
    with bare_app.app_context():
        still = db.session.scalars(select(Enrolment.state).where(Enrolment.public_id == number)).one()
        assert still == EnrolmentState.OFFERED
