"""Display choices for everybody, particulars for the signed-in."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.accounts.models import Account, Learner
from catalogue.core.db import db
from tests.builders import a_learner
from tests.people import browser_of

NAMES = {"full_name_ar": "", "full_name_en": "Noura Salem"}


@pytest.fixture
def noura(bare_app: Flask) -> tuple[FlaskClient, int]:
    with bare_app.app_context():
        account_id = a_learner().account_id or 0
    return browser_of(bare_app, account_id), account_id


def stored(app: Flask) -> Learner:
    with app.app_context():
        return db.session.scalars(select(Learner)).one()


def born(day: str, month: str, year: str, calendar: str = "greg") -> dict[str, str]:
    return {
        "birth_date_day": day,
        "birth_date_month": month,
        "birth_date_year": year,
        "birth_date_calendar": calendar,
    }


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (born("5", "3", "1990"), date(1990, 3, 5)),
        (born("٥", "٣", "١٩٩٠"), date(1990, 3, 5)),
        (born("8", "8", "1410", "hijri"), date(1990, 3, 5)),
        (born("", "", ""), None),
    ],
)
def test_a_birth_date_is_taken_in_either_calendar_and_digits(
    bare_app: Flask, noura: tuple[FlaskClient, int], typed: dict[str, str], expected: date | None
) -> None:
    client, _ = noura
    assert client.post("/ar/settings/profile", data={**NAMES, **typed}).status_code == 303
    assert stored(bare_app).birth_date == expected


@pytest.mark.parametrize(
    "typed",
    [
        born("31", "2", "1990"),
        born("30", "2", "1410", "hijri"),
        born("1", "1", "2999"),
        born("1", "1", "1700"),
        born("x", "1", "1990"),
        born("1", "1", ""),
        born("1", "13", "1410", "hijri"),
        born("1", "1", "999999999999"),
    ],
)
def test_a_day_that_does_not_exist_is_refused_at_its_field(
    bare_app: Flask, noura: tuple[FlaskClient, int], typed: dict[str, str]
) -> None:
    client, _ = noura
    answer = client.post("/en/settings/profile", data={**NAMES, **typed})
    assert answer.status_code == 422
    assert "birth_date" in answer.text
    assert stored(bare_app).birth_date is None


def test_particulars_are_kept_and_hidden_marks_are_not(bare_app: Flask, noura: tuple[FlaskClient, int]) -> None:
    client, _ = noura
    form = {"full_name_en": " Noura \u202e Salem ", "gender": "female", "district": "jubail-industrial-city:khalij"}
    assert client.post("/ar/settings/profile", data=form).status_code == 303
    learner = stored(bare_app)
    assert (learner.full_name_en, learner.gender) == ("Noura Salem", "female")
    assert learner.district_id is not None


def test_a_person_keeps_at_least_one_name(noura: tuple[FlaskClient, int]) -> None:
    client, _ = noura
    assert client.post("/ar/settings/profile", data={"full_name_en": " "}).status_code == 422


def test_only_what_the_form_asks_is_changed(bare_app: Flask, noura: tuple[FlaskClient, int]) -> None:
    client, account_id = noura
    before = stored(bare_app)
    columns = {column.key: "7" for column in Learner.__table__.columns} | {
        column.key: "7" for column in Account.__table__.columns
    }
    client.post("/ar/settings/profile", data={**columns, **NAMES, "gender": "female", "district": ""})
    after = stored(bare_app)
    assert (after.id, after.public_id, after.account_id) == (before.id, before.public_id, account_id)
    assert after.created_at == before.created_at


def test_display_choices_are_a_cookie_for_everybody(bare_app: Flask, client: FlaskClient) -> None:
    answer = client.post(
        "/ar/settings", data={"theme": "dark", "digits": "arab", "text": "rubbish", "back": "/ar/about"}
    )
    assert (answer.status_code, answer.location) == (303, "/ar/about")
    assert "display=" in answer.headers["Set-Cookie"]
    page = client.get("/ar/about").text
    assert 'data-theme="dark"' in page
    assert 'data-digits="arab"' in page
    assert 'data-text="normal"' in page


def test_the_signed_in_are_written_to_as_they_read(bare_app: Flask, noura: tuple[FlaskClient, int]) -> None:
    client, account_id = noura
    client.post("/ar/settings", data={"digits": "arab", "cal": "hijri", "mail_language": "en"})
    with bare_app.app_context():
        account = db.session.get_one(Account, account_id)
        assert (account.digits, account.calendar, account.language) == ("arab", "hijri", "en")


def test_the_choices_of_an_account_hold_on_every_device(bare_app: Flask, noura: tuple[FlaskClient, int]) -> None:
    client, account_id = noura
    client.post("/ar/settings", data={"digits": "arab"})
    assert 'data-digits="arab"' in browser_of(bare_app, account_id).get("/ar/about").text
