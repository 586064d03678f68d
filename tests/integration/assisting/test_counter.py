"""At a counter: somebody without e-mail is enrolled, what was agreed to is noted, a slip is printed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from catalogue.accounts.models import Assistance, Consent, Learner
from catalogue.core.audit import AuditEntry
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.outbox import Message
from catalogue.enrolment.models import Enrolment
from tests.builders import a_learner, an_offering
from tests.integration.assisting.conftest import AGREED
from tests.integration.enrolment.conftest import number_of
from tests.people import browser_of

DAY = timedelta(days=1)


def enrol(counter: FlaskClient, run_number: str, **typed: str) -> str:
    """Send the whole form. :returns: the address of the slip."""
    answer = counter.post(f"/en/assist/runs/{run_number}/send", data={**AGREED, **typed})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def code_on(counter: FlaskClient, slip: str) -> str:
    return str(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", counter.post(slip).text)[0])


def counted(model: type[object]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_somebody_is_enrolled_with_the_consent_noted_and_every_act_in_the_audit(
    bare_app: Flask, counter: FlaskClient, assistant: Learner, run_number: str
) -> None:
    read_aloud = counter.post(f"/en/assist/runs/{run_number}", data={"full_name_en": "Layla Omar"}).text
    assert "Do you agree?" in read_aloud
    with bare_app.app_context():
        assert counted(Enrolment) == counted(Consent) == 0, "nothing is kept before the yes"

    slip = enrol(counter, run_number)

    with bare_app.app_context():
        made = db.session.scalars(select(Enrolment)).one()
        assert (made.state, made.learner.full_name_en, made.learner.account_id) == ("confirmed", "Layla Omar", None)
        consent = db.session.scalars(select(Consent)).one()
        assert (consent.learner_id, consent.account_id) == (made.learner_id, assistant.account_id)
        assert (consent.purpose, consent.text_version, consent.language) == ("assisted_enrolment", "2026-11", "en")
        assistance = db.session.scalars(select(Assistance)).one()
        assert made.run.ends_at is not None
        assert assistance.ends_at == made.run.ends_at + 30 * DAY
        acts = db.session.execute(select(AuditEntry.to_state, AuditEntry.actor_id).order_by(AuditEntry.id)).all()
        assert [tuple(one) for one in acts] == [(act, assistant.account_id) for act in ("added", "agreed", "enrolled")]
        assert counted(Message) == 0, "there is nobody to write to"
        number = made.public_id
    page = counter.get(slip).text
    assert page.count(number) >= 2
    assert 'lang="ar" dir="rtl"' in page
    assert "Layla Omar" in page


def test_without_the_yes_nothing_is_kept(bare_app: Flask, counter: FlaskClient, run_number: str) -> None:
    answer = counter.post(f"/en/assist/runs/{run_number}/send", data={**AGREED, "agreed": ""})
    assert answer.status_code == 422
    assert "Without this yes" in answer.text
    with bare_app.app_context():
        assert counted(Learner) == 1
        assert counted(Enrolment) == 0


def test_a_form_that_is_sent_twice_makes_one_person_and_one_enrolment(
    bare_app: Flask, counter: FlaskClient, run_number: str
) -> None:
    assert enrol(counter, run_number) == enrol(counter, run_number)
    with bare_app.app_context():
        assert counted(Learner) == 2
        assert counted(Enrolment) == 1


def test_a_child_is_not_enrolled_at_a_counter(bare_app: Flask, counter: FlaskClient) -> None:
    with bare_app.app_context():
        offering_id = an_offering(age_min=6).id
    run_number = number_of(bare_app, offering_id=offering_id)
    born = {"birth_date_day": "1", "birth_date_month": "2", "birth_date_year": str(now().year - 9)}
    answer = counter.post(f"/en/assist/runs/{run_number}/send", data={**AGREED, **born})
    assert answer.status_code == 422
    assert "is enrolled by the father, the mother or a guardian" in answer.text
    assert enrol(counter, run_number, **{**born, "birth_date_year": "1960"})


def test_the_verdict_is_the_one_of_all_pages(bare_app: Flask, counter: FlaskClient) -> None:
    closed = number_of(bare_app, enrol_closes_at=now() - timedelta(hours=1))
    assert 'data-code="enrolment_closed"' in counter.get(f"/en/assist/runs/{closed}").text
    answer = counter.post(f"/en/assist/runs/{closed}/send", data=AGREED)
    assert answer.status_code == 422
    women = number_of(bare_app, gender_mode="women")
    answer = counter.post(f"/en/assist/runs/{women}", data={"full_name_en": "Omar Salem", "gender": "male"})
    assert 'id="f-gender-error"' in answer.text


def test_somebody_who_comes_again_is_found_by_name_or_number_and_nobody_else_is(
    bare_app: Flask, counter: FlaskClient, run_number: str
) -> None:
    slip = enrol(counter, run_number)
    number = slip.rpartition("/")[2]
    with bare_app.app_context():
        a_learner(full_name_en="Layla Someone Else")
        person = db.session.scalars(select(Learner.public_id).where(Learner.full_name_en == "Layla Omar")).one()
    for words in ("layla", number):
        found = counter.post("/en/assist/find", data={"words": words}).text
        assert person in found
        assert "Someone Else" not in found
    assert counter.post("/en/assist/find", data={"words": "la"}).status_code == 422
    other = number_of(bare_app, starts_at=now() + 20 * DAY)
    enrol(counter, other, person=person, key="k2", full_name_en="Renamed")
    with bare_app.app_context():
        assert counted(Learner) == 3, "the same person"
        assert db.session.scalars(select(Enrolment.learner_id)).all().count(3) == 0
        assert db.session.scalar(select(func.count(Enrolment.learner_id.distinct()))) == 1
        assert db.session.scalar(select(Learner.id).where(Learner.full_name_en == "Renamed")) is None


def test_the_code_on_the_slip_takes_the_record_over_and_ends_the_assistance(
    bare_app: Flask, counter: FlaskClient, run_number: str
) -> None:
    slip = enrol(counter, run_number)
    older, code = code_on(counter, slip), code_on(counter, slip)
    with bare_app.app_context():
        person = a_learner(full_name_en="Layla herself")
        account_id = person.account_id or 0
    browser = browser_of(bare_app, account_id)
    assert browser.post("/en/me/family/claim", data={"code": older}).status_code == 422
    assert browser.post("/en/me/family/claim", data={"code": code}).status_code == 303
    assert browser.get(slip.replace("/assist/", "/me/")).status_code == 200
    assert counter.get(slip).status_code == 404
    assert counter.post(f"{slip}/cancel").status_code == 404
    with bare_app.app_context():
        assert db.session.scalars(select(Consent.withdrawn_at)).one() is not None


def test_an_assistant_cancels_for_the_person(bare_app: Flask, counter: FlaskClient, run_number: str) -> None:
    slip = enrol(counter, run_number)
    assert counter.post(f"{slip}/cancel").status_code == 303
    assert counter.post(f"{slip}/cancel").status_code == 409
    with bare_app.app_context():
        assert db.session.scalars(select(Enrolment.state)).one() == "cancelled"


@pytest.mark.parametrize("how", ["time", "role"])
def test_after_the_time_or_without_the_role_there_is_no_such_person(
    bare_app: Flask, counter: FlaskClient, run_number: str, how: str
) -> None:
    slip = enrol(counter, run_number)
    with bare_app.app_context():
        if how == "time":
            db.session.scalars(select(Assistance)).one().ends_at = now() - timedelta(seconds=1)
        else:
            db.session.execute(db.text("DELETE FROM account_role"))
        db.session.commit()
    refused = 404 if how == "time" else 403
    assert counter.get(slip).status_code == refused
    assert counter.post(slip).status_code == refused
    assert counter.post(f"{slip}/cancel").status_code == refused


def test_the_family_pages_and_the_header_know_nothing_of_it(counter: FlaskClient, run_number: str) -> None:
    enrol(counter, run_number)
    for page in ("/en/me", "/en/me/family", "/en/me/data", "/en/me/data/everything"):
        assert "Layla Omar" not in counter.get(page).text


def test_the_link_is_for_assistants_only(bare_app: Flask, counter: FlaskClient) -> None:
    with bare_app.app_context():
        somebody = a_learner().account_id or 0
    assert "/en/assist" in counter.get("/en/settings").text
    assert "/en/assist" not in browser_of(bare_app, somebody).get("/en/settings").text
    assert browser_of(bare_app, somebody).get("/en/assist").status_code == 403


def test_a_run_is_found_by_its_number_or_its_address(counter: FlaskClient, run_number: str) -> None:
    for typed in (run_number, f"https://example.org/ar/enrol/{run_number}"):
        answer = counter.get("/en/assist", query_string={"run": typed})
        assert answer.location.endswith(f"/en/assist/runs/{run_number}")
    assert counter.get("/en/assist?run=nothing").status_code == 422
