"""The list of classes, and one class with everybody in it: what stands there, for whom, and what it costs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.models import Offering, Run
from catalogue.providers.models import Provider
from tests.builders import a_learner, a_provider, a_run, saved
from tests.builders_proof import a_course
from tests.builders_providers import a_member
from tests.counting import counted_queries
from tests.integration.roster.conftest import DAY, Classroom, Room, a_seat
from tests.people import browser_of


def another_run(here: Classroom, days: float, title: str, *, seated: bool = False) -> None:
    """A run of the same provider that begins in so many days, and ends two hours later."""
    with here.app.app_context():
        provider = db.session.get_one(Provider, here.provider_id)
        at = now() + days * DAY
        times = {"enrol_opens_at": None, "enrol_closes_at": None, "ends_at": at + timedelta(hours=2)}
        run = a_run(offering=a_course(provider=provider, title_en=title), starts_at=at, **times)
        if seated:
            a_seat(run, a_learner())


def test_what_is_to_be_completed_stands_first_then_what_runs_comes_and_is_over(each_room: Room) -> None:
    here = each_room(["Huda"])
    another_run(here, 5, "Later")
    another_run(here, 2, "Sooner")
    another_run(here, -9, "Nobody was there")
    another_run(here, -3, "To complete", seated=True)

    page = here.instructor.get(here.address.rpartition("/")[0]).text

    titles = re.findall(r'rows__title"><a [^>]*><bdi>([^<]+)', page)
    assert titles == ["To complete", "Welding", "Sooner", "Later", "Nobody was there"]
    assert "To be completed: 1" in page


def test_drafts_are_no_classes(room: Room) -> None:
    here = room(["Huda"])
    another_run(here, 3, "Being written")
    with here.app.app_context():
        draft = db.session.query(Offering).filter_by(title_en="Being written").one()
        draft.state = "draft"
        db.session.commit()

    assert "Being written" not in here.owner.get(here.address.rpartition("/")[0]).text


@pytest.mark.parametrize("pages", ["", "/own"])
def test_pages_cost_the_same_for_one_or_three(room: Room, pages: str) -> None:
    """The list with one and three classes, the roster with one and three learners."""
    counts = []
    for many in (1, 3):
        here = room(["Huda", "Noura", "Sara"][:many])
        for number in range(many - 1):
            another_run(here, number + 1, "More")
        address = here.address if pages else here.address.rpartition("/")[0]
        with counted_queries(here.app) as queries:
            page = here.instructor.get(address)
        assert page.text.count('class="panel pad rows__row"') == many
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= (18 if pages else 8)


def test_twenty_classes_stand_on_a_page(room: Room) -> None:
    here = room(["Huda"])
    with here.app.app_context():
        offering = db.session.get_one(Run, here.run_id).offering
        at = now() + 2 * DAY
        for _one in range(20):
            saved(Run(offering_id=offering.id, reference=f"more{_one}", mode="in_person", starts_at=at, ends_at=at))
    listed = here.address.rpartition("/")[0]

    pages = [here.owner.get(f"{listed}?page={number}").text for number in (1, 2, 99)]

    assert [page.count("rows__row") for page in pages] == [20, 1, 1]


def test_a_class_is_nobody_elses(room: Room) -> None:
    here = room(["Huda"])
    with here.app.app_context():
        other = a_provider()
        accounts = [a_member(other).account_id or 0, a_learner().account_id or 0]
        at_own_desk = f"/en/provide/{other.public_id}/classes/{here.address.rpartition('/')[2]}"
    rival, learner = (browser_of(here.app, number) for number in accounts)

    for path in ("", f"/meetings/{here.meeting}", "/completion", "/sheet", "/roster.csv", "/roster.xlsx", "/seats"):
        assert rival.get(at_own_desk + path).status_code == 404, path
        assert rival.get(here.address + path).status_code == 404, path
        assert learner.get(here.address + path).status_code == 404, path


def test_an_instructor_changes_no_seats(room: Room) -> None:
    here = room(["Huda"])
    decision = f"/people/{here.seats['Huda']}/decision"

    for path in ("/seats", "/cancel", "/message", decision):
        assert here.instructor.post(here.address + path).status_code == 403, path
    page = here.instructor.get(here.address).text
    assert "/seats" not in page
    assert "/cancel" not in page


def test_of_a_closed_provider_everything_is_read_and_nothing_changed(room: Room) -> None:
    here = room(["Huda"])
    with here.app.app_context():
        db.session.get_one(Provider, here.provider_id).state = "closed"
        db.session.commit()

    page = here.owner.get(here.address)

    assert "Huda Salem" in page.text
    assert "@example.org" not in page.text
    assert here.owner.post(f"{here.address}/meetings/{here.meeting}").status_code == 404
    assert here.owner.post(f"{here.address}/message", data={"words": "x"}).status_code == 404


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_names_stand_in_both_scripts_and_a_guardian_is_said(room: Room, bare_app: Flask, lang: str) -> None:
    here = room()
    page = here.instructor.get(here.address.replace("/en/", f"/{lang}/")).text

    assert page.count("Salem") >= 3
    word = "A guardian acts for this person" if lang == "en" else "يتولى وليّ أمر شؤون هذا الشخص"
    assert page.count(word) == 1
