"""What comes after enrolling: waiting for an answer, joining online, paying, and being told that one is enrolled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from catalogue.core import mail
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.models import Run
from tests.integration.enrolment.conftest import number_of
from tests.mailbox import mail_files, text_of


def test_a_request_leads_nowhere_but_to_waiting(bare_app: Flask, browser: FlaskClient) -> None:
    waiting = number_of(bare_app, allocation="approval", starts_at=now() + timedelta(days=3), enrol_closes_at=None)
    done = browser.post(f"/en/enrol/{waiting}/send").location
    page = browser.get("/en/me").text
    assert "Your next meeting" not in page
    assert "enrolment--waiting" in page
    assert f"{done}.ics" not in browser.get(done).text
    assert browser.get(f"{done}.ics").status_code == 404
    assert "Withdraw this request?" in browser.get(f"{done}/cancel").text

    certain = number_of(bare_app, starts_at=now() + timedelta(days=10))
    sure = browser.post(f"/en/enrol/{certain}/send").location
    lead = browser.get("/en/me").text.partition('class="next-session"')[2].partition("</section>")[0]
    assert f"{sure}.ics" in lead
    assert browser.post(f"{done}/cancel").location == "/en/me?notice=withdrawn"


LINK = "https://meet.example.org/room-7"


@pytest.mark.parametrize(
    ("run", "words", "link"),
    [
        ({"mode": "online_live"}, "It takes place online. The provider sends you the link before the first", False),
        ({"mode": "online_live", "join_url": LINK}, "It takes place online. The link for joining:", True),
        ({"mode": "blended"}, "A part of it takes place online. The provider sends you the link", False),
        ({"mode": "online_live", "join_url": LINK, "allocation": "approval"}, "when the place is confirmed", False),
        ({"mode": "in_person", "join_url": LINK}, "The link for joining:", True),
    ],
)
def test_how_to_take_part_online_is_said_on_the_page_in_the_mail_and_in_the_calendar(
    bare_app: Flask, browser: FlaskClient, run: dict[str, Any], words: str, link: bool
) -> None:
    done = browser.post(f"/en/enrol/{number_of(bare_app, **run)}/send").location
    with bare_app.app_context():
        mail.deliver(now())
    (letter,) = mail_files(bare_app.config["SETTINGS"].home)
    told = [browser.get(done).text, " ".join(text_of(letter).split())]
    if "allocation" not in run:
        (event,) = Calendar.from_ical(browser.get(f"{done}.ics").data).walk("VEVENT")
        told.append(str(event["DESCRIPTION"]))
        assert str(event["LOCATION"])
    assert [(words in one, LINK in one) for one in told] == [(True, link)] * len(told)


def test_where_people_meet_nothing_is_said_of_links(bare_app: Flask, browser: FlaskClient) -> None:
    done = browser.post(f"/en/enrol/{number_of(bare_app)}/send").location
    assert "online" not in browser.get(done).text.partition("<main")[2].partition("</main>")[0]


def test_who_is_enrolled_already_is_told_so_and_led_there(bare_app: Flask, browser: FlaskClient) -> None:
    run = number_of(bare_app)
    done = browser.post(f"/en/enrol/{run}/send").location
    with bare_app.app_context():
        offering = db.session.scalars(select(Run)).one().offering.public_id
    page = browser.get(f"/en/offerings/{offering}", follow_redirects=True).text
    assert "You are enrolled in this course." in page
    assert f'href="{done}"' in page
    assert "This is your date." in page
    assert 'btn--big btn--wide">Enrol' not in page, "there is no other date"
    first = browser.get(f"/en/enrol/{run}").text
    assert "You are enrolled here already." in first
    assert f'href="{done}"' in first
    assert "<button" not in first.partition("<main")[2]
    for step in ("check", "questions"):
        assert browser.get(f"/en/enrol/{run}/{step}").location == f"/en/enrol/{run}"
    nobody = bare_app.test_client().get(f"/en/offerings/{offering}", follow_redirects=True).text
    assert "You are enrolled" not in nobody


def test_what_has_ended_is_not_asked_about(bare_app: Flask, browser: FlaskClient) -> None:
    done = browser.post(f"/en/enrol/{number_of(bare_app)}/send").location
    browser.post(f"{done}/cancel")
    page = browser.get(f"{done}/cancel").text
    assert "This enrolment was cancelled" in page
    assert "Yes, cancel it" not in page
    again = browser.post(f"{done}/cancel")
    assert (again.status_code, "This enrolment was cancelled" in again.text) == (409, True)


def test_a_price_says_whom_one_pays_and_how_it_becomes_lower(bare_app: Flask, browser: FlaskClient) -> None:
    price = {"price_halalas": 30000, "reduced_price_halalas": 10000, "reduced_for": "students"}
    run = number_of(bare_app, **price)
    check = browser.get(f"/en/enrol/{run}/check").text
    done = browser.get(browser.post(f"/en/enrol/{run}/send").location).text
    with bare_app.app_context():
        mail.deliver(now())
    (letter,) = mail_files(bare_app.config["SETTINGS"].home)
    for told in (check, done, text_of(letter)):
        assert "SAR\u00a0300" in told
        assert "SAR\u00a0100" in told
        assert "You pay the provider, not here." in told
        assert "For the lower price, the provider needs a proof" in told
