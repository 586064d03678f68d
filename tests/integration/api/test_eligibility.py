"""The question whether somebody may enrol, put by a program: the same verdict as on the pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.core.clock import now
from tests.builders import a_dependant, a_learner, a_run, an_offering
from tests.people import browser_of

ADDRESS = "/api/v1/eligibility"


def an_open_run(**about: Any) -> str:
    offering = an_offering(age_min=6, age_max=12)
    times = {"starts_at": now() + timedelta(days=10), "enrol_closes_at": now() + timedelta(days=9)}
    return a_run(offering=offering, **{**times, **about}).public_id


def codes(answer: Any) -> list[str]:
    return [reason["code"] for reason in answer.get_json()["reasons"]]


def test_anybody_may_ask_about_somebody_described(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        run = an_open_run(gender_mode="girls")
    assert codes(client.post(ADDRESS, json={"run": run})) == ["birth_date_needed", "gender_needed"]
    boy = client.post(ADDRESS, json={"run": run, "birth_date": "1990-05-01", "gender": "male"})
    assert codes(boy) == ["too_old", "not_for_this_group"]
    born = (now().date() - timedelta(days=9 * 366)).isoformat()
    girl = client.post(ADDRESS, json={"run": run, "birth_date": born, "gender": "female"}).get_json()
    assert (girl["may_enrol"], girl["reasons"]) == (True, [])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"run": "\\ud800"}', 404), (b'{"run": "\\u0000"}', 404), (b'{"run": "x", "learner": "\\ud800"}', 404),
        (b'{"run": 1e999}', 400), (b'{"run": "x", "more": NaN}', 400), (b"[" * 100_000, 400),
    ],
)  # fmt: skip
def test_what_no_database_can_be_asked_is_refused(each_app: Flask, body: bytes, status: int) -> None:
    answer = each_app.test_client().post(ADDRESS, data=body, content_type="application/json")
    assert answer.status_code == status, answer.text


def test_the_words_come_in_the_language_that_is_asked_for(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        run = an_open_run()
    asked = {"run": run, "birth_date": "1990-05-01"}
    english = client.post(f"{ADDRESS}?lang=en", json=asked).get_json()["reasons"][0]
    arabic = client.post(f"{ADDRESS}?lang=ar", json=asked).get_json()["reasons"][0]
    assert english["message"] == "This course is for younger learners."
    assert arabic["message"] != english["message"]


def test_the_nearest_date_is_named(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        offering = an_offering()
        late = {"starts_at": now() + timedelta(days=20), "enrol_closes_at": now() + timedelta(days=19)}
        cancelled, other = a_run(offering=offering, **late, state="cancelled"), a_run(offering=offering, **late)
        ids = cancelled.public_id, other.public_id
    answer = client.post(ADDRESS, json={"run": ids[0]}).get_json()
    assert (answer["reasons"][0]["code"], answer["nearest_run"]) == ("run_cancelled", ids[1])


def test_ones_own_household_is_known_and_nobody_elses(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        run, guardian, stranger = an_open_run(), a_learner(), a_learner()
        child = a_dependant(guardian, birth_date=date(1990, 1, 1)).public_id
        ids = guardian.account_id or 0, stranger.account_id or 0
    asked = {"run": run, "learner": child}
    assert codes(browser_of(bare_app, ids[0]).post(ADDRESS, json=asked)) == ["too_old"]
    assert browser_of(bare_app, ids[1]).post(ADDRESS, json=asked).status_code == 404
    assert client.post(ADDRESS, json=asked).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "run"),
        ([], "run"),
        ({"run": 5}, "run"),
        ({"birth_date": "31/02/2010"}, "birth_date"),
        ({"birth_date": 20100101}, "birth_date"),
        ({"birth_date": "2999-01-01"}, "birth_date"),
        ({"gender": "x"}, "gender"),
        ({"gender": ["female"]}, "gender"),
    ],
)
def test_what_cannot_be_read_is_named(bare_app: Flask, client: FlaskClient, body: Any, field: str) -> None:
    with bare_app.app_context():
        run = an_open_run()
    asked = body if field == "run" else {"run": run, **body}
    answer = client.post(ADDRESS, json=asked)
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, field)


def test_a_run_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    assert client.post(ADDRESS, json={"run": "NOSUCHRUN1"}).status_code == 404
