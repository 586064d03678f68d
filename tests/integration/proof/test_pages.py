"""The pages: for the owner, for everybody with a code, and for who has no business there."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.accounts.limits import CERTIFICATES_PER_NETWORK
from catalogue.accounts.models import Attempt, Guardianship, Learner
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment.certificates import services
from catalogue.enrolment.certificates.models import Certificate
from catalogue.enrolment.certificates.rules import RevocationReason, grouped, new_code
from catalogue.enrolment.completion.models import Rating
from tests.builders import NOON, a_learner, an_account, saved
from tests.builders_proof import a_certificate, a_course, a_run_that_is_over, a_seat_in, an_office_member, completed
from tests.counting import counted_queries
from tests.people import browser_of

pytestmark = pytest.mark.made_up_counters

UNKNOWN = new_code(lambda signs: signs[3])
LANGUAGES = ("ar", "en")
NETWORK = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture
def code(bare_app: Flask) -> str:
    with bare_app.app_context():
        return a_certificate(title_ar="\u0644\u062d\u0627\u0645")


def account_of(app: Flask, code: str) -> int:
    with app.app_context():
        certificate = db.session.scalars(select(Certificate).where(Certificate.code == code)).one()
        return certificate.enrolment.learner.account_id or 0


def number_of(app: Flask, code: str) -> str:
    with app.app_context():
        certificate = db.session.scalars(select(Certificate).where(Certificate.code == code)).one()
        return certificate.enrolment.public_id


@pytest.fixture
def owner(bare_app: Flask, code: str) -> FlaskClient:
    return browser_of(bare_app, account_of(bare_app, code))


def withdraw(app: Flask, code: str) -> None:
    with app.app_context():
        services.revoke(code, RevocationReason.MISUSE, acted_by=an_office_member().id, now=now())


@pytest.mark.parametrize(("lang", "words"), [("en", "This certificate is valid"), ("ar", 'lang="ar" dir="rtl"')])
def test_everybody_with_the_code_sees_that_it_is_valid(client: FlaskClient, code: str, lang: str, words: str) -> None:
    answer = client.get(f"/{lang}/verify/{code}")

    assert answer.status_code == 200
    assert words in answer.text
    assert "Noura Salem" in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_check_says_nothing_that_the_certificate_does_not(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        learner = a_learner(
            account=an_account(email="secret@example.org"),
            birth_date=date(2007, 1, 15),
            gender="female",
        )
        code = a_certificate(learner=learner)
        number = learner.public_id

    page = client.get(f"/en/verify/{code}").text

    assert [word for word in ("secret", "2007", "female", number, "In person") if word in page] == []


def test_a_withdrawn_one_is_said_to_be_withdrawn_and_no_reason_is_told(
    bare_app: Flask, client: FlaskClient, code: str, owner: FlaskClient
) -> None:
    withdraw(bare_app, code)

    page = client.get(f"/en/verify/{code}").text
    own = owner.get(f"/en/me/certificates/{code}").text

    assert "This certificate was withdrawn" in page
    assert "is valid" not in page
    assert "misused" not in page
    assert "It was misused." in own


def test_of_an_erased_person_the_check_tells_only_that_it_is_over(
    bare_app: Flask, client: FlaskClient, code: str
) -> None:
    with bare_app.app_context():
        learner_id = db.session.scalars(select(Certificate)).one().enrolment.learner_id
        services.forget_person(learner_id, now())

    page = client.get(f"/en/verify/{code}")

    assert page.status_code == 200
    assert "has been deleted" in page.text
    assert "Noura" not in page.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unknown_code_and_a_slip_of_the_pen_are_told_apart(client: FlaskClient, lang: str) -> None:
    unknown, mistyped = client.get(f"/{lang}/verify/{UNKNOWN}"), client.get(f"/{lang}/verify/{UNKNOWN[:-1]}A")

    assert (unknown.status_code, mistyped.status_code) == (404, 404)
    assert unknown.text != mistyped.text
    assert UNKNOWN in unknown.text


def test_a_code_may_be_typed_as_it_is_printed(client: FlaskClient, code: str) -> None:
    typed = client.get("/en/verify", query_string={"code": grouped(code).lower()})

    assert typed.location == f"/en/verify/{code}"
    assert client.get(f"/en/verify/{grouped(code)}").location == f"/en/verify/{code}"
    assert client.get("/en/verify?code=abc").status_code == 404
    assert "This cannot be a code of ours" in client.get("/en/verify?code=abc").text


def test_a_picture_leads_to_the_page_in_the_readers_language(client: FlaskClient, code: str) -> None:
    answer = client.get(f"/verify/{code}", headers={"Accept-Language": "en"})

    assert answer.location == f"/en/verify/{code}"


def test_guessing_comes_to_an_end_and_checking_does_not_count(bare_app: Flask, client: FlaskClient, code: str) -> None:
    for _each in range(CERTIFICATES_PER_NETWORK.most + 5):
        assert client.get(f"/en/verify/{code}", environ_base=NETWORK).status_code == 200
    with bare_app.app_context():
        assert db.session.scalars(select(Attempt)).all() == []

    statuses = [
        client.get(f"/en/verify/{UNKNOWN}", environ_base=NETWORK).status_code
        for _each in range(CERTIFICATES_PER_NETWORK.most + 1)
    ]

    assert statuses == [404] * CERTIFICATES_PER_NETWORK.most + [429]
    assert client.get(f"/en/verify/{code}", environ_base=NETWORK).status_code == 429
    assert client.get(f"/en/verify/{code}", environ_base={"REMOTE_ADDR": "192.0.2.8"}).status_code == 200


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_owner_sees_both_languages_the_code_and_the_picture(owner: FlaskClient, code: str, lang: str) -> None:
    page = owner.get(f"/{lang}/me/certificates/{code}").text

    assert '<section class="certificate__side" lang="ar" dir="rtl">' in page
    assert '<section class="certificate__side" lang="en" dir="ltr">' in page
    assert "\u0644\u062d\u0627\u0645" in page
    assert "Welding" in page
    assert grouped(code) in page
    assert 'class="qr"' in page
    assert f"/verify/{code}" in page


def test_the_badge_is_a_file_to_take_away(owner: FlaskClient, code: str) -> None:
    answer = owner.get(f"/en/me/certificates/{code}.jwt")

    assert answer.mimetype == "text/plain"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="badge-{grouped(code)}.jwt"'
    assert answer.text.count(".") == 2


def a_guardian_of(app: Flask, learner_id: int, state: str = "active") -> FlaskClient:
    with app.app_context():
        account_id = a_learner().account_id or 0
        ended_at = None if state == "active" else NOON
        saved(
            Guardianship(
                account_id=account_id, learner_id=learner_id, kind="parent", state=state, since=NOON, ended_at=ended_at
            )
        )
    return browser_of(app, account_id)


def test_others_find_nothing_of_hers(bare_app: Flask, code: str) -> None:
    with bare_app.app_context():
        learner_id = db.session.scalars(select(Certificate)).one().enrolment.learner_id
        learner = db.session.get_one(Learner, learner_id).public_id
        stranger_id, office_id = an_account().id, an_office_member().id
    former = a_guardian_of(bare_app, learner_id, "ended")
    for browser in (browser_of(bare_app, stranger_id), browser_of(bare_app, office_id), former):
        for path in (
            f"/en/me/certificates/{code}", f"/en/me/certificates/{code}.jwt", f"/en/me/record?learner={learner}",
            f"/en/me/record/pdf?learner={learner}", f"/en/me/record/json?learner={learner}",
            f"/en/me/enrolments/{number_of(bare_app, code)}/rating",
        ):  # fmt: skip
            assert browser.get(path).status_code == 404, path
        rated = browser.post(f"/en/me/enrolments/{number_of(bare_app, code)}/rating", data={"stars": "1"})
        assert rated.status_code == 404
        assert "Welding" not in browser.get("/en/me/record").text


def test_a_guardian_sees_the_childs_certificate_and_record(bare_app: Flask) -> None:
    with bare_app.app_context():
        child = saved(Learner(full_name_en="Sara Salem", created_at=NOON))
        code, number, learner_id = a_certificate(learner=child), child.public_id, child.id
    guardian = a_guardian_of(bare_app, learner_id)

    assert guardian.get(f"/en/me/certificates/{code}").status_code == 200
    assert "Sara Salem" in guardian.get("/en/me/record").text
    assert "Welding" in guardian.get(f"/en/me/record?learner={number}").text


@pytest.mark.parametrize("items", [1, 3])
def test_the_record_costs_the_same_for_one_or_three(bare_app: Flask, items: int) -> None:
    with bare_app.app_context():
        learner = a_learner()
        account_id = learner.account_id or 0
        for _each in range(items):
            a_certificate(learner=learner)
    browser = browser_of(bare_app, account_id)
    browser.get("/en/me/record")

    with counted_queries(bare_app) as queries:
        page = browser.get("/en/me/record").text

    assert page.count("record__entry") == items
    assert len(queries) == 9, "\n".join(queries)


def test_the_record_for_programs_has_dates_both_languages_and_proof(owner: FlaskClient, code: str) -> None:
    said = json.loads(owner.get("/ar/me/record/json").text)

    assert said["hours"] == 24
    assert said["items"][0]["title"]["en"] == "Welding"
    assert said["items"][0]["certificate"] == {"code": code, "verify": f"https://learning.example.org/verify/{code}"}


def texts_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_record_as_pdf_holds_code_and_address_in_their_order(owner: FlaskClient, code: str, lang: str) -> None:
    answer = owner.get(f"/{lang}/me/record/pdf")

    assert answer.mimetype == "application/pdf"
    text = texts_of(answer.data)
    assert grouped(code) in text
    assert f"https://learning.example.org/verify/{code}" in text


def test_a_long_record_has_as_many_pages_as_it_needs(bare_app: Flask) -> None:
    with bare_app.app_context():
        learner = a_learner()
        account_id = learner.account_id or 0
        codes = [a_certificate(learner=learner, title_en="A very long title " * 12) for _each in range(9)]

    text = texts_of(browser_of(bare_app, account_id).get("/en/me/record/pdf").data)

    assert all(grouped(code) in text for code in codes)
    assert "Page 2" in text


def test_a_record_without_anything_says_so(bare_app: Flask) -> None:
    with bare_app.app_context():
        account_id = a_learner().account_id or 0
    browser = browser_of(bare_app, account_id)

    assert "Nothing is completed yet" in browser.get("/en/me/record").text
    assert browser.get("/en/me/record/pdf").status_code == 200


def test_a_rating_is_given_kept_and_changed(bare_app: Flask, owner: FlaskClient, code: str) -> None:
    address = f"/en/me/enrolments/{number_of(bare_app, code)}/rating"
    assert owner.post(address, data={"stars": "4", "words": "Good\nsparks"}).status_code == 303

    again = owner.get(address).text
    assert "Good\nsparks" in again
    assert "Change my rating" in again
    owner.post(address, data={"stars": "\u0665"})

    with bare_app.app_context():
        rating = db.session.scalars(select(Rating)).one()
        assert (rating.stars, rating.words) == (5, None)


@pytest.mark.parametrize("stars", ["", "0", "6", "many", "9" * 300])
def test_a_rating_of_no_stars_is_asked_again_with_what_was_written(
    bare_app: Flask, owner: FlaskClient, code: str, stars: str
) -> None:
    answer = owner.post(
        f"/en/me/enrolments/{number_of(bare_app, code)}/rating", data={"stars": stars, "words": "Sparks"}
    )

    assert answer.status_code == 422
    assert "Choose from one to five stars" in answer.text
    assert "Sparks" in answer.text


def test_nobody_rates_before_it_is_completed(bare_app: Flask) -> None:
    with bare_app.app_context():
        enrolment = a_seat_in(a_run_that_is_over())
        number, account_id = enrolment.public_id, enrolment.learner.account_id or 0
    browser = browser_of(bare_app, account_id)

    assert "<textarea" not in browser.get(f"/en/me/enrolments/{number}/rating").text
    assert browser.post(f"/en/me/enrolments/{number}/rating", data={"stars": "5"}).status_code == 409


@pytest.mark.parametrize(("ratings", "shown"), [(4, False), (5, True)])
def test_an_offering_shows_what_learners_say_from_five_on(
    bare_app: Flask, client: FlaskClient, ratings: int, shown: bool
) -> None:
    with bare_app.app_context():
        offering = a_course(credential="none")
        run = a_run_that_is_over(offering=offering, seats_taken=ratings)
        for _each in range(ratings):
            enrolment = a_seat_in(run)
            completed(enrolment)
            saved(Rating(enrolment_id=enrolment.id, stars=4, words="Private words", created_at=NOON, changed_at=NOON))
        number = offering.public_id

    page = client.get(f"/en/offerings/{number}/welding").text

    assert ("4 of 5" in page) is shown
    assert "Private words" not in page


def test_my_learning_leads_to_certificate_and_rating(bare_app: Flask, owner: FlaskClient, code: str) -> None:
    page = owner.get(f"/en/me/enrolments/{number_of(bare_app, code)}").text

    assert f'/en/me/certificates/{code}"' in page
    assert "/rating" in page
    withdraw(bare_app, code)
    assert "Its certificate was withdrawn" in owner.get(f"/en/me/enrolments/{number_of(bare_app, code)}").text
    assert "/en/me/record" in owner.get("/en/me").text
