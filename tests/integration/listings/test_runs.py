"""The dates of a listing: all of a run in its form, repeated, copied, taken out (rules 1, 13 and 14)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from catalogue.accounts.models import Account
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment.services import change_capacity
from catalogue.offerings.exchange.writing import run_fields
from catalogue.offerings.models import Run
from catalogue.providers.models import Provider
from tests.builders import NOON
from tests.builders_listings import a_complete_listing
from tests.integration.listings.conftest import Bench
from tests.integration.listings.test_editor import emptied, filled
from tests.stamps import seen_in

RUN: dict[str, Any] = {
    "mode": "in_person", "calendar": "greg", "place": "jubail-industrial-city:khalij",
    "gender_mode": "separate_sections",
    "venue_name_en": "Hall", "venue_address_en": "Street 5", "access_wheelchair": "yes", "room_en": "Room 1",
    "sections_0_capacity": "6", "sections_1_capacity": "\u0668", "waiting_list": "5", "minimum": "4", "price": "100",
    "reduced_price": "0", "reduced_for": "job_seekers", "allocation": "approval", "languages": ["ar"],
    "enrol_opens_at": "1/12/2026", "enrol_closes_at": "19/1/2027", "enrol_closes_at_time": "12:00",
    "cancel_until": "18/1/2027",
    "sessions_0": "20/1/2027", "sessions_0_starts": "17:00", "sessions_0_ends": "19:00",
    "repeat_from": "24/1/2027", "repeat_until": "14/2/2027", "repeat_starts": "17:00", "repeat_ends": "19:00",
    "repeat_without": "31/1/2027", "ramadan_starts": "21:30", "ramadan_ends": "23:00",
    "questions_0_label_en": "Which size?", "questions_0_options": "S | Small\nL | Large", "questions_0_required": "1",
}  # fmt: skip


@pytest.fixture
def number(bench: Bench) -> str:
    with bench.app.app_context():
        return a_complete_listing(db.session.get_one(Provider, bench.provider_id)).public_id


def runs_of(bench: Bench) -> list[Run]:
    return list(bench.only().runs)


def test_all_of_a_run_is_stored_and_comes_back(bench: Bench, number: str) -> None:
    answer = bench.browser.post(bench.at(f"/{number}/runs/new"), data=RUN)

    assert answer.status_code == 303, answer.text
    with bench.app.app_context():
        run = next(one for one in runs_of(bench) if one.reference == "r2")
        fields, address = run_fields(run), bench.at(f"/{number}/runs/{run.public_id}")
    assert [one["starts_at"] for one in fields["sessions"]] == [
        "2027-01-20T14:00:00Z", "2027-01-24T14:00:00Z", "2027-02-07T14:00:00Z", "2027-02-14T18:30:00Z",
    ]  # fmt: skip
    assert fields["capacity"] == 14, "the seats of both groups"
    assert fields["sections"] == [{"gender_mode": "women", "capacity": 6}, {"gender_mode": "men", "capacity": 8}]
    assert fields["venue"] == {"name": {"en": "Hall"}, "address": {"en": "Street 5"}, "access": {"wheelchair": "yes"}}
    assert fields["reduced"] == {"price": "0.00", "for": "job_seekers"}
    assert (fields["enrol_opens_at"], fields["enrol_closes_at"]) == ("2026-12-01T05:00:00Z", "2027-01-19T09:00:00Z")
    (question,) = fields["questions"]
    assert question["required"]
    assert [one["label"] for one in question["options"]] == [{"ar": "S", "en": "Small"}, {"ar": "L", "en": "Large"}]
    sent = bench.browser.post(address, data=filled(bench.browser.get(address).text))
    assert sent.status_code == 303, sent.text
    with bench.app.app_context():
        assert run_fields(next(one for one in runs_of(bench) if one.reference == "r2")) == fields


def test_what_is_wrong_stands_at_its_field_and_all_of_it_at_once(bench: Bench, number: str) -> None:
    wrong = {**RUN, "sessions_0": "99/1/2027", "price": "dear", "repeat_until": "1/1/2027", "gender_mode": "cats"}

    answer = bench.browser.post(bench.at(f"/{number}/runs/new"), data=wrong)

    assert answer.status_code == 422
    for name in ("sessions_0", "price", "repeat_until", "gender_mode"):
        assert f'href="#f-{name}"' in answer.text, name
        assert f'id="f-{name}"' in answer.text, name
    assert 'value="99/1/2027"' in answer.text


def test_a_meeting_that_ends_before_it_begins_is_refused_at_its_row(bench: Bench, number: str) -> None:
    answer = bench.browser.post(bench.at(f"/{number}/runs/new"), data={**RUN, "sessions_0_ends": "16:00"})
    assert answer.status_code == 422
    assert 'href="#f-sessions_0"' in answer.text


def test_a_copy_of_a_date_moves_everything_by_days(bench: Bench, number: str) -> None:
    bench.browser.post(bench.at(f"/{number}/runs/new"), data=RUN)
    with bench.app.app_context():
        run = next(one for one in runs_of(bench) if one.reference == "r2")
        address = bench.at(f"/{number}/runs/{run.public_id}/copy")
    typed = {"first_day": "3", "first_month": "2", "first_year": "2027"}

    assert bench.browser.post(address, data={"first_day": "3"}).status_code == 422
    assert (
        bench.browser.post(address, data={"first_day": "3", "first_month": "2", "first_year": "2020"}).status_code
        == 422
    )
    assert bench.browser.post(address, data=typed).status_code == 303

    with bench.app.app_context():
        copy = next(one for one in runs_of(bench) if one.reference == "r3")
        assert copy.starts_at == datetime(2027, 2, 3, 14, tzinfo=UTC)
        assert copy.enrol_closes_at == datetime(2027, 2, 2, 9, tzinfo=UTC)
        assert (len(copy.sessions), copy.seats_taken, copy.price_halalas) == (4, 0, 10000)


def test_a_date_is_taken_out_as_long_as_nobody_saw_the_listing(bench: Bench, number: str) -> None:
    with bench.app.app_context():
        (run,) = runs_of(bench)
        page = bench.at(f"/{number}/runs/{run.public_id}")
        address, shown = f"{page}/remove", seen_in(bench.browser.get(page).text)
        bench.only().published_at = NOON
        db.session.commit()
    assert bench.browser.post(address, data=shown).status_code == 409
    with bench.app.app_context():
        bench.only().published_at = None
        db.session.commit()

    assert bench.browser.post(address, data=shown).status_code == 303
    with bench.app.app_context():
        assert runs_of(bench) == []


def test_every_field_of_a_date_can_be_emptied_again(bench: Bench, number: str) -> None:
    assert bench.browser.post(bench.at(f"/{number}/runs/new"), data=RUN).status_code == 303
    with bench.app.app_context():
        run = next(one for one in runs_of(bench) if one.reference == "r2")
        address = bench.at(f"/{number}/runs/{run.public_id}")

    nothing = emptied(bench.browser.get(address).text) | {"mode": "online_live"}
    answer = bench.browser.post(address, data=nothing)

    assert answer.status_code == 303, answer.text
    with bench.app.app_context():
        left = run_fields(next(one for one in runs_of(bench) if one.reference == "r2"))
    assert left == {"reference": "r2", "mode": "online_live", "currency": "SAR", "waiting_list": 0}
    assert "Hall" not in bench.browser.get(address).text


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("repeat_until", "14/2/2027"), ("repeat_starts", "17:00"), ("repeat_ends", "19:00"),
        ("ramadan_starts", "21:30"), ("repeat_without", "31/1/2027"),
    ],
)  # fmt: skip
def test_a_repetition_without_its_first_day_is_not_dropped_silently(
    bench: Bench, number: str, name: str, typed: str
) -> None:
    form = {"mode": "online_live", "calendar": "greg", name: typed}
    answer = bench.browser.post(bench.at(f"/{number}/runs/new"), data=form)
    assert answer.status_code == 422
    assert 'href="#f-repeat_from"' in answer.text
    assert typed in answer.text
    assert re.search(r'<details class="fold" open><summary>(?:(?!</summary>).)*Add meetings every week', answer.text)


def test_seats_that_were_added_in_the_class_are_not_taken_back_by_an_open_form(bench: Bench, number: str) -> None:
    with bench.app.app_context():
        run = bench.only().runs[0]
        address, run_id = bench.at(f"/{number}/runs/{run.public_id}"), run.id
    form = filled(bench.browser.get(address).text)
    with bench.app.app_context():
        change_capacity(run_id, 25, acted_by=bench.account_id, cause="a larger room", now=now())

    assert bench.browser.post(address, data=form).status_code == 409

    with bench.app.app_context():
        assert bench.only().runs[0].capacity == 25


@pytest.mark.parametrize("state", ["completed", "cancelled"])
def test_a_date_that_is_over_is_not_moved_but_copied(bench: Bench, number: str, state: str) -> None:
    with bench.app.app_context():
        run = bench.only().runs[0]
        run.state, address = state, bench.at(f"/{number}/runs/{run.public_id}")
        db.session.commit()
    form = filled(bench.browser.get(address).text)

    moved = bench.browser.post(address, data={**form, "sessions_0": "1/3/2027"})

    assert moved.status_code == 422
    assert "A copy of it can." in moved.text
    assert 'href="#f-sessions"' in moved.text
    assert bench.browser.post(address, data={**form, "room_en": "Room 5"}).status_code == 303
    typed = {"first_day": "1", "first_month": "3", "first_year": "2027"}
    assert bench.browser.post(f"{address}/copy", data=typed).status_code == 303


def test_a_question_stays_itself_though_another_was_taken_out_meanwhile(bench: Bench, number: str) -> None:
    both = {**RUN, "questions_1_label_en": "Any allergies?"}
    bench.browser.post(bench.at(f"/{number}/runs/new"), data=both)
    with bench.app.app_context():
        run = next(one for one in runs_of(bench) if one.reference == "r2")
        address = bench.at(f"/{number}/runs/{run.public_id}")
    form = filled(bench.browser.get(address).text)
    assert bench.browser.post(address, data={**form, "questions_0_label_en": ""}).status_code == 303

    told = bench.browser.post(address, data={**form, "questions_0_label_en": "Which size of coat?"})
    assert told.status_code == 409
    assert bench.browser.post(address, data=filled(told.text)).status_code == 303

    with bench.app.app_context():
        run = next(one for one in runs_of(bench) if one.reference == "r2")
        keys = {question["label"]["en"]: question["key"] for question in run.questions}
    assert keys == {"Any allergies?": "q2", "Which size of coat?": "q1"}


FAR = {"repeat_from": "31/12/9999", "repeat_until": "31/12/9999", "repeat_starts": "17:00", "repeat_ends": "19:00"}


def test_a_repetition_at_the_end_of_all_days_is_refused_in_words(bench: Bench, number: str) -> None:
    answer = bench.browser.post(bench.at(f"/{number}/runs/new"), data={**RUN, **FAR})
    assert answer.status_code == 422
    assert "between 2000 and 2100" in answer.text


@pytest.mark.parametrize("year", ["2101", "9999"])
def test_a_date_is_not_copied_beyond_the_last_year(bench: Bench, number: str, year: str) -> None:
    with bench.app.app_context():
        address = bench.at(f"/{number}/runs/{runs_of(bench)[0].public_id}/copy")
    day = {"first_day": "31", "first_month": "12", "first_year": year}
    answer = bench.browser.post(address, data=day)
    assert answer.status_code == 422
    assert "between 2000 and 2100" in answer.text


def test_a_date_beyond_the_hijri_table_stands_in_the_form_in_the_other_calendar(bench: Bench, number: str) -> None:
    with bench.app.app_context():
        db.session.get_one(Account, bench.account_id).calendar = "hijri"
        db.session.commit()
        first = bench.at(f"/{number}/runs/{runs_of(bench)[0].public_id}")
    day = {"first_day": "20", "first_month": "1", "first_year": "2099"}
    copied = bench.browser.post(f"{first}/copy", data=day)
    assert re.search(r'"\d+/\d+/14\d\d"', bench.browser.get(first).text), "else this test asks for nothing"
    shown = bench.browser.get(copied.location)
    assert shown.status_code == 200
    assert 'value="20/1/2099"' in shown.text


def test_deadlines_that_stay_when_the_meetings_move_on_are_told_once_at_their_field(bench: Bench, number: str) -> None:
    made = bench.browser.post(bench.at(f"/{number}/runs/new"), data=RUN)
    assert made.status_code == 303, made.text
    with bench.app.app_context():
        run = next(one for one in runs_of(bench) if one.reference == "r2")
        first = bench.at(f"/{number}/runs/{run.public_id}")
    copying = {"first_day": "3", "first_month": "2", "first_year": "2027", "first_calendar": "greg"}
    copied = bench.browser.post(f"{first}/copy", data=copying).location
    form = filled(bench.browser.get(copied).text)
    assert form["enrol_closes_at"] == ["2/2/2027"], "a copy takes them along"
    later = {**form, "sessions_0": "6/2/2027"}

    told = bench.browser.post(copied, data=later)

    assert told.status_code == 422
    for name in ("enrol_closes_at", "cancel_until"):
        assert f'href="#f-{name}"' in told.text, name
    assert "Enrolment closes on: The first meeting moves by 3 days, but this day stays." in told.text
    moved = bench.browser.post(copied, data={**later, "enrol_closes_at": "5/2/2027", "cancel_until": "4/2/2027"})
    assert moved.status_code == 303
    again = filled(bench.browser.get(copied).text)
    told = bench.browser.post(copied, data={**again, "sessions_0": "8/2/2027"})
    assert (told.status_code, bench.browser.post(copied, data=filled(told.text)).status_code) == (422, 303), "meant so"


def test_seats_of_sections_that_do_not_count_are_not_dropped_silently(bench: Bench, number: str) -> None:
    answer = bench.browser.post(bench.at(f"/{number}/runs/new"), data={**RUN, "gender_mode": "women"})

    assert answer.status_code == 422
    assert 'href="#f-sections"' in answer.text
    assert "They count only where women and men have separate sections." in answer.text
    assert 'name="sections_0_capacity" type="text" value="6"' in answer.text
    alone = {**RUN, "gender_mode": "women", "sections_0_capacity": "", "sections_1_capacity": "", "capacity": "6"}
    assert bench.browser.post(bench.at(f"/{number}/runs/new"), data=alone).status_code == 303
