"""Who borrows the name of an organisation that the office vouches for is noticed before it is vouched for itself."""

from __future__ import annotations

import pytest
from flask import Flask

from catalogue.core.db import db
from catalogue.office.lookalikes import lookalikes_of
from catalogue.providers.models import ProviderChange
from tests.builders import NOON, a_provider
from tests.builders_listings import a_complete_listing
from tests.builders_office import an_applicant
from tests.builders_proof import an_office_member
from tests.people import browser_of

KNOWN = "Ruwwad Skills Centre"
ARABIC = "\u0645\u0631\u0643\u0632 \u0627\u0644\u0623\u0645\u0644"


@pytest.mark.parametrize(
    "name",
    [KNOWN, "RUWWAD  skills-centre", "Ruw\u200cwad Skills Centre", "Ruww\u0430d Skills C\u0435ntre",
     "Ruwwad Ski11s Centre", "\uff32uwwad Skills Centre", "Ruwwa\u0301d Skills Centre"],
)  # fmt: skip
def test_a_name_that_looks_the_same_is_found(app: Flask, name: str) -> None:
    known = a_provider(name_en=KNOWN)
    assert lookalikes_of(an_applicant(name_en=name)) == [known]


def test_an_arabic_name_with_other_forms_of_its_letters_is_found(app: Flask) -> None:
    known = a_provider(name_ar=ARABIC)
    other = ARABIC.replace("\u0623", "\u0627").replace("\u0643", "\u06a9") + "\u064e"
    assert lookalikes_of(an_applicant(name_ar=other)) == [known]


def test_another_name_and_another_applicant_are_not(app: Flask) -> None:
    a_provider(name_en=KNOWN)
    an_applicant(name_en="Gulf Institute")
    assert lookalikes_of(an_applicant(name_en="Gulf Institute")) == []


def test_a_name_that_is_only_asked_for_is_found_too(app: Flask) -> None:
    known, asking = a_provider(name_en=KNOWN), a_provider(name_en="Gulf Institute")
    db.session.add(ProviderChange(provider_id=asking.id, content={"name_en": KNOWN}, asked_at=NOON))
    db.session.commit()
    assert lookalikes_of(asking) == [known]


def test_the_office_sees_it_at_the_provider_and_at_its_first_listing(bare_app: Flask) -> None:
    with bare_app.app_context():
        known, applicant = a_provider(name_en=KNOWN).public_id, an_applicant(name_en=KNOWN)
        listing = a_complete_listing(applicant, state="in_review").public_id
        number, office = applicant.public_id, browser_of(bare_app, an_office_member().id)
    for address in (f"providers/{number}", f"listings/{listing}"):
        page = office.get(f"/en/office/{address}").text
        assert "a name that looks the same" in page
        assert f"/en/office/providers/{known}" in page
