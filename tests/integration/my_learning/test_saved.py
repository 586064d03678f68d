"""Saving an offering from its page and from a card, with a note; what became of it; nobody else's business."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment.mine import services
from catalogue.enrolment.mine.models import SavedOffering
from catalogue.offerings.models import Offering
from tests.builders import a_provider, an_offering
from tests.counting import counted_queries
from tests.integration.enrolment.conftest import an_open_run
from tests.integration.my_learning.conftest import Household

pytestmark = pytest.mark.made_up_counters


def notes(app: Flask) -> list[str | None]:
    with app.app_context():
        return list(db.session.scalars(select(SavedOffering.note).order_by(SavedOffering.id)))


def number_of(app: Flask, **about: Any) -> str:
    with app.app_context():
        return an_offering(title_en="Pottery", **about).public_id


def test_saving_and_taking_back_stay_on_the_page_at_the_button(household: Household) -> None:
    number = number_of(household.app)
    page = f"/en/offerings/{number}/pottery"
    assert f'action="/en/me/saved/{number}"' in household.browser.get(page).text
    answer = household.browser.post(f"/en/me/saved/{number}", data={"back": page})
    assert answer.location == f"{page}#save-{number}"
    again = household.browser.get(page).text
    assert f'id="save-{number}"' in again
    assert f'action="/en/me/saved/{number}/remove"' in again
    household.browser.post(f"/en/me/saved/{number}/remove", data={"back": page})
    assert notes(household.app) == []


def test_saving_never_leads_to_another_site(household: Household) -> None:
    number = number_of(household.app)
    for back in ("https://evil.example/", "//evil.example/en/", "/en/\\evil"):
        answer = household.browser.post(f"/en/me/saved/{number}", data={"back": back})
        assert answer.location == "/en/me?notice=kept#saved"


def test_saving_twice_keeps_one_and_its_note(household: Household) -> None:
    number = number_of(household.app)
    household.browser.post(f"/en/me/saved/{number}", data={"note": "Ask\r\nabout \u202eparking"})
    household.browser.post(f"/en/me/saved/{number}")
    assert notes(household.app) == ["Ask\nabout parking"]
    household.browser.post(f"/en/me/saved/{number}", data={"note": " "})
    assert notes(household.app) == [None]


def test_a_note_that_is_too_long_stays_in_the_form(household: Household) -> None:
    number = number_of(household.app)
    answer = household.browser.post(f"/en/me/saved/{number}", data={"note": "x" * 501})
    assert answer.status_code == 422
    assert "at most 500 characters" in answer.text
    assert "x" * 501 in answer.text
    assert notes(household.app) == []
    household.browser.post(f"/en/me/saved/{number}", data={"note": "x" * 500})
    assert notes(household.app) == ["x" * 500]


def test_who_is_not_signed_in_is_asked_to_and_comes_back_to_saving(household: Household) -> None:
    number = number_of(household.app)
    nobody = household.app.test_client()
    assert f'href="/en/me/saved/{number}"' in nobody.get(f"/en/offerings/{number}/pottery").text
    asked = nobody.get(f"/en/me/saved/{number}")
    assert asked.location.endswith(f"/en/sign-in?next=/en/me/saved/{number}")
    assert "Save this course" in household.browser.get(f"/en/me/saved/{number}").text


def test_a_note_is_seen_by_its_writer_alone(household: Household) -> None:
    number = number_of(household.app)
    household.browser.post(f"/en/me/saved/{number}", data={"note": "Too dear"})
    for path in (f"/en/me/saved/{number}", "/en/me"):
        assert "Too dear" in household.browser.get(path).text
        assert "Too dear" not in household.stranger.get(path).text
    household.stranger.post(f"/en/me/saved/{number}/remove")
    assert notes(household.app) == ["Too dear"]


@pytest.mark.parametrize("state", ["draft", "taken_down", "in_review"])
def test_what_nobody_can_see_cannot_be_saved(household: Household, state: str) -> None:
    number = number_of(household.app, state=state)
    assert household.browser.get(f"/en/me/saved/{number}").status_code == 404
    assert household.browser.post(f"/en/me/saved/{number}").status_code == 404


@pytest.mark.parametrize(
    ("about", "words", "linked"),
    [
        ({"state": "archived"}, "No longer offered", True),
        ({"state": "taken_down"}, "No longer offered", False),
        ({"state": "paused"}, "Paused by the provider", True),
        ({}, "No dates at present", True),
    ],
)
def test_the_list_says_what_became_of_an_offering(
    household: Household, about: dict[str, str], words: str, linked: bool
) -> None:
    number = number_of(household.app)
    household.browser.post(f"/en/me/saved/{number}")
    with household.app.app_context():
        offering = db.session.query(Offering).filter_by(public_id=number).one()
        for name, value in about.items():
            setattr(offering, name, value)
        db.session.commit()
    saved = household.browser.get("/en/me").text.partition('id="saved"')[2]
    assert words in saved
    assert (f"/offerings/{number}" in saved) is linked
    assert household.browser.post(f"/en/me/saved/{number}/remove").status_code == 303, "it can still be taken away"


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"state": "cancelled"}, "Cancelled"),
        ({"enrol_closes_at": timedelta(hours=-1)}, "Enrolment is closed"),
        ({"capacity": 1, "seats_taken": 1}, "Full"),
        ({}, "Open for enrolment"),
    ],
)
def test_the_list_says_whether_one_can_enrol(household: Household, about: dict[str, Any], words: str) -> None:
    about = {name: now() + value if isinstance(value, timedelta) else value for name, value in about.items()}
    with household.app.app_context():
        run = an_open_run(**about)
        services.save(run.offering_id, household.account, now=now())
    assert words in household.browser.get("/en/me").text.partition('id="saved"')[2]
    with household.app.app_context():  # the counter is no seat of anybody's here
        db.session.execute(db.text("UPDATE run SET seats_taken = 0"))
        db.session.commit()


def test_an_offering_of_a_suspended_provider_is_no_longer_offered(household: Household) -> None:
    with household.app.app_context():
        offering = an_offering(provider=a_provider(state="suspended"))
        services.save(offering.id, household.account, now=now())
    assert "No longer offered" in household.browser.get("/en/me").text


@pytest.mark.parametrize("items", [1, 3])
def test_the_list_costs_the_same_for_one_or_three(household: Household, items: int) -> None:
    with household.app.app_context():
        for _each in range(items):
            services.save(an_open_run().offering_id, household.account, now=now())
    with counted_queries(household.app) as statements:
        page = household.browser.get("/en/me").text
    assert page.count('href="/en/me/saved/') == items
    # session, visitor, enrolments, saved, their runs, reminders and feed, household; no enrolment, so no meetings
    assert len(statements) == 7, "\n".join(statements)
