"""One account for a whole family: several people in one sitting, clashes, both guardians told, handing over."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.accounts import rules as accounts_rules
from catalogue.accounts import services as accounts
from catalogue.accounts.models import Account, Consent, Guardianship, Learner
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.errors import NotFound
from catalogue.core.outbox import Message
from catalogue.enrolment import rules, services
from catalogue.enrolment.models import Enrolment
from catalogue.offerings.models import Run
from tests.builders import MORNING, a_dependant, a_learner, an_account, an_offering
from tests.integration.enrolment.conftest import an_open_run, number_of
from tests.mailbox import posted
from tests.people import browser_of

NINE = MORNING.date() - timedelta(days=9 * 366)
TYPED = {
    "full_name_en": "Sara Salem", "birth_date_day": "1", "birth_date_month": "2", "birth_date_year": "2018",
    "birth_date_calendar": "greg", "gender": "female", "kind": "parent", "consent": "yes",
}  # fmt: skip


def children(app: Flask, guardian: Learner, *names: str) -> list[str]:
    """Children of nine. :returns: their public ids."""
    with app.app_context():
        return [a_dependant(guardian, full_name_en=name, birth_date=NINE).public_id for name in names]


def taken(app: Flask) -> list[tuple[str, str]]:
    """Name and state of every enrolment."""
    with app.app_context():
        found = select(Learner.full_name_en, Enrolment.state).join(Enrolment, Enrolment.learner_id == Learner.id)
        return sorted((name or "", state) for name, state in db.session.execute(found).tuples())


def test_adding_a_child_keeps_particulars_guardianship_and_consent(bare_app: Flask, browser: FlaskClient) -> None:
    assert browser.post("/en/me/family/add", data=TYPED).location == "/en/me/family?notice=added"
    assert "Sara Salem" in browser.get("/en/me/family").text
    with bare_app.app_context():
        child = db.session.scalars(select(Learner).where(Learner.account_id.is_(None))).one()
        assert (child.birth_date, child.gender) == (date(2018, 2, 1), "female")
        assert db.session.scalars(select(Guardianship.kind).where(Guardianship.learner_id == child.id)).all() == [
            "parent"
        ]
        assert db.session.scalars(select(Consent.purpose).where(Consent.learner_id == child.id)).all() == [
            "guardianship"
        ]


@pytest.mark.parametrize("missing", ["full_name_en", "birth_date_year", "kind", "consent"])
def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(
    bare_app: Flask, browser: FlaskClient, missing: str
) -> None:
    page = browser.post("/en/me/family/add", data={key: value for key, value in TYPED.items() if key != missing})
    assert (page.status_code, "There is a problem" in page.text) == (422, True)
    assert page.text.count('aria-invalid="true"') >= 1
    if missing != "full_name_en":
        assert 'value="Sara Salem"' in page.text
    with bare_app.app_context():
        assert not db.session.scalars(select(Guardianship)).all()


def test_the_way_to_a_missing_child_leads_back_into_the_enrolment(bare_app: Flask, browser: FlaskClient) -> None:
    run = number_of(bare_app)
    added = browser.post("/en/me/family/add", data={**TYPED, "next": f"/en/enrol/{run}"})
    child = added.location.partition("for=")[2]
    assert added.location == f"/en/enrol/{run}?for={child}"
    page = browser.get(added.location).text
    assert f'value="{child}" checked' in page
    assert browser.post("/en/me/family/add", data={**TYPED, "next": "https://example.org/"}).location.startswith(
        "/en/me"
    )


def test_a_whole_family_enrols_in_one_sitting(bare_app: Flask, browser: FlaskClient, learner: Learner) -> None:
    sara, omar = children(bare_app, learner, "Sara Salem", "Omar Salem")
    run = number_of(bare_app, capacity=3)
    who = [learner.public_id, sara, omar]
    check = browser.post(f"/en/enrol/{run}", data={"for": who}).location
    page = browser.get(check).text
    assert all(name in page for name in ("Noura Salem", "Sara Salem", "Omar Salem"))

    done = browser.post(f"/en/enrol/{run}/send", data={"for": who, "key": "k"})
    again = browser.post(f"/en/enrol/{run}/send", data={"for": who, "key": "k"})

    assert done.location == again.location == "/en/me?notice=enrolled"
    assert taken(bare_app) == [(name, "confirmed") for name in ("Noura Salem", "Omar Salem", "Sara Salem")]
    with bare_app.app_context():
        assert db.session.scalars(select(Run.seats_taken)).all() == [3]


def test_the_next_meeting_names_everybody_who_is_in_it(bare_app: Flask, browser: FlaskClient, learner: Learner) -> None:
    (sara,) = children(bare_app, learner, "Sara Salem")
    run = number_of(bare_app, capacity=5)
    browser.post(f"/en/enrol/{run}/send", data={"for": [learner.public_id, sara]})
    page = browser.get("/en/me").text
    assert re.findall(r"In the same meeting: [^<]*", page) == ["In the same meeting: Sara"]


def test_a_family_gets_all_seats_or_none(bare_app: Flask, browser: FlaskClient, learner: Learner) -> None:
    sara, omar = children(bare_app, learner, "Sara Salem", "Omar Salem")
    run = number_of(bare_app, capacity=1)
    refused = browser.post(f"/en/enrol/{run}/send", data={"for": [sara, omar]})
    assert refused.status_code == 409
    assert taken(bare_app) == []


def test_each_has_questions_and_answers_of_his_or_her_own(
    bare_app: Flask, browser: FlaskClient, learner: Learner
) -> None:
    (sara,) = children(bare_app, learner, "Sara Salem")
    run = number_of(bare_app, questions=[{"key": "why", "label": {"en": "Why?"}, "required": True}])
    who = [learner.public_id, sara]
    assert "/questions?for=" in browser.post(f"/en/enrol/{run}", data={"for": who}).location
    missing = browser.post(f"/en/enrol/{run}/check", data={"for": who, "q_why": "To cook"})
    assert (missing.status_code, f'id="f-{sara}_q_why-error"' in missing.text) == (422, True)
    browser.post(f"/en/enrol/{run}/send", data={"for": who, "q_why": "To cook", f"{sara}_q_why": "To paint"})
    with bare_app.app_context():
        assert sorted(db.session.scalars(select(Enrolment.answers)).all(), key=str) == [
            {"why": "To cook"},
            {"why": "To paint"},
        ]


def test_nobody_is_chosen_unasked_where_there_are_several(
    bare_app: Flask, browser: FlaskClient, learner: Learner
) -> None:
    children(bare_app, learner, "Sara Salem")
    page = browser.post(f"/en/enrol/{number_of(bare_app)}", data={})
    assert (page.status_code, "Choose who is enrolling" in page.text) == (422, True)


def test_a_clash_is_explained_and_wants_a_yes(bare_app: Flask, browser: FlaskClient, learner: Learner) -> None:
    (sara,) = children(bare_app, learner, "Sara Salem")
    with bare_app.app_context():
        first = an_open_run(offering=an_offering(title_en="Painting")).public_id
        second = an_open_run(offering=an_offering(title_en="Cooking")).public_id
    browser.post(f"/en/enrol/{first}/send", data={"for": [sara]})
    page = browser.get(f"/en/enrol/{second}").text
    assert "Another enrolment of this learner is at the same time" in page
    assert "Somebody else of your family has a course at the same time" in page
    assert "Painting" in page

    refused = browser.post(f"/en/enrol/{second}", data={"for": [sara]})
    assert (refused.status_code, f"f-{sara}_confirm-clash-error" in refused.text) == (422, True)
    yes = {"for": [sara], "confirm": [f"{sara}:clash"]}
    assert browser.post(f"/en/enrol/{second}/send", data={"for": [sara]}).status_code == 409
    assert browser.get(browser.post(f"/en/enrol/{second}", data=yes).location).status_code == 200
    assert browser.post(f"/en/enrol/{second}/send", data=yes).status_code == 303


def test_ages_of_the_family_decide_for_each(bare_app: Flask, browser: FlaskClient, learner: Learner) -> None:
    (sara,) = children(bare_app, learner, "Sara Salem")
    with bare_app.app_context():
        offering = an_offering(age_min=14)
        run = an_open_run(offering=offering).public_id
    page = browser.get(f"/en/enrol/{run}").text
    assert "This course is for older learners" in page
    assert "The age on the first day: 9 years" in page
    assert browser.post(f"/en/enrol/{run}", data={"for": [sara]}).status_code == 422
    assert browser.post(f"/en/enrol/{run}/send", data={"for": [sara]}).status_code == 409


def test_the_nearest_date_that_fits_is_named(bare_app: Flask, browser: FlaskClient) -> None:
    with bare_app.app_context():
        offering = an_offering()
        cancelled = an_open_run(offering=offering, state="cancelled").public_id
        other = an_open_run(offering=offering, starts_at=now() + timedelta(days=20)).public_id
    page = browser.get(f"/en/enrol/{cancelled}").text
    assert f"/en/enrol/{other}" in page
    assert "This date would fit" in page


def test_other_peoples_children_cannot_be_named(bare_app: Flask, browser: FlaskClient, learner: Learner) -> None:
    with bare_app.app_context():
        other = a_dependant(a_learner(), birth_date=NINE).public_id
    run = number_of(bare_app)
    for address in (f"/en/enrol/{run}", f"/en/enrol/{run}/check", f"/en/enrol/{run}/send"):
        assert browser.post(address, data={"for": [other]}).status_code == 404
        assert browser.get(f"/en/enrol/{run}?for={other}").status_code == 404
    assert browser.post("/en/me/for", data={"who": other}).status_code == 404


def test_for_whom_one_is_choosing_stays_and_can_be_everybody(
    bare_app: Flask, browser: FlaskClient, learner: Learner
) -> None:
    assert "for-whom" not in browser.get("/en/me").text, "who is alone has nothing to choose"
    (sara,) = children(bare_app, learner, "Sara Salem")
    assert browser.post("/en/me/for", data={"who": sara, "back": "/en/search"}).location == "/en/search"
    assert "Sara (9)" in browser.get("/en/me").text
    run = number_of(bare_app)
    assert f'value="{sara}" checked' in browser.get(f"/en/enrol/{run}").text
    browser.post("/en/me/for", data={"who": "all"})
    page = browser.get(f"/en/enrol/{run}").text
    assert (page.count('name="for"'), len(re.findall(r'name="for"[^>]* checked', page))) == (2, 2)


def guardians(app: Flask) -> tuple[Learner, Learner, Learner]:
    """Mother, father, and the child whom both look after. Call inside an app context."""
    mother, father = a_learner(), a_learner(account=an_account(language="en"))
    child = a_dependant(mother, birth_date=NINE)
    accounts.invite_guardian(child.id, "x@example.org", invited_by=mother.account_id or 0, now=now())
    token = next(one.token for one in posted(app) if one.kind == "guardian_invitation")
    accounts.accept_invitation(token, accounts.Care(father.account_id or 0, "parent"), now())
    with pytest.raises(accounts_rules.LinkExpired):
        accounts.accept_invitation(token, accounts.Care(a_learner().account_id or 0, "parent"), now())
    return mother, father, child


def test_either_guardian_acts_and_both_are_told(bare_app: Flask) -> None:
    with bare_app.app_context():
        mother, father, child = guardians(bare_app)
        run = an_open_run()
        services.enrol(run.id, child.id, acted_by=mother.account_id or 0, now=now())
        enrolment = db.session.scalars(select(Enrolment)).one()
        services.cancel(enrolment.id, acted_by=father.account_id or 0, now=now())
        told = select(Message.kind, Account.email).join(Account, Account.email == Message.address)
        kinds = [kind for kind, _email in db.session.execute(told).tuples() if kind.startswith("enrolment_")]
        assert sorted(kinds) == ["enrolment_cancelled"] * 2 + ["enrolment_confirmed"] * 2


def test_a_guardianship_that_ended_opens_nothing_any_more(bare_app: Flask) -> None:
    with bare_app.app_context():
        mother, father, child = guardians(bare_app)
        accounts.end_care(child.id, account_id=father.account_id or 0, now=now())
        with pytest.raises(NotFound):
            services.enrol(an_open_run().id, child.id, acted_by=father.account_id or 0, now=now())
        with pytest.raises(accounts_rules.LastGuardian):
            accounts.end_care(child.id, account_id=mother.account_id or 0, now=now())
        ids = [one.account_id or 0 for one in (mother, father)]
        number = child.public_id
    hers, his = (browser_of(bare_app, one) for one in ids)
    assert hers.get(f"/en/me/family/{number}").status_code == 200
    assert his.get(f"/en/me/family/{number}").status_code == 404


def test_no_page_shows_the_other_guardians_contacts(bare_app: Flask) -> None:
    with bare_app.app_context():
        mother, father, child = guardians(bare_app)
        number, mothers = child.public_id, mother.account_id or 0
        email = db.session.get_one(Account, father.account_id or 0).email
        name = father.full_name_en or ""
    page = browser_of(bare_app, mothers).get(f"/en/me/family/{number}").text
    assert "one other person" in page
    assert email not in page
    assert page.count(name) <= 1  # the visitor has the same name in this test's builder


def test_a_record_is_handed_over_with_a_code_and_the_guardians_are_told(bare_app: Flask) -> None:
    with bare_app.app_context():
        mother, _father, child = guardians(bare_app)
        child = db.session.get_one(Learner, child.id)
        child.birth_date = now().date() - timedelta(days=20 * 366)
        db.session.commit()
        run = an_open_run()
        services.enrol(run.id, child.id, acted_by=mother.account_id or 0, now=now())
        newcomer = a_learner(full_name_en="Sara Herself")
        own = services.enrol(an_open_run(starts_at=now() + timedelta(days=20)).id, newcomer.id,
                             acted_by=newcomer.account_id or 0, now=now())  # fmt: skip
        number, account_id, mothers = child.public_id, newcomer.account_id or 0, mother.account_id or 0
    page = browser_of(bare_app, mothers).post(f"/en/me/family/{number}/code").text
    code = page.partition('class="code">')[2].partition("<")[0]
    hers = browser_of(bare_app, account_id)

    assert hers.post("/en/me/family/claim", data={"code": "WRONG-CODE-2345"}).status_code == 422
    assert hers.post("/en/me/family/claim", data={"code": f" {code.lower()} "}).location == "/en/me?notice=claimed"
    assert hers.post("/en/me/family/claim", data={"code": code}).status_code == 422, "it works once"

    assert hers.get(f"/en/me/enrolments/{own.public_id}").status_code == 200, "what she had herself stays hers"
    assert browser_of(bare_app, mothers).get(f"/en/me/family/{number}").status_code == 404
    with bare_app.app_context():
        learners = db.session.scalars(select(Learner).where(Learner.account_id == account_id)).all()
        assert [one.public_id for one in learners] == [number]
        assert not db.session.scalars(select(Guardianship).where(Guardianship.state == "active")).all()
    assert [one.kind for one in posted(bare_app)].count("record_claimed") == 2


def test_a_child_is_not_handed_over(bare_app: Flask, browser: FlaskClient, learner: Learner) -> None:
    (sara,) = children(bare_app, learner, "Sara Salem")
    page = browser.post(f"/en/me/family/{sara}/code")
    assert (page.status_code, 'class="code"' in page.text) == (409, False)


def test_a_minor_with_an_account_is_led_to_the_guardian(bare_app: Flask, browser: FlaskClient) -> None:
    with bare_app.app_context():
        db.session.scalars(select(Learner)).one().birth_date = NINE
        db.session.commit()
        run = an_open_run().id
        learner = db.session.scalars(select(Learner)).one()
        with pytest.raises(rules.GuardianNeeded):
            services.enrol(run, learner.id, acted_by=learner.account_id or 0, now=now())


def test_the_results_say_for_whom_of_the_family_they_are(
    bare_app: Flask, browser: FlaskClient, learner: Learner
) -> None:
    (sara,) = children(bare_app, learner, "Sara Salem")
    with bare_app.app_context():
        an_open_run(offering=an_offering(title_en="Painting", age_min=6, age_max=12))
        an_open_run(offering=an_offering(title_en="Welding", age_min=16))
    assert 'class="fits"' in browser.get("/en/search").text, "for oneself, who is not alone"
    browser.post("/en/me/for", data={"who": sara})
    page = browser.get("/en/search").text
    assert page.count("Sara (9)</bdi></b>: fits") == 1
    assert page.count("Sara (9)</bdi></b>: This course is for older learners.") == 1
    browser.post("/en/me/for", data={"who": "all"})
    assert browser.get("/en/search").text.count('class="fit ') == 4
    assert 'class="fits"' not in bare_app.test_client().get("/en/search").text


def test_what_is_for_an_age_does_not_fit_who_has_not_said_hers(
    bare_app: Flask, browser: FlaskClient, learner: Learner
) -> None:
    children(bare_app, learner, "Sara Salem")
    with bare_app.app_context():
        db.session.get_one(Learner, learner.id).birth_date = None
        db.session.commit()
        an_open_run(offering=an_offering(title_en="Painting", age_min=6, age_max=12))
    page = browser.get("/en/search").text
    assert "Me</bdi></b>: fits" not in page
    assert "Me</bdi></b>: This course is for a certain age, so we need the date of birth." in page


def test_a_district_that_does_not_exist_is_said_at_its_field(bare_app: Flask, browser: FlaskClient) -> None:
    page = browser.post("/en/me/family/add", data={**TYPED, "district": "nowhere:at-all"})
    assert (page.status_code, 'id="f-district-error"' in page.text) == (422, True)
    with bare_app.app_context():
        assert not db.session.scalars(select(Guardianship)).all()
