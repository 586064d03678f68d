"""The office decides about what it has seen, and about nothing that changed or was decided meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings import services
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import OfferingCannotBecome
from catalogue.providers import services as providers
from catalogue.providers.models import Provider
from catalogue.providers.rules import AnotherProviderThanSeen, ProviderCannotBecome
from tests.builders_office import an_applicant, in_review, office_of
from tests.integration.office.deciding import decide, stored
from tests.overlapping import overlapping
from tests.stamps import seen_in


def test_what_the_provider_changed_meanwhile_is_not_published_unseen(bare_app: Flask, office: FlaskClient) -> None:
    with bare_app.app_context():
        number = in_review().public_id
    shown = seen_in(office.get(f"/en/office/listings/{number}").text)
    with bare_app.app_context():
        offering = db.session.scalars(select(Offering).where(Offering.public_id == number)).one()
        offering.title_en, offering.changed_at = "Something else", now()
        db.session.commit()

    answer = office.post(f"/en/office/listings/{number}", data={"decision": "publish", **shown})

    assert answer.status_code == 422
    assert "has changed this listing since you opened it" in answer.text
    assert "Something else" in answer.text
    assert stored(bare_app, number).state == "in_review"
    assert decide(office, number, decision="publish") == 303


def test_a_provider_whose_details_changed_meanwhile_is_not_verified_unseen(
    bare_app: Flask, office: FlaskClient
) -> None:
    with bare_app.app_context():
        provider = an_applicant()
        provider_id, number = provider.id, in_review(provider).public_id
    shown = seen_in(office.get(f"/en/office/listings/{number}").text)
    with bare_app.app_context():
        db.session.get_one(Provider, provider_id).licence_number = "12"
        db.session.commit()
    answer = office.post(f"/en/office/listings/{number}", data={"decision": "verify", **shown})
    assert answer.status_code == 422
    assert str(AnotherProviderThanSeen.message) in answer.text
    assert stored(bare_app, number).state == "in_review"


def test_a_provider_that_another_officer_has_just_refused_is_not_verified(each_app: Flask) -> None:
    with each_app.app_context():
        provider = an_applicant()
        provider_id, offering_id, office_id = provider.id, in_review(provider).id, office_of(None).id
    about: dict[str, Any] = {"actor_id": office_id, "now": now()}

    refused = overlapping(
        each_app,
        lambda: providers.reject(provider_id, "Nobody knows it.", **about),
        lambda: services.approve(offering_id, verify_provider=True, **about),
    )

    assert isinstance(refused, ProviderCannotBecome)
    with each_app.app_context():
        assert db.session.get_one(Provider, provider_id).state == "rejected"


def test_what_a_colleague_has_just_decided_is_not_called_a_change_of_the_provider(
    bare_app: Flask, office: FlaskClient
) -> None:
    with bare_app.app_context():
        number = in_review().public_id
    shown = seen_in(office.get(f"/en/office/listings/{number}").text)
    first, second = (
        office.post(f"/en/office/listings/{number}", data={"decision": "publish", **shown}) for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (303, 422)
    assert str(OfferingCannotBecome.message) in second.text


@pytest.mark.parametrize("field", ["seen", "provider_seen"])
def test_who_does_not_say_what_was_seen_decides_nothing(bare_app: Flask, office: FlaskClient, field: str) -> None:
    with bare_app.app_context():
        provider = an_applicant()
        number, address = in_review(provider).public_id, f"/en/office/providers/{provider.public_id}"
    listing = f"/en/office/listings/{number}"
    shown = {**seen_in(office.get(listing).text), field: ""}
    assert office.post(listing, data={"decision": "verify", **shown}).status_code == 422
    assert office.post(address, data={"decision": "verify"}).status_code == 422
    assert stored(bare_app, number).state == "in_review"
    assert decide(office, number, decision="verify") == 303
