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
from tests.people import ORIGIN, browser_of

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
        born("1_0", "1", "1990"),
        born("+1", "1", "1990"),
        born("1", "1", "1_990"),
        born("-1", "1", "1990"),
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


WHOLE = {
    **NAMES,
    **born("5", "3", "1990"),
    "gender": "female",
    "district": "jubail-industrial-city:khalij",
}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"gender": "robot"}, "gender"),
        ({"district": "jubail-industrial-city:atlantis"}, "district"),
        ({"district": "x"}, "district"),
        ({"birth_date_day": "1_0"}, "birth_date"),
        ({"full_name_en": "12 34"}, "full_name_en"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field_and_erases_nothing(
    bare_app: Flask, noura: tuple[FlaskClient, int], wrong: dict[str, str], field: str
) -> None:
    client, _ = noura
    client.post("/ar/settings/profile", data=WHOLE)
    before = stored(bare_app)
    answer = client.post("/en/settings/profile", data={**WHOLE, **wrong})
    assert (answer.status_code, f'id="f-{field}-error"' in answer.text) == (422, True)
    after = stored(bare_app)
    for name in ("full_name_en", "birth_date", "gender", "district_id"):
        assert getattr(after, name) == getattr(before, name) is not None


def test_what_a_form_does_not_speak_of_stays(bare_app: Flask, noura: tuple[FlaskClient, int]) -> None:
    client, _ = noura
    client.post("/ar/settings/profile", data=WHOLE)
    client.post("/ar/settings/profile", data={"full_name_en": "Noura Ahmad"})
    learner = stored(bare_app)
    assert (learner.full_name_en, learner.birth_date, learner.gender) == ("Noura Ahmad", date(1990, 3, 5), "female")
    client.post("/ar/settings/profile", data={**WHOLE, **born("", "", ""), "district": ""})
    assert (stored(bare_app).birth_date, stored(bare_app).district_id) == (None, None)


UNSEEN = [
    chr(code)
    for code in (
        *(0xAD, 0x34F, 0x115F, 0x1160, 0x180E, 0x200B, 0x200C, 0x200D, 0x206A, 0x206F, 0x2800, 0x3164, 0xFFA0),
        *(0xFFF9, 0xFFFB, 0xE0001, 0xE0100, 0xE0FFF),
    )
]


@pytest.mark.parametrize("name", [*UNSEEN, "".join(UNSEEN), "12", "...", "\u0301\u0301", "\U0001f600"], ids=ascii)
def test_a_name_has_at_least_one_letter_that_is_seen(
    bare_app: Flask, noura: tuple[FlaskClient, int], name: str
) -> None:
    client, _ = noura
    assert client.post("/ar/settings/profile", data={"full_name_ar": name, "full_name_en": ""}).status_code == 422
    form = {"name": name, "email": "other@example.org", "consent": "yes"}
    assert bare_app.test_client().post("/en/join", data=form, headers={"Origin": ORIGIN}).status_code == 422


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
