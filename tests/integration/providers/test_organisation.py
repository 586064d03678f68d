"""What an organisation says of itself: at once; what the office vouches for after its yes."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.audit import AuditEntry
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.mail import deliver
from catalogue.offerings.models import IndexChange
from catalogue.providers.models import Provider, ProviderChange
from catalogue.providers.rules import AnotherProviderThanSeen, ChangeDecided, DetailsChanged
from tests.builders import a_provider, an_offering
from tests.builders_office import a_city, an_applicant
from tests.builders_proof import an_office_member
from tests.builders_providers import a_member
from tests.integration.providers.conftest import Browse
from tests.mailbox import mail_files, posted, text_of
from tests.stamps import seen_in

FORM = {
    "name_en": "Gulf Institute", "kind": "college", "city": "jubail-industrial-city", "email": "info@example.org",
    "about_en": "We teach.", "district": "jubail-industrial-city:khalij", "licence_number": "77",
}  # fmt: skip


class Desk:
    """A provider with its owner's browser and one of the office."""

    def __init__(self, app: Flask, browser: Browse, **about: object) -> None:
        self.app = app
        with app.app_context():
            make = an_applicant if about.get("state") == "applied" else a_provider
            known = {"name_en": "Gulf Institute", "kind": "college", "city_id": a_city().id, "licence_number": "77"}
            provider = make(**{**known, **about})
            an_offering(provider=provider)
            self.number, owner_id = provider.public_id, a_member(provider).account_id
            office_id = an_office_member().id
        self.owner, self.office = browser(owner_id), browser(office_id)
        self.page, self.at_office = f"/en/provide/{self.number}/organisation", f"/en/office/providers/{self.number}"

    def provider(self) -> Provider:
        with self.app.app_context():
            return db.session.scalars(select(Provider)).one()

    def waiting(self) -> dict[str, object]:
        with self.app.app_context():
            found = db.session.scalars(select(ProviderChange)).one_or_none()
            return found.content if found else {}

    def save(self, **changed: str) -> int:
        """As the owner's form sends it, which says what it shows."""
        seen = seen_in(self.owner.get(self.page).text)
        return self.owner.post(self.page, data={**FORM, **seen, **changed}).status_code

    def accepted(self) -> int:
        """The office looks at what waits and says yes."""
        seen = seen_in(self.office.get(self.at_office).text)
        return self.office.post(f"{self.at_office}/change", data={"change": "accept", **seen}).status_code


@pytest.fixture
def desk(bare_app: Flask, browser: Browse) -> Desk:
    return Desk(bare_app, browser)


def test_what_it_says_of_itself_is_shown_at_once(bare_app: Flask, desk: Desk) -> None:
    assert desk.save(about_en="We teach welding.", phone="0512345678", website="example.org") == 303
    found = desk.provider()
    assert (found.about_en, found.phone, found.website) == ("We teach welding.", "+966512345678", "https://example.org")
    assert found.district_id is not None
    assert desk.waiting() == {}
    page = bare_app.test_client().get(f"/en/providers/{desk.number}/gulf-institute")
    assert page.status_code in (200, 503)


def test_names_and_licence_of_a_verified_provider_wait_for_the_office(desk: Desk) -> None:
    assert desk.save(name_en="Royal Academy", licence_number="78", about_en="New words.") == 303
    assert (desk.provider().name_en, desk.provider().about_en) == ("Gulf Institute", "New words.")
    assert desk.waiting() == {"name_en": "Royal Academy", "licence_number": "78"}
    form = desk.owner.get(desk.page).text
    assert "waits for the office" in form
    assert 'value="Royal Academy"' in form
    assert "New names and licences" in desk.office.get("/en/office").text
    page = desk.office.get(desk.at_office).text
    assert "<del><bdi>Gulf Institute</bdi></del>" in page
    assert "<ins><bdi>Royal Academy</bdi></ins>" in page


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_with_the_yes_of_the_office_they_are_shown_and_its_listings_indexed_anew(
    bare_app: Flask, desk: Desk, lang: str
) -> None:
    desk.save(name_en="Royal Academy")
    with bare_app.app_context():
        before = len(db.session.scalars(select(IndexChange.id)).all())
    assert desk.accepted() == 303
    assert desk.provider().name_en == "Royal Academy"
    assert desk.waiting() == {}
    with bare_app.app_context():
        assert len(db.session.scalars(select(IndexChange.id)).all()) == before + 1
    assert [one.kind for one in posted(bare_app)] == ["provider_change_accepted"]


def test_a_no_needs_a_reason_and_changes_nothing(bare_app: Flask, desk: Desk) -> None:
    desk.save(name_en="Royal Academy")
    bare = desk.office.post(f"{desk.at_office}/change", data={"change": "refuse"})
    assert bare.status_code == 422
    assert 'href="#f-change_reason"' in bare.text
    said = {"change": "refuse", "change_reason": "It is not royal."}
    assert desk.office.post(f"{desk.at_office}/change", data=said).status_code == 303
    assert desk.provider().name_en == "Gulf Institute"
    assert desk.waiting() == {}
    with bare_app.app_context():
        deliver(now())
    (mail,) = mail_files(bare_app.config["SETTINGS"].home)
    assert "It is not royal." in text_of(mail)


