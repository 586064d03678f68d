"""The way through the pages: joining, the place, the offer, answering it on the page or from the mail; commands."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from catalogue.accounts.models import Guardianship, Learner
from catalogue.accounts.secrets import link_token
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment import services
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.offer_links import PURPOSE
from catalogue.offerings.models import Run
from tests.builders import a_learner, an_offering
from tests.counting import counted_queries
from tests.integration.enrolment.conftest import an_open_run
from tests.integration.waiting.house import House
from tests.mailbox import mail_files, text_of


@pytest.fixture
def house(bare_app: Flask) -> House:
    return House(bare_app)


def test_the_way_from_a_full_run_to_a_seat(house: House, client: FlaskClient) -> None:
    page = client.get(f"/en/offerings/{house.offering}", follow_redirects=True).text
    assert "Full; on the waiting list you would be number 1." in page
    assert "Join the waiting list</button>" in page
    browser = house.browser
    who = browser.get(f"/en/enrol/{house.run}").text
    assert f"/en/enrol/{house.run}/wait?for={house.own}" in who
    assert "To the waiting list as a family" in who
    first = browser.get(f"/en/enrol/{house.run}/wait?for={house.own}").text
    assert "Nobody is waiting yet: you would be first in line." in first
    assert "too few people have waited" in first
    done = house.wait(house.own)
    listed = browser.get(done).text
    assert "Place 1 of 1 on the waiting list" in listed
    assert "Joined the waiting list." in listed
    mine = browser.get("/en/me").text
    assert "enrolment--listed" in mine
    assert "enrolment--waiting" not in mine, "waiting for approval looks otherwise"
    assert "Place 1 of 1" in mine

    house.free_the_seat()

    assert "A seat is offered to you" in browser.get(done).text
    assert "Answer the offer" in browser.get("/en/me").text
    assert (
        "A seat in this course is offered to you."
        in browser.get(f"/en/offerings/{house.offering}", follow_redirects=True).text
    )
    assert browser.post(f"{done}/offer", data={"answer": "accept"}).location == done
    last = browser.get(done).text
    assert "You are enrolled" in last
    assert "The offer was accepted; the seat is certain." in last
    assert house.states() == ["confirmed"]


def link_of(letters: dict[str, str]) -> str:
    text = next(text for subject, text in letters.items() if subject.startswith("A seat is offered"))
    found = re.search(r"https?://[^/\s]+(/en/offers/\S+)", text)
    assert found, text
    return found[1]


def test_one_click_from_the_mail_without_signing_in(house: House, client: FlaskClient) -> None:
    house.wait(house.child)
    letters = house.letters()
    assert "Place 1 of 1 on the waiting list." in next(iter(letters.values()))
    house.free_the_seat()
    link = link_of(house.letters())

    for _ in range(2):  # a program that checks mails opens it as well
        page = client.get(link)
        assert (page.status_code, "Yes, take the seat" in page.text) == (200, True)
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert house.states() == ["offered"]
    accepted = client.post(link, data={"answer": "accept"})

    assert (accepted.status_code, "The seat is taken" in accepted.text) == (200, True)
    assert "you are enrolled" not in accepted.text, "the child is"
    assert house.states() == ["confirmed"]
    assert client.get(link).status_code == 200
    again = client.post(link, data={"answer": "decline"})
    assert (again.status_code, house.states()) == (409, ["confirmed"])
    assert any(subject.startswith("A seat is certain") for subject in house.letters()), "for the child"


def test_declining_from_the_mail(house: House, client: FlaskClient) -> None:
    house.wait(house.own)
    house.free_the_seat()
    link = link_of(house.letters())
    assert client.post(link, data={"answer": "perhaps"}).status_code == 400
    assert "the seat goes to the next in line" in client.post(link, data={"answer": "decline"}).text
    assert house.states() == ["declined"]
    assert (client.get(link).status_code, "The offer is declined" in client.get(link).text) == (410, True)
    assert any(subject.startswith("The offer is declined") for subject in house.letters())


def test_a_link_that_came_too_late_says_so_kindly(house: House, client: FlaskClient) -> None:
    house.wait(house.own)
    house.free_the_seat()
    link = link_of(house.letters())
    with house.app.app_context():
        past = update(Enrolment).where(Enrolment.state == "offered").values(offer_expires_at=now() - timedelta(1))
        db.session.execute(past)
        db.session.commit()
    for _lapsed in (False, True):
        for answer in (client.get(link), client.post(link, data={"answer": "accept"})):
            assert answer.status_code == 410
            assert "The time for this offer has passed" in answer.text
        with house.app.app_context():
            services.lapse_offers(now())
    assert any(subject.startswith("The offer has ended") for subject in house.letters())


def test_a_link_that_is_not_ours_or_whose_guardian_is_none_any_more_leads_nowhere(
    house: House, client: FlaskClient
) -> None:
    house.wait(house.child)
    house.free_the_seat()
    link = link_of(house.letters())
    with house.app.app_context():
        number = db.session.scalars(select(Enrolment.public_id).where(Enrolment.state == "offered")).one()
        other = a_learner().account
        foreign = link_token(f"{number}-{other.public_id if other else ''}", PURPOSE)
        elsewhere = link_token(link.rpartition("/")[2].partition(".")[0], "sign_in")
    for token in (foreign, elsewhere, f"{number}-x.0", "x"):
        assert client.get(f"/en/offers/{token}").status_code == 404
        assert client.post(f"/en/offers/{token}", data={"answer": "accept"}).status_code == 404
    with house.app.app_context():
        db.session.execute(update(Guardianship).values(state="ended"))
        db.session.commit()
    assert client.post(link, data={"answer": "accept"}).status_code == 404
    assert house.states() == ["offered"]


def test_a_family_joins_together_and_sees_how_it_waits(house: House) -> None:
    page = house.browser.get(f"/en/enrol/{house.run}/wait?for={house.own}&for={house.child}").text
    assert "Huda Adel" in page
    assert "Sara Adel" in page
    assert 'name="together"' in page
    refused = house.browser.post(
        f"/en/enrol/{house.run}/wait?for={house.own}&for={house.child}",
        data={"together": "all", "for": [house.own, house.child]},
    )
    assert (refused.status_code, "There are fewer seats in all" in refused.text) == (409, True)
    assert house.wait(house.own, house.child, together="any") == "/en/me?notice=listed"
    mine = house.browser.get("/en/me?notice=listed").text
    assert "The waiting list is joined. We have sent you a message." in mine
    assert "Place 2 of 2" in mine


def test_of_a_family_only_who_is_ticked_joins(house: House) -> None:
    path = f"/en/enrol/{house.run}/wait?for={house.own}&for={house.child}"
    assert house.browser.get(path).text.count(" checked><span>") >= 2
    nobody = house.browser.post(path, data={"together": "any"})
    assert (nobody.status_code, "Choose who waits" in nobody.text) == (422, True)
    assert "/me/enrolments/" in (house.browser.post(path, data={"for": house.child}).location or "")
    assert house.states() == ["waitlisted"]


def test_leaving_the_list_is_said_in_its_own_words(house: House) -> None:
    done = house.wait(house.own)
    assert "Leave the waiting list?" in house.browser.get(f"{done}/cancel").text
    assert house.browser.post(f"{done}/cancel").location == "/en/me?notice=left_list"
    assert any(subject.startswith("You have left the waiting list") for subject in house.letters())


QUESTION = [{"key": "why", "label": {"en": "Why this course?"}, "required": True}]


def test_the_questions_of_the_run_are_asked_of_each(bare_app: Flask) -> None:
    house = House(bare_app, questions=QUESTION)
    query = f"/en/enrol/{house.run}/wait?for={house.own}&for={house.child}"
    both = [house.own, house.child]
    missing = house.browser.post(query, data={"for": both, f"q_why__{house.own}": "Sparks"})
    assert missing.status_code == 422
    assert f'id="f-q_why__{house.child}-error"' in missing.text
    house.wait(house.own, house.child, **{f"q_why__{house.own}": "Sparks", f"q_why__{house.child}": "Fun"})
    with bare_app.app_context():
        found = select(Enrolment.answers).where(Enrolment.acted_by == house.account).order_by(Enrolment.id)
        assert db.session.scalars(found).all() == [{"why": "Sparks"}, {"why": "Fun"}]


def test_a_warning_is_confirmed_for_each_learner(house: House) -> None:
    """Both have something else at the same time: one yes does not count for the other."""
    with house.app.app_context():
        run = db.session.scalars(select(Run).where(Run.public_id == house.run)).one()
        other = an_open_run(starts_at=run.starts_at)
        for learner in db.session.scalars(select(Learner).where(Learner.public_id.in_([house.own, house.child]))):
            services.enrol(other.id, learner.id, acted_by=house.account, now=now())
    query = f"/en/enrol/{house.run}/wait?for={house.own}&for={house.child}"
    page = house.browser.get(query).text
    assert f'value="{house.own}:clash"' in page
    assert f'value="{house.child}:clash"' in page
    for said in ([], [f"{house.own}:clash"], ["clash"]):
        refused = house.browser.post(query, data={"for": [house.own, house.child], "confirm": said})
        assert refused.status_code == 422
        assert f'id="f-confirm-{house.child}-clash-error"' in refused.text
        assert (f'id="f-confirm-{house.own}-clash-error"' in refused.text) == (f"{house.own}:clash" not in said)
    both = [f"{house.own}:clash", f"{house.child}:clash"]
    joined = house.browser.post(query, data={"for": [house.own, house.child], "confirm": both})
    assert joined.location == "/en/me?notice=listed"


def test_who_waited_in_vain_reads_that_the_list_is_closed(house: House) -> None:
    done = house.wait(house.own)
    with house.app.app_context():
        db.session.execute(update(Run).values(enrol_closes_at=now() - timedelta(seconds=1)))
        db.session.commit()
        assert services.close_lists(now()) == 1
    page = house.browser.get(done).text
    assert "<h1>The waiting list is closed</h1>" in page
    assert "The waiting list was closed; no seat became free in time." in page
    assert "Ended without a seat" in house.browser.get("/en/me").text
    assert any(subject.startswith("The waiting list is closed: ") for subject in house.letters())


def test_somebody_else_s_child_cannot_be_put_on_a_list(house: House, bare_app: Flask) -> None:
    with bare_app.app_context():
        stranger = a_learner().public_id
    for people in ([stranger], [house.own, stranger]):
        query = "&".join(f"for={one}" for one in people)
        assert house.browser.get(f"/en/enrol/{house.run}/wait?{query}").status_code == 404
        assert house.browser.post(f"/en/enrol/{house.run}/wait?{query}").status_code == 404


def test_what_is_unknown_is_asked_first_and_what_stands_in_the_way_is_said(bare_app: Flask) -> None:
    house = House(bare_app)
    with bare_app.app_context():
        women = an_open_run(capacity=1, seats_taken=1, waiting_list=3, gender_mode="women").public_id
        old = an_open_run(offering=an_offering(age_min=18), capacity=1, waiting_list=3, seats_taken=1).public_id
    asked = house.browser.get(f"/en/enrol/{women}/wait?for={house.own}&for={house.child}").text
    assert asked.count("Complete the record") == 2
    assert "<form" not in asked.split("<main")[1]
    with bare_app.app_context():
        db.session.execute(update(Learner).values(birth_date=now().date() - timedelta(days=3650)))
        db.session.commit()
    page = house.browser.get(f"/en/enrol/{old}/wait?for={house.own}")
    assert (page.status_code, "for older learners" in page.text, "<form" in page.text.split("<main")[1]) == (
        200, True, False,
    )  # fmt: skip
    with bare_app.app_context():
        db.session.execute(update(Run).where(Run.public_id.in_([women, old])).values(seats_taken=0))
        db.session.commit()


def test_my_learning_costs_the_same_for_one_place_or_three(bare_app: Flask) -> None:
    house = House(bare_app)
    counted = []
    for number in range(3):
        with bare_app.app_context():
            run = an_open_run(capacity=1, waiting_list=3)
            there = a_learner()
            services.enrol(run.id, there.id, acted_by=there.account_id or 0, now=now())
            own = db.session.scalars(select(Learner.id).where(Learner.public_id == house.own)).one()
            services.wait(run.id, [own], acted_by=house.account, now=now(), confirmed={own: frozenset({"clash"})})
        with counted_queries(bare_app) as queries:
            page = house.browser.get("/en/me").text
        assert page.count("Place 1 of 1") == number + 1
        counted.append(len(queries))
    assert len(set(counted)) == 1, counted


def test_the_commands_decide_resize_cancel_and_check(bare_app: Flask) -> None:
    house = House(bare_app)
    house.wait(house.own)
    runner = bare_app.test_cli_runner()

    def command(*words: str) -> tuple[int, str]:
        result = runner.invoke(args=["enrolment", *words])
        return result.exit_code, result.output

    assert command("capacity", house.run, "2") == (0, f"{house.run} has 2 seats; 1 offered\n")
    assert command("capacity", house.run, "1") == (
        1, "Error: There cannot be fewer seats than are taken already.\n",
    )  # fmt: skip
    with bare_app.app_context():
        number = db.session.scalars(select(Enrolment.public_id).where(Enrolment.state == "offered")).one()
    assert command("decide", number, "confirm")[0] == 1
    assert command("decide", "nothing", "confirm") == (1, "Error: nothing has the number nothing\n")
    assert command("cancel", house.run, "--reason", "No teacher") == (
        0, f"{house.run} is cancelled; 2 enrolments ended\n",
    )  # fmt: skip
    assert command("check") == (0, "0 counters are wrong\n")
    letters = house.letters()
    cancelled = next(text for subject, text in letters.items() if subject.startswith("Cancelled by the provider"))
    assert "No teacher" in cancelled
    assert (
        "This was cancelled."
        in bare_app.test_client().get(f"/en/offerings/{house.offering}", follow_redirects=True).text
    )
    with bare_app.app_context():
        db.session.execute(update(Run).values(seats_taken=1))
        db.session.commit()
    assert command("check")[0] == 1
    with bare_app.app_context():
        db.session.execute(update(Run).values(seats_taken=0))
        db.session.commit()


def test_every_mail_can_be_read_in_both_languages(bare_app: Flask) -> None:
    """Each kind once in each language, as text and as HTML, with the direction of its language."""
    for lang in ("ar", "en"):
        house = House(bare_app, capacity=1) if lang == "en" else _arabic(bare_app)
        house.wait(house.own)
        house.letters()
        house.free_the_seat()
        house.letters()
        with bare_app.app_context():
            run = db.session.scalars(select(Run).where(Run.public_id == house.run)).one()
            services.cancel_run(run.id, "No teacher", acted_by=services.OPERATOR, now=now())
        house.letters()
    letters = mail_files(bare_app.config["SETTINGS"].home)
    html = [str(part.get_content()) for one in letters if (part := one.get_body(("html",)))]
    assert len(html) == len(letters) >= 8
    for one, page in zip(letters, html, strict=True):
        direction = "rtl" if one["Content-Language"] == "ar" else "ltr"
        assert f'dir="{direction}"' in page
        assert "None" not in page
        assert "None" not in text_of(one)


def _arabic(app: Flask) -> House:
    house = House(app)
    with app.app_context():
        found = db.session.scalars(select(Learner).where(Learner.public_id == house.own)).one()
        assert found.account is not None
        found.account.language, found.account.email = "ar", "arabic@example.org"
        db.session.commit()
    return house
