"""My learning and the timetable of a household: the next meeting, for whom, list and week, what does not take place."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.accounts.models import Learner
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment import services
from catalogue.enrolment.completion.models import Completion
from catalogue.enrolment.mine import timetable
from catalogue.enrolment.mine.models import Absence
from catalogue.offerings.models import RunSession
from tests.builders import a_venue, an_offering, saved
from tests.builders_proof import a_certificate
from tests.counting import counted_queries
from tests.integration.enrolment.conftest import an_open_run
from tests.integration.my_learning.conftest import Household

pytestmark = pytest.mark.made_up_counters

SOON = timedelta(days=3)


def test_the_next_meeting_says_when_where_for_whom_and_how_to_get_there(household: Household) -> None:
    with household.app.app_context():
        venue = a_venue(address_en="Palm street 4", latitude=27.0, longitude=49.6)
        run = an_open_run(
            offering=an_offering(title_en="Robots"), venue_id=venue.id, room_en="Room 5", enrol_closes_at=None
        )
        household.enrolled(household.mother)
        number = household.enrolled(household.daughter, run).public_id
        day = run.sessions[0].starts_at.day
        db.session.get_one(RunSession, run.sessions[0].id).starts_at -= timedelta(hours=3)
        db.session.commit()
    card = household.browser.get("/en/me").text.partition('class="next-session"')[2].partition("</section>")[0]
    for words in ("Robots", "Sara", "Library hall", "Room 5", "Palm street 4", f"<b>{day}</b>", "AH)", "Directions"):
        assert words in card, words
    assert f"/en/me/enrolments/{number}.ics" in card
    assert "Cannot come" in card
    assert f"/en/me/enrolments/{number}/meetings/" in card


def test_names_stand_where_the_household_has_several_learners(household: Household) -> None:
    with household.app.app_context():
        for learner_id in (household.mother, household.daughter, household.son):
            household.enrolled(learner_id)
    page = household.browser.get("/en/me/timetable?view=list").text
    for name in ("Noura", "Sara", "Abd al-Rahman"):
        assert f"</span><bdi>{name}</bdi>" in page


def test_who_learns_alone_is_not_named(bare_app: Flask, browser: FlaskClient, learner: Learner) -> None:
    with bare_app.app_context():
        services.enrol(an_open_run().id, learner.id, acted_by=learner.account_id or 0, now=now())
    for path in ("me", "me/timetable?view=list"):
        page = browser.get(f"/en/{path}").text.partition("<main")[2]
        assert "Course" in page
        assert "Noura" not in page, path


def test_waiting_for_a_seat_waiting_for_approval_and_finished_stand_apart(household: Household) -> None:
    with household.app.app_context():
        household.enrolled(household.mother, allocation="approval")
        for state, place in (("waitlisted", 4), ("offered", None), ("declined", None), ("completed", None)):
            enrolment = household.enrolled(household.daughter, allocation="approval")
            enrolment.state, enrolment.waiting_place = state, place
            if state == "offered":
                enrolment.offer_expires_at = datetime(2027, 1, 20, 14, tzinfo=UTC)
                enrolment.run.seats_taken = 1
            db.session.commit()
    ahead, _, rest = household.browser.get("/en/me").text.partition('id="waiting"')
    waiting, _, over = rest.partition('id="over"')
    offered, _, ahead = ahead.partition('id="ahead"')
    assert "Waiting for the provider" in ahead
    assert "On the waiting list" not in ahead
    assert "Place 1 of 1 on the waiting list" in waiting
    assert "Please answer until Wednesday, 20 January 2027" in offered, "before everything else"
    assert "Offer declined" in over
    assert "Completed" in over


def test_the_timetable_is_of_whom_the_header_says_or_of_everybody(household: Household) -> None:
    starts_at = datetime(2027, 1, 20, 14, tzinfo=UTC)
    with household.app.app_context():
        household.enrolled(household.mother, starts_at=starts_at, enrol_closes_at=None)
        household.enrolled(household.daughter, starts_at=starts_at, enrol_closes_at=None)
        number = db.session.get_one(Learner, household.daughter).public_id
    week, listed = "/en/me/timetable?week=2027-01-20", "/en/me/timetable?view=list"
    assert [household.browser.get(one).text.count('class="lesson"') for one in (week, listed)] == [2, 2]

    household.browser.post("/en/me/for", data={"who": number, "back": week})
    for one in (week, listed):
        page = household.browser.get(one).text
        assert page.count('class="lesson"') == 1, one
        assert "Only the meetings of:" in page
        assert "Show everybody" in page

    household.browser.post("/en/me/for", data={"who": "all", "back": week})
    assert household.browser.get(week).text.count('class="lesson"') == 2


def test_what_is_completed_leads_to_its_certificate_or_says_that_there_is_none(household: Household) -> None:
    with household.app.app_context():
        code = a_certificate(learner=db.session.get_one(Learner, household.daughter))
        without = household.enrolled(household.mother)
        without.state = "completed"
        without.run.seats_taken = 0
        saved(Completion(enrolment_id=without.id, outcome="completed", ended_on=now().date(), recorded_at=now()))
        number = without.public_id
    over = household.browser.get("/en/me").text.partition('id="over"')[2]
    assert f"/en/me/certificates/{code}" in over
    assert over.count("This course gives no certificate.") == 1
    for address in (f"/en/me/enrolments/{number}", "/en/me/record"):
        assert "gives no certificate" in household.browser.get(address).text


def test_a_week_from_sunday_holds_its_meetings_alone(household: Household) -> None:
    starts_at = datetime(2027, 1, 20, 14, tzinfo=UTC)  # a Wednesday
    with household.app.app_context():
        household.enrolled(household.mother, starts_at=starts_at, enrol_closes_at=None)
    for asked in ("2027-01-17", "2027-01-20", "2027-01-23"):
        page = household.browser.get(f"/en/me/timetable?week={asked}").text
        assert "17 January to 23 January 2027" in page, asked
        assert page.count('class="lesson"') == 1, asked
        assert page.index("Sunday") < page.index("Saturday")
        assert "5:00\u00a0pm to 7:00\u00a0pm" in page
        assert 'week=2027-01-10"' in page
        assert 'week=2027-01-24"' in page
    assert "No meetings in this week" in household.browser.get("/en/me/timetable?week=2027-01-24").text


@pytest.mark.parametrize("asked", ["", "x", "2027-13-01", "0001-01-01", "9999-12-31", "2027-01-20; --", "%00"])
def test_a_week_that_is_none_is_this_week(household: Household, asked: str) -> None:
    answer = household.browser.get("/en/me/timetable", query_string={"week": asked} if asked else {})
    assert answer.status_code == 200
    if not asked.startswith("2027-01-20"):
        assert "No meetings in this week" in answer.text


def test_a_reader_of_the_islamic_calendar_has_it_first(household: Household) -> None:
    household.browser.post("/ar/settings", data={"cal": "hijri", "digits": "arab"})
    page = household.browser.get("/ar/me/timetable?week=2027-01-20").text
    title = page.partition("<h1>")[2].partition("</h1>")[0]
    assert title.index("\u0661\u0664\u0664\u0668") < title.index("\u0662\u0660\u0662\u0667")


def test_what_does_not_take_place_is_said_and_is_not_next(household: Household) -> None:
    with household.app.app_context():
        first = household.enrolled(household.mother)
        first.run.sessions[0].state = "cancelled"
        second = household.enrolled(household.mother, starts_at=now() + timedelta(days=12))
        second.run.state = "cancelled"
        db.session.commit()
    page = household.browser.get("/en/me/timetable?view=list").text
    assert page.count("Does not take place") == 2
    assert 'class="next-session"' not in household.browser.get("/en/me").text


def test_a_request_is_no_appointment(household: Household) -> None:
    with household.app.app_context():
        household.enrolled(household.mother, allocation="approval")
    assert "Nothing is coming up yet" in household.browser.get("/en/me/timetable?view=list").text


def test_a_long_list_ends_with_where_the_rest_is(household: Household) -> None:
    with household.app.app_context():
        run = household.enrolled(household.mother).run
        begin = run.sessions[0].starts_at
        for number in range(1, timetable.MOST + 1):
            at = begin + timedelta(days=number)
            db.session.add(RunSession(run_id=run.id, starts_at=at, ends_at=at + timedelta(hours=1)))
        db.session.commit()
    page = household.browser.get("/en/me/timetable?view=list").text
    assert page.count('class="lesson"') == timetable.MOST
    assert "There are more" in page


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize("view", ["week", "list"])
def test_the_timetable_costs_the_same_for_one_or_three(household: Household, items: int, view: str) -> None:
    with household.app.app_context():
        for number in range(items):
            enrolment = household.enrolled(household.daughter, starts_at=now() + SOON + timedelta(hours=3 * number))
            saved(Absence(enrolment_id=enrolment.id, session_id=enrolment.run.sessions[0].id, said_at=now()))
        week = (now() + SOON).date().isoformat()
    with counted_queries(household.app) as statements:
        page = household.browser.get("/en/me/timetable", query_string={"view": view, "week": week}).text
    assert page.count("lesson--off") == items
    assert len(statements) == 6, "\n".join(statements)  # also session, visitor, household, runs, meetings


def test_the_weeks_end_where_nobody_looks() -> None:
    today = date(2026, 11, 26)
    far = timetable.wanted_day("2031-11-22", today)
    assert timetable.week([], far, today).after is None
    assert timetable.week([], timetable.wanted_day("2021-12-01", today), today).before is None