def test_a_wish_that_is_taken_back_waits_no_longer(desk: Desk) -> None:
    desk.save(name_en="Royal Academy")
    desk.save()
    assert desk.waiting() == {}
    late = desk.office.post(f"{desk.at_office}/change", data={"change": "accept"})
    assert late.status_code == 422
    assert str(ChangeDecided.message) in late.text
    with desk.app.app_context():
        steps = db.session.scalars(select(AuditEntry.to_state).where(AuditEntry.entity == "provider_change"))
        assert list(steps) == ["waits", "withdrawn"]


def test_before_anybody_vouched_everything_changes_at_once(bare_app: Flask, browser: Browse) -> None:
    desk = Desk(bare_app, browser, state="applied")
    assert desk.save(name_en="Royal Academy", kind="university") == 303
    assert (desk.provider().name_en, desk.provider().kind) == ("Royal Academy", "university")
    assert desk.waiting() == {}


def test_a_licence_that_has_run_out_keeps_nobody_from_saving_the_rest(bare_app: Flask, browser: Browse) -> None:
    desk = Desk(bare_app, browser, licence_expires_on=date(2020, 5, 1))
    day = {"licence_expires_day": "1", "licence_expires_month": "5", "licence_expires_year": "2020"}
    assert desk.save(**day) == 303
    assert desk.save(**{**day, "licence_expires_year": "2021"}) == 422


@pytest.mark.parametrize(
    ("field", "typed"),
    [("district", "yanbu-industrial-city:sawari"), ("email", ""), ("phone", "x"), ("name_en", "")],
)
def test_bad_input_stands_at_its_field_and_nothing_is_kept(desk: Desk, field: str, typed: str) -> None:
    answer = desk.owner.post(desk.page, data={**FORM, "about_en": "Not kept.", field: typed})
    assert answer.status_code == 422
    assert f'href="#f-{"name_ar" if field == "name_en" else field}"' in answer.text
    assert "Not kept." in answer.text
    assert desk.provider().about_en is None


def test_at_a_closed_provider_nothing_changes(bare_app: Flask, browser: Browse) -> None:
    desk = Desk(bare_app, browser, state="closed")
    assert desk.save() == 409


def test_a_plain_visitor_of_the_office_page_finds_no_change_where_none_waits(desk: Desk) -> None:
    page = desk.office.get(desk.at_office)
    assert page.status_code == 200
    assert "What it wants to change" not in page.text


def test_of_two_owners_the_second_is_told_of_the_first_and_loses_nothing(desk: Desk) -> None:
    seen = seen_in(desk.owner.get(desk.page).text)
    assert desk.save(phone="0512345678", **seen) == 303

    told = desk.owner.post(desk.page, data={**FORM, "website": "example.org", **seen})

    assert told.status_code == 409
    assert str(DetailsChanged.message).partition(";")[0] in told.text
    assert 'value="example.org"' in told.text
    assert desk.provider().phone == "+966512345678"
    assert desk.save(website="example.org", **seen_in(told.text)) == 303
    assert (desk.provider().website, desk.provider().phone) == ("https://example.org", None)


def test_what_waits_is_said_beside_an_error_too(desk: Desk) -> None:
    desk.save(name_en="Royal Academy")
    answer = desk.owner.post(desk.page, data={**FORM, "email": ""})
    assert answer.status_code == 422
    assert "waits for the office" in answer.text


def test_the_office_accepts_nothing_unseen(desk: Desk) -> None:
    desk.save(name_en="Royal Academy")
    seen = seen_in(desk.office.get(desk.at_office).text)
    desk.save(name_en="Ministry of Learning")

    answer = desk.office.post(f"{desk.at_office}/change", data={"change": "accept", **seen})

    assert answer.status_code == 422
    assert str(AnotherProviderThanSeen.message) in answer.text
    assert desk.provider().name_en == "Gulf Institute"
    again = {"change": "accept", **seen_in(answer.text)}
    assert desk.office.post(f"{desk.at_office}/change", data=again).status_code == 303
    assert desk.provider().name_en == "Ministry of Learning"


def test_the_office_verifies_nothing_unseen(bare_app: Flask, browser: Browse) -> None:
    desk = Desk(bare_app, browser, state="applied")
    seen = seen_in(desk.office.get(desk.at_office).text)
    desk.save(licence_number="12")

    assert desk.office.post(desk.at_office, data={"decision": "verify", **seen}).status_code == 422

    assert desk.provider().state == "applied"
    seen = seen_in(desk.office.get(desk.at_office).text)
    assert desk.office.post(desk.at_office, data={"decision": "verify", **seen}).status_code == 303


def test_a_district_of_another_city_waits_with_that_city(desk: Desk) -> None:
    desk.save()
    before = desk.provider().district_id

    desk.save(city="yanbu-industrial-city", district="yanbu-industrial-city:radwa")

    assert desk.provider().district_id == before
    assert set(desk.waiting()) == {"city_id", "district_id"}
    form = desk.owner.get(desk.page).text
    assert re.search(r'value="yanbu-industrial-city:radwa"[^>]* selected', form)
    assert "Radwa" in desk.office.get(desk.at_office).text
    assert desk.accepted() == 303
    assert desk.provider().district_id != before


def test_of_a_provider_that_is_closed_nothing_waits_for_the_office(desk: Desk) -> None:
    desk.save(name_en="Royal Academy")
    desk.office.post(desk.at_office, data={"decision": "close", "reason": "It has moved away."})
    assert "New names and licences" not in desk.office.get("/en/office").text
    assert "Royal Academy" not in desk.office.get(desk.at_office).text
    assert desk.office.post(f"{desk.at_office}/change", data={"change": "accept"}).status_code == 422
    assert desk.provider().name_en == "Gulf Institute"
