"""“I cannot come”: for one meeting, until it begins, by who may act; the seat stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from catalogue.accounts.models import Guardianship
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.enrolment.mine import services
from catalogue.enrolment.mine.models import Absence
from catalogue.enrolment.mine.timetable import address_of
from catalogue.enrolment.models import Enrolment
from catalogue.offerings.models import Run, RunSession
from tests.integration.my_learning.conftest import Household


def absences(household: Household) -> list[tuple[int, int | None]]:
    with household.app.app_context():
        return [(row.enrolment_id, row.said_by) for row in db.session.scalars(select(Absence))]


def a_meeting(household: Household, learner_id: int) -> tuple[int, str]:
    """A seat in a run. :returns: the enrolment, and the address of the run's first meeting."""
    with household.app.app_context():
        enrolment = household.enrolled(learner_id)
        return enrolment.id, f"/en/me/enrolments/{enrolment.public_id}/meetings/{address_of(enrolment.run.sessions[0])}"


def test_saying_it_keeps_the_seat_and_can_be_taken_back(household: Household) -> None:
    enrolment_id, page = a_meeting(household, household.daughter)
    asked = household.browser.get(page).text
    assert "the seat is kept" in asked
    assert "Cancel this enrolment" in asked
    assert household.browser.post(page).location == f"{page}?notice=not_coming"
    assert household.browser.post(page).status_code == 303, "twice is once"
    assert absences(household) == [(enrolment_id, household.account)]
    with household.app.app_context():
        assert db.session.get_one(Enrolment, enrolment_id).state == "confirmed"
        assert db.session.scalars(select(Run.seats_taken)).all() == [1]
    assert "Coming after all" in household.browser.get(page).text
    assert "Noted as not coming" in household.browser.get("/en/me").text
    assert "Not coming" in household.browser.get("/en/me/timetable?view=list").text
    assert household.browser.post(f"{page}/coming").location == f"{page}?notice=coming"
    assert absences(household) == []


def test_nobody_else_says_it(household: Household) -> None:
    _enrolment_id, page = a_meeting(household, household.daughter)
    for path in (page, f"{page}/coming"):
        assert household.stranger.post(path).status_code == 404
    assert household.stranger.get(f"{page}.ics").status_code == 404
    with household.app.app_context():
        db.session.query(Guardianship).update({"state": "ended"})
        db.session.commit()
    assert household.browser.post(page).status_code == 404
    assert household.browser.get(page).status_code == 404
    assert absences(household) == []


def test_a_meeting_of_another_run_is_not_one_of_this_enrolment(household: Household) -> None:
    enrolment_id, _page = a_meeting(household, household.mother)
    with household.app.app_context():
        other = household.enrolled(household.son).run.sessions[0].id
        with pytest.raises(NotFound):
            services.cannot_come(enrolment_id, other, acted_by=household.account, now=now())
    assert absences(household) == []


@pytest.mark.parametrize("address", ["20270120T140000", "x", "99999999T999999Z", "1"])
def test_an_address_of_no_meeting_is_no_page(household: Household, address: str) -> None:
    _enrolment_id, page = a_meeting(household, household.mother)
    assert household.browser.get(f"{page.rpartition('/')[0]}/{address}").status_code == 404


def moved(household: Household, by: timedelta) -> str:
    """The only meeting, moved to begin so long from now. :returns: the end of its new address."""
    with household.app.app_context():
        session = db.session.scalars(select(RunSession)).one()
        session.starts_at, session.ends_at = now() + by, now() + by + timedelta(hours=2)
        db.session.commit()
        return address_of(session)


def test_it_can_be_said_and_taken_back_until_the_meeting_begins(household: Household) -> None:
    _enrolment_id, page = a_meeting(household, household.mother)
    base = page.rpartition("/")[0]
    page = f"{base}/{moved(household, timedelta(minutes=2))}"
    assert household.browser.post(page).status_code == 303
    page = f"{base}/{moved(household, -timedelta(seconds=1))}"
    for path in (page, f"{page}/coming"):
        answer = household.browser.post(path)
        assert answer.status_code == 409
        assert "The meeting has begun or is over" in answer.text
    assert len(absences(household)) == 1


def test_what_does_not_take_place_cannot_be_missed(household: Household) -> None:
    _enrolment_id, page = a_meeting(household, household.mother)
    with household.app.app_context():
        db.session.query(RunSession).update({"state": "cancelled"})
        db.session.commit()
    answer = household.browser.post(page)
    assert (answer.status_code, absences(household)) == (409, [])
    assert "This meeting does not take place." in answer.text


def test_who_gave_the_seat_back_cannot_miss_a_meeting(household: Household) -> None:
    _enrolment_id, page = a_meeting(household, household.mother)
    household.browser.post(f"{page.partition('/meetings')[0]}/cancel")
    assert (household.browser.post(page).status_code, absences(household)) == (409, [])
