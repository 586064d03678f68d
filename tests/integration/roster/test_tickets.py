"""The ticket: who has one, what it says, and what happens with it at the door."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.core.db import db
from catalogue.enrolment.models import Enrolment
from tests.integration.roster.conftest import Classroom, Room
from tests.people import browser_of

JSON = {"Accept": "application/json"}


def learner_of(here: Classroom, name: str) -> FlaskClient:
    with here.app.app_context():
        found = select(Enrolment).where(Enrolment.public_id == here.seats[name])
        number = db.session.scalars(found).one().learner.account_id
    return browser_of(here.app, number or 0)


def code_of(here: Classroom, name: str) -> str:
    page = learner_of(here, name).get(f"/en/me/enrolments/{here.seats[name]}/ticket").text
    found = re.search(r'<bdi dir="ltr"><strong>([0-9A-Z-]+)</strong>', page)
    assert found
    return found.group(1)


def door(here: Classroom) -> str:
    return f"{here.address}/meetings/{here.meeting}/scan"


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_my_learning_leads_to_the_ticket_with_a_picture_and_a_code(room: Room, lang: str) -> None:
    here = room(["Huda"])
    huda = learner_of(here, "Huda")
    address = f"/{lang}/me/enrolments/{here.seats['Huda']}/ticket"

    assert address in huda.get(f"/{lang}/me").text
    page = huda.get(address).text

    assert 'class="qr"' in page
    assert "Huda Salem" in page


def test_without_a_certain_seat_there_is_no_ticket(room: Room) -> None:
    here = room(["Huda"])
    huda = learner_of(here, "Huda")
    with here.app.app_context():
        enrolment = db.session.scalars(select(Enrolment)).one()
        enrolment.state, enrolment.run.seats_taken = "cancelled", 0
        db.session.commit()

    assert huda.get(f"/en/me/enrolments/{here.seats['Huda']}/ticket").status_code == 404


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: code.replace("-", " "), lambda code: f" {code} "])
def test_a_ticket_lets_in_however_it_is_typed_and_says_whom(room: Room, typed: type[str]) -> None:
    here = room()
    answer = here.instructor.post(door(here), data={"code": typed(code_of(here, "Huda"))}, follow_redirects=True)

    assert "Huda Salem is present. Is it this person?" in answer.text
    assert here.marks() == {"Huda": "present"}


def test_shown_again_it_says_so_and_a_late_one_stays_late(room: Room) -> None:
    here = room()
    here.instructor.post(f"{here.address}/meetings/{here.meeting}", data={f"mark_{here.seats['Huda']}": "late"})

    said = here.instructor.post(door(here), data={"code": code_of(here, "Huda")}, headers=JSON).get_json()

    assert said == {"good": True, "words": "Huda Salem was entered as present before. Is it this person?"}
    assert here.marks() == {"Huda": "late"}


def test_forged_foreign_and_void_tickets_are_told_apart(room: Room) -> None:
    here, other = room(), room(["Huda"])
    good = code_of(here, "Huda")
    cases = {
        good[:-1] + ("2" if good[-1] != "2" else "3"): "This is not the code of a ticket.",
        "": "This is not the code of a ticket.",
        "\u0661\u0662": "This is not the code of a ticket.",
        here.seats["Noura"]: "This is not the code of a ticket.",
        code_of(other, "Huda"): "This ticket is for another class or another date.",
    }
    for code, words in cases.items():
        for headers in (JSON, {}):
            answer = here.instructor.post(door(here), data={"code": code}, headers=headers)
            assert answer.status_code == 422, code
            assert words in answer.text, code
    with here.app.app_context():
        gone = db.session.scalars(select(Enrolment).where(Enrolment.public_id == here.seats["Huda"])).one()
        gone.state = "cancelled"
        gone.run.seats_taken -= 1
        db.session.commit()
    assert "This enrolment holds no seat any more" in here.instructor.post(door(here), data={"code": good}).text
    assert here.marks() == {}


def test_the_camera_is_allowed_at_the_door_alone(room: Room) -> None:
    here = room()

    allowed = [
        here.instructor.get(address).headers["Permissions-Policy"] for address in (door(here), here.address, "/en/")
    ]

    assert ["camera=(self)" in one for one in allowed] == [True, False, False]
    assert all("microphone=()" in one for one in allowed)
