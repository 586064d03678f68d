"""The way through the pages: who, questions, check, done, my learning, cancelling; and every reason why not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from catalogue.accounts.models import Learner
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment import services
from catalogue.enrolment.models import Enrolment
from catalogue.offerings.models import Run
from tests.builders import MORNING, a_learner, an_offering
from tests.counting import counted_queries
from tests.integration.enrolment.conftest import an_open_run, number_of
from tests.mailbox import posted
from tests.people import browser_of

QUESTIONS: list[dict[str, Any]] = [
    {"key": "why", "label": {"en": "Why this course?"}, "required": True},
    {
        "key": "size",
        "label": {"en": "Size of the gloves"},
        "kind": "choice",
        "options": [{"value": "s", "label": {"en": "Small"}}, {"value": "l", "label": {"en": "Large"}}],
    },
]


def enrolments(app: Flask) -> list[Enrolment]:
    with app.app_context():
        return list(db.session.scalars(select(Enrolment).order_by(Enrolment.id)))


def test_the_way_from_choosing_a_run_to_cancelling(bare_app: Flask, browser: FlaskClient) -> None:
    run = number_of(bare_app)
    assert browser.get(f"/en/enrol?run={run}").location == f"/en/enrol/{run}"
    assert browser.get(f"/en/enrol/{run}").status_code == 200
    assert browser.post(f"/en/enrol/{run}").location == f"/en/enrol/{run}/check"
    assert "Check your enrolment" in browser.get(f"/en/enrol/{run}/check").text

    done = browser.post(f"/en/enrol/{run}/send", data={"key": "k1"}).location

    number = enrolments(bare_app)[0].public_id
    assert done == f"/en/me/enrolments/{number}"
    assert number in browser.get(done).text
    assert "Confirmed" in browser.get("/en/me").text
    assert browser.get(f"{done}/cancel").status_code == 200
    assert browser.post(f"{done}/cancel").location == "/en/me?notice=cancelled"
    assert "Cancelled" in browser.get("/en/me").text
    assert [message.kind for message in posted(bare_app)] == ["enrolment_confirmed", "enrolment_cancelled"]


def test_sending_twice_is_one_enrolment(bare_app: Flask, browser: FlaskClient) -> None:
    run = number_of(bare_app)
    places = {browser.post(f"/en/enrol/{run}/send", data={"key": "k1"}).location for _ in range(3)}
    assert len(places) == len(enrolments(bare_app)) == 1


def test_cancelling_twice_says_that_it_has_ended(bare_app: Flask, browser: FlaskClient) -> None:
    run = number_of(bare_app)
    done = browser.post(f"/en/enrol/{run}/send").location
    assert [browser.post(f"{done}/cancel").status_code for _ in range(2)] == [303, 409]


def test_a_form_of_one_enrolment_cannot_be_sent_for_another(bare_app: Flask, browser: FlaskClient) -> None:
    first, second = number_of(bare_app), number_of(bare_app, starts_at=now() + timedelta(days=12))
    browser.post(f"/en/enrol/{first}/send", data={"key": "k1"})
    assert browser.post(f"/en/enrol/{second}/send", data={"key": "k1"}).status_code == 422
    assert len(enrolments(bare_app)) == 1


def test_questions_are_asked_kept_and_seen_again(bare_app: Flask, browser: FlaskClient) -> None:
    run = number_of(bare_app, questions=QUESTIONS)
    assert browser.post(f"/en/enrol/{run}").location == f"/en/enrol/{run}/questions"
    missing = browser.post(f"/en/enrol/{run}/check", data={"q_size": "s"})
    assert missing.status_code == 422
    assert 'id="f-q_why-error"' in missing.text

    answers = {"q_why": "To weld\u202e well", "q_size": "l"}
    page = browser.post(f"/en/enrol/{run}/check", data=answers).text
    assert "To weld well" in page
    assert "Large" in page
    browser.post(f"/en/enrol/{run}/send", data=answers)
    assert enrolments(bare_app)[0].answers == {"why": "To weld well", "size": "l"}


UNASKABLE: list[Any] = [
    {}, "size?", None, 5, [],
    {"key": "k"},
    {"key": "k", "label": "not bilingual"},
    {"key": "k", "label": {}},
    {"key": "k", "label": {"en": 5}},
    {"key": "k", "label": {"en": "Which?"}, "kind": "oracle"},
    {"key": "k", "label": {"en": "Which?"}, "kind": ["choice"]},
    {"key": "k", "label": {"en": "Which?"}, "kind": "choice"},
    {"key": "k", "label": {"en": "Which?"}, "kind": "choice", "options": 5},
    {"key": "k", "label": {"en": "Which?"}, "kind": "choice", "options": [{"value": "s"}]},
    {"key": "k" * 5000, "label": {"en": "Which?"}},
]  # fmt: skip


def test_questions_that_cannot_be_asked_keep_nobody_from_enrolling(bare_app: Flask, browser: FlaskClient) -> None:
    """An older import stored them in any shape."""
    run = number_of(bare_app, questions=[*UNASKABLE, {**QUESTIONS[0], "required": "no"}, QUESTIONS[0]])
    page = browser.get(f"/en/enrol/{run}/questions")
    assert (page.status_code, page.text.count("<textarea")) == (200, 1), "the one that can be asked, once"
    assert browser.post(f"/en/enrol/{run}").location == f"/en/enrol/{run}/questions"
    assert browser.get(f"/en/enrol/{run}/check").status_code == 200
    assert browser.post(f"/en/enrol/{run}/send").status_code == 303, "“no” does not make it a must"


@pytest.mark.parametrize("stored", [UNASKABLE, {"a": "b"}, "text"], ids=["list", "object", "text"])
def test_where_no_question_can_be_asked_the_step_is_left_out(
    bare_app: Flask, browser: FlaskClient, stored: Any
) -> None:
    run = number_of(bare_app, questions=stored)
    assert browser.post(f"/en/enrol/{run}").location == f"/en/enrol/{run}/check"
    assert browser.get(f"/en/enrol/{run}/questions").status_code == 200
    assert browser.post(f"/en/enrol/{run}/send").status_code == 303


def test_an_answer_that_was_not_offered_is_not_kept(bare_app: Flask, browser: FlaskClient) -> None:
    run = number_of(bare_app, questions=QUESTIONS)
    browser.post(f"/en/enrol/{run}/send", data={"q_why": "x", "q_size": "<script>"})
    assert enrolments(bare_app)[0].answers == {"why": "x"}


def test_sending_without_a_needed_answer_asks_for_it(bare_app: Flask, browser: FlaskClient) -> None:
    run = number_of(bare_app, questions=QUESTIONS)
    assert browser.post(f"/en/enrol/{run}/send", data={"q_why": " "}).status_code == 422
    assert enrolments(bare_app) == []


def test_a_birth_date_is_asked_only_where_it_matters_and_then_kept(bare_app: Flask, browser: FlaskClient) -> None:
    with bare_app.app_context():
        run = an_open_run(offering=an_offering(age_min=16)).public_id
    anybody = number_of(bare_app)
    assert "birth_date_year" in browser.get(f"/en/enrol/{run}").text
    assert "birth_date_year" not in browser.get(f"/en/enrol/{anybody}").text
    assert browser.post(f"/en/enrol/{run}").status_code == 422
    typed = {"birth_date_day": "1", "birth_date_month": "2", "birth_date_year": "1990", "birth_date_calendar": "greg"}
    assert browser.post(f"/en/enrol/{run}", data=typed).status_code == 303
    with bare_app.app_context():
        assert db.session.scalars(select(Learner.birth_date)).one() == date(1990, 2, 1)


def test_the_group_is_asked_only_where_it_matters(bare_app: Flask, browser: FlaskClient) -> None:
    run = number_of(bare_app, gender_mode="women")
    assert browser.post(f"/en/enrol/{run}").status_code == 422
    assert browser.post(f"/en/enrol/{run}", data={"gender": "female"}).status_code == 303


def born_in(year: int) -> dict[str, str]:
    return {"birth_date_day": "1", "birth_date_month": "2", "birth_date_year": str(year), "birth_date_calendar": "greg"}


def learner_now(app: Flask) -> tuple[date | None, str | None]:
    with app.app_context():
        return db.session.execute(select(Learner.birth_date, Learner.gender)).tuples().one()


def test_a_mistyped_birth_date_is_kept_in_the_form_and_not_in_the_records(
    bare_app: Flask, browser: FlaskClient
) -> None:
    with bare_app.app_context():
        run = an_open_run(offering=an_offering(age_min=16)).public_id
    slip = browser.post(f"/en/enrol/{run}", data=born_in(now().year - 1))
    assert slip.status_code == 422
    assert 'id="f-birth_date-error"' in slip.text
    assert "From age 16" in slip.text
    assert f'value="{now().year - 1}"' in slip.text, "what was typed stands there still"
    assert learner_now(bare_app) == (None, None)
    assert browser.post(f"/en/enrol/{run}", data=born_in(1990)).status_code == 303
    assert learner_now(bare_app) == (date(1990, 2, 1), None)


def test_a_group_chosen_by_mistake_is_not_kept(bare_app: Flask, browser: FlaskClient) -> None:
    run = number_of(bare_app, gender_mode="women")
    slip = browser.post(f"/en/enrol/{run}", data={"gender": "male"})
    assert slip.status_code == 422
    assert 'id="f-gender-error"' in slip.text
    assert learner_now(bare_app) == (None, None)


def test_what_is_known_already_is_shown_and_can_be_corrected_on_the_spot(bare_app: Flask, browser: FlaskClient) -> None:
    about_the_learner(bare_app, birth_date=date(1990, 2, 1), gender="female")
    with bare_app.app_context():
        run = an_open_run(offering=an_offering(age_min=16), gender_mode="women").public_id
    page = browser.get(f"/en/enrol/{run}").text
    assert "1 February 1990" in page
    assert "birth_date_year" not in page
    assert 'value="1990"' in browser.get(f"/en/enrol/{run}?change=birth_date").text
    assert 'name="gender"' in browser.get(f"/en/enrol/{run}?change=gender").text
    assert browser.post(f"/en/enrol/{run}", data=born_in(1991)).status_code == 303
    assert learner_now(bare_app) == (date(1991, 2, 1), "female")


@pytest.mark.parametrize(
    ("offering", "mode", "field"), [({"age_max": 12}, "mixed", "birth_date_year"), ({}, "men", "gender")]
)
def test_somebody_whom_the_records_keep_out_can_mend_the_records(
    bare_app: Flask, browser: FlaskClient, offering: dict[str, Any], mode: str, field: str
) -> None:
    about_the_learner(bare_app, birth_date=date(1990, 2, 1), gender="female")
    with bare_app.app_context():
        run = an_open_run(offering=an_offering(**offering), gender_mode=mode).public_id
    assert f'name="{field}"' in browser.get(f"/en/enrol/{run}").text
    assert browser.post(f"/en/enrol/{run}").status_code == 422


def test_what_a_run_does_not_ask_is_not_changed_by_its_form(bare_app: Flask, browser: FlaskClient) -> None:
    run = number_of(bare_app)
    assert browser.post(f"/en/enrol/{run}", data={**born_in(1990), "gender": "male"}).status_code == 303
    assert learner_now(bare_app) == (None, None)


def test_the_last_page_leads_back_to_the_first_while_something_is_unknown(
    bare_app: Flask, browser: FlaskClient
) -> None:
    run = number_of(bare_app, gender_mode="women")
    assert browser.get(f"/en/enrol/{run}/check").location == f"/en/enrol/{run}"
    refused = browser.post(f"/en/enrol/{run}/send")
    assert (refused.status_code, 'name="gender"' in refused.text) == (409, True)


def test_a_run_that_closed_meanwhile_says_so_with_a_way_on(bare_app: Flask, browser: FlaskClient) -> None:
    run = number_of(bare_app, state="cancelled")
    page = browser.post(f"/en/enrol/{run}")
    assert (page.status_code, "Back to the other dates" in page.text) == (409, True)


def about_the_learner(app: Flask, **about: object) -> None:
    with app.app_context():
        learner = db.session.scalars(select(Learner)).one()
        for name, value in about.items():
            setattr(learner, name, value)
        db.session.commit()


REASONS: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any], str]] = [
    ({"state": "cancelled"}, {}, {}, "This date was cancelled"),
    ({"enrol_opens_at": MORNING + timedelta(days=2)}, {}, {}, "has not opened yet"),
    ({"enrol_opens_at": None, "enrol_closes_at": MORNING - timedelta(hours=1)}, {}, {}, "has ended"),
    ({"state": "postponed"}, {}, {}, "is postponed"),
    ({"state": "completed"}, {}, {}, "This date is over"),
    ({"gender_mode": "men"}, {}, {"gender": "female"}, "for another group"),
    ({"gender_mode": "girls"}, {}, {"gender": "male"}, "for another group"),
    ({}, {"age_min": 18}, {"birth_date": date(2020, 1, 1)}, "for older learners"),
    ({}, {"age_max": 12}, {"birth_date": date(1980, 1, 1)}, "for younger learners"),
]


@pytest.mark.parametrize(("run", "offering", "person", "words"), REASONS, ids=lambda value: str(value)[:30])
def test_every_reason_why_not_is_said_on_the_first_page_and_refused_at_the_last(
    bare_app: Flask,
    browser: FlaskClient,
    run: dict[str, Any],
    offering: dict[str, Any],
    person: dict[str, Any],
    words: str,
) -> None:
    about_the_learner(bare_app, **person)
    with bare_app.app_context():
        number = an_open_run(offering=an_offering(**offering), **run).public_id
    first = browser.get(f"/en/enrol/{number}")
    assert (first.status_code, words in first.text) == (200, True)
    last = browser.post(f"/en/enrol/{number}/send")
    assert (last.status_code, words in last.text) == (409, True)
    assert enrolments(bare_app) == []


def test_a_full_run_says_so(bare_app: Flask, browser: FlaskClient) -> None:
    with bare_app.app_context():
        run = an_open_run(capacity=1)
        other = a_learner()
        services.enrol(run.id, other.id, acted_by=other.account_id or 0, now=now())
        number = run.public_id
    assert "All seats on this date are taken" in browser.get(f"/en/enrol/{number}").text
    assert browser.post(f"/en/enrol/{number}/send").status_code == 409


@pytest.mark.parametrize("state", ["draft", "in_review", "taken_down"])
def test_a_run_of_a_listing_that_is_not_public_does_not_exist(
    bare_app: Flask, browser: FlaskClient, state: str
) -> None:
    with bare_app.app_context():
        number = an_open_run(offering=an_offering(state=state)).public_id
    assert browser.get(f"/en/enrol/{number}").status_code == 404
    assert browser.post(f"/en/enrol/{number}/send").status_code == 404


@pytest.mark.parametrize("number", ["-", "NOSUCHRUN1", "'", "\u202e", "a" * 300])
def test_a_run_that_does_not_exist_is_a_page_that_does_not_exist(browser: FlaskClient, number: str) -> None:
    assert browser.get(f"/en/enrol/{number}").status_code == 404


def test_after_the_deadline_the_page_does_not_offer_cancelling_and_the_form_refuses(
    bare_app: Flask, browser: FlaskClient
) -> None:
    run = number_of(bare_app, cancel_until=now() + timedelta(days=1))
    done = browser.post(f"/en/enrol/{run}/send").location
    with bare_app.app_context():
        db.session.scalars(select(Run)).one().cancel_until = now() - timedelta(minutes=1)
        db.session.commit()
    assert f"{done}/cancel" not in browser.get("/en/me").text
    assert browser.post(f"{done}/cancel").status_code == 409


def test_where_the_provider_approves_a_request_is_sent_and_takes_no_seat(bare_app: Flask, browser: FlaskClient) -> None:
    run = number_of(bare_app, allocation="approval", capacity=1)
    done = browser.post(f"/en/enrol/{run}/send").location
    assert "Your request has arrived" in browser.get(done).text
    assert [message.kind for message in posted(bare_app)] == ["enrolment_requested"]
    assert browser.post(f"{done}/cancel").status_code == 303
    assert enrolments(bare_app)[0].state == "withdrawn"


def test_somebody_else_finds_nothing_at_my_addresses(bare_app: Flask, browser: FlaskClient) -> None:
    run = number_of(bare_app)
    done = browser.post(f"/en/enrol/{run}/send").location
    with bare_app.app_context():
        stranger = browser_of(bare_app, a_learner().account_id or 0)
    for path in (done, f"{done}/cancel", f"{done}.ics"):
        assert stranger.get(path).status_code == 404, path
    assert stranger.post(f"{done}/cancel").status_code == 404
    assert enrolments(bare_app)[0].state == "confirmed"
    nobody = bare_app.test_client()
    for path in (done, f"{done}/cancel", f"{done}.ics"):
        assert nobody.get(path).status_code == 303, path


def test_the_calendar_file_has_the_meetings_at_the_citys_time(bare_app: Flask, browser: FlaskClient) -> None:
    run = number_of(bare_app)
    done = browser.post(f"/en/enrol/{run}/send").location
    answer = browser.get(f"{done}.ics")
    assert answer.mimetype == "text/calendar"
    with bare_app.app_context():
        starts_at = db.session.scalars(select(Run.starts_at)).one()
        assert starts_at is not None
    events = Calendar.from_ical(answer.data).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [starts_at.replace(microsecond=0)]


def test_the_calendar_file_of_what_was_cancelled_takes_the_meetings_out(bare_app: Flask, browser: FlaskClient) -> None:
    done = browser.post(f"/en/enrol/{number_of(bare_app)}/send").location
    before, _ = browser.get(f"{done}.ics"), browser.post(f"{done}/cancel")
    after = browser.get(f"{done}.ics")
    files = [Calendar.from_ical(answer.data) for answer in (before, after)]
    assert [file["method"] for file in files] == ["PUBLISH", "CANCEL"]
    events = [file.walk("VEVENT")[0] for file in files]
    assert [event["status"] for event in events] == ["CONFIRMED", "CANCELLED"]
    assert events[0]["uid"] == events[1]["uid"]
    assert after.headers["Content-Type"] == "text/calendar; charset=utf-8; method=CANCEL"


@pytest.mark.parametrize("items", [1, 3])
def test_my_learning_asks_the_database_as_often_for_one_as_for_three(
    bare_app: Flask, browser: FlaskClient, learner: Learner, items: int
) -> None:
    with bare_app.app_context():
        for run in [an_open_run(starts_at=now() + timedelta(days=10 + n)) for n in range(items)]:
            services.enrol(run.id, learner.id, acted_by=learner.account_id or 0, now=now())
    with counted_queries(bare_app) as statements:
        page = browser.get("/en/me")
    assert page.text.count('class="panel enrolment"') == items
    # session, visitor, enrolments with runs, their meetings, household, the next one missed?, saved, reminders and feed
    assert len(statements) == 8, "\n".join(statements)
