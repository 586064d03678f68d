"""An organisation applies: what it types is read, kept and checked; the page for providers leads there and to desks."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from catalogue.core.audit import AuditEntry
from catalogue.core.db import db
from catalogue.providers.models import Provider, ProviderMember
from catalogue.providers.rules import APPLICATIONS_MOST, PhoneUnclear, normal_phone
from tests.builders import a_learner, a_provider
from tests.builders_providers import a_member
from tests.integration.providers.conftest import Browse

GOOD = {
    "name_en": "Gulf Institute", "kind": "training_institute", "city": "jubail-industrial-city",
    "email": "Info@Example.org", "phone": "05 1234 5678", "website": "example.org/courses",
    "licence_number": "77-1", "licence_expires_day": "1", "licence_expires_month": "1", "licence_expires_year": "2035",
    "about_en": "First line\n\nSecond line",
}  # fmt: skip


@pytest.fixture
def applicant(bare_app: Flask, browser: Browse) -> FlaskClient:
    with bare_app.app_context():
        account_id = a_learner().account_id
    return browser(account_id)


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Provider)) or 0


def test_an_application_opens_a_desk_and_shows_nothing_to_anybody(bare_app: Flask, applicant: FlaskClient) -> None:
    answer = applicant.post("/en/provide/apply", data=GOOD)
    assert answer.status_code == 303
    desk = applicant.get(answer.location)
    assert "The office has your application" in desk.text
    with bare_app.app_context():
        provider = db.session.scalars(select(Provider)).one()
        assert (provider.state, provider.verified_at) == ("applied", None)
        assert provider.reference == provider.public_id.lower()
        assert (provider.email, provider.phone) == ("info@example.org", "+966512345678")
        assert provider.website == "https://example.org/courses"
        assert provider.about_en == "First line\n\nSecond line"
        assert str(provider.licence_expires_on) == "2035-01-01"
        assert db.session.scalars(select(ProviderMember.role)).one() == "owner"
        assert db.session.scalars(select(AuditEntry.to_state)).one() == "applied"
        number = provider.public_id
    assert bare_app.test_client().get(f"/en/providers/{number}/gulf-institute").status_code == 404


@pytest.mark.parametrize(
    ("field", "typed", "at"),
    [
        ("name_en", "", "name_ar"),
        ("name_en", "12 !!", "name_en"),
        ("name_en", "x" * 161, "name_en"),
        ("kind", "circus", "kind"),
        ("city", "atlantis", "city"),
        ("email", "nobody", "email"),
        ("phone", "call me", "phone"),
        ("website", "ftp://example.org", "website"),
        ("website", "just words", "website"),
        ("licence_expires_year", "2001", "licence_expires"),
        ("licence_expires_month", "13", "licence_expires"),
        ("about_en", "x" * 4001, "about_en"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_all_that_was_typed_stays(
    bare_app: Flask, applicant: FlaskClient, field: str, typed: str, at: str
) -> None:
    answer = applicant.post("/en/provide/apply", data={**GOOD, field: typed})
    assert answer.status_code == 422
    assert f'<a href="#f-{at}">' in answer.text
    assert f'id="f-{at}-error"' in answer.text
    for name in {"licence_number", "phone", "about_en"} - {field}:
        assert GOOD[name] in answer.text
    assert "<title>Error: " in answer.text
    assert count(bare_app) == 0


def test_an_umm_al_qura_date_is_understood(bare_app: Flask, applicant: FlaskClient) -> None:
    hijri = {"licence_expires_calendar": "hijri", "licence_expires_year": "1457"}
    assert applicant.post("/ar/provide/apply", data={**GOOD, **hijri}).status_code == 303
    with bare_app.app_context():
        assert str(db.session.scalars(select(Provider.licence_expires_on)).one()) == "2035-03-11"


def test_three_applications_may_wait_and_no_more(bare_app: Flask, applicant: FlaskClient) -> None:
    for number in range(APPLICATIONS_MOST):
        assert applicant.post("/en/provide/apply", data={**GOOD, "name_en": f"Institute {number}"}).status_code == 303
    refused = applicant.post("/en/provide/apply", data=GOOD)
    assert refused.status_code == 422
    assert "several applications" in refused.text
    assert 'value="Gulf Institute"' in refused.text
    assert count(bare_app) == APPLICATIONS_MOST


def test_the_same_application_sent_twice_is_entered_once(bare_app: Flask, applicant: FlaskClient) -> None:
    first, second = (applicant.post("/en/provide/apply", data=GOOD) for _ in range(2))
    assert first.location == second.location
    assert count(bare_app) == 1
    applicant.post("/en/provide/apply", data={**GOOD, "phone": ""})
    assert count(bare_app) == 2


def test_who_is_not_signed_in_is_asked_to_and_comes_back(client: FlaskClient) -> None:
    answer = client.get("/en/provide/apply")
    assert answer.status_code == 303
    assert "next=/en/provide/apply" in answer.location or "next=%2Fen%2Fprovide%2Fapply" in answer.location
    assert client.post("/en/provide/apply", data=GOOD).status_code == 403


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_page_for_providers_leads_to_the_application_and_to_ones_own_desks(
    bare_app: Flask, browser: Browse, lang: str
) -> None:
    with bare_app.app_context():
        provider, other = a_provider(name_en="Gulf Institute", name_ar=None), a_provider(name_en="Other")
        member_id, number, other_number = a_member(provider).account_id, provider.public_id, other.public_id
    page = browser(member_id).get(f"/{lang}/provide").text
    assert f'href="/{lang}/provide/apply"' in page
    assert f'href="/{lang}/provide/{number}"' in page
    assert other_number not in page
    assert number not in bare_app.test_client().get(f"/{lang}/provide").text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0512345678", "+966512345678"),
        ("512345678", "+966512345678"),
        ("+966 51 234 5678", "+966512345678"),
        ("00966-512345678", "+966512345678"),
        ("\u0660\u0665\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668", "+966512345678"),
        ("(013) 345 6789", "+966133456789"),
        ("0133456789", "+966133456789"),
        ("+49 30 123456", "+4930123456"),
        ("920001234", "920001234"),
        ("19999", "19999"),
    ],
)
def test_telephone_numbers_are_kept_in_one_form(typed: str, kept: str) -> None:
    assert normal_phone(typed) == kept
    assert normal_phone(kept) == kept


@pytest.mark.parametrize("typed", ["", "12", "call 0512345678", "05123456789012345", "+", "0512 345 67x"])
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    with pytest.raises(PhoneUnclear):
        normal_phone(typed)


def test_what_is_missing_is_named_so_that_no_line_is_like_another(applicant: FlaskClient) -> None:
    page = applicant.post("/en/provide/apply", data={}).text
    summary = page.split('class="error-summary"', 1)[1].split("</div>", 1)[0]
    assert "Choose what kind of provider it is" in summary
    assert "Choose the city" in summary
