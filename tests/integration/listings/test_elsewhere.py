"""A provider that moves: its listings go to the office of its city, and the desk shows dates held elsewhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.editing.elsewhere import count_elsewhere
from catalogue.providers.models import Provider
from tests.builders import a_run
from tests.builders_listings import a_complete_listing
from tests.builders_office import a_city, in_review, office_of
from tests.integration.listings.conftest import Bench, a_bench
from tests.people import browser_of

YANBU = "yanbu-industrial-city"


def moved_to(provider: Provider, slug: str) -> None:
    provider.city_id = a_city(slug).id
    db.session.commit()


def test_dates_ahead_in_the_old_city_are_shown_each_with_its_mend(bare_app: Flask) -> None:
    bench = a_bench(bare_app, role="owner")
    with bare_app.app_context():
        provider = db.session.get_one(Provider, bench.provider_id)
        moved_to(provider, "jubail-industrial-city")
        offering = a_complete_listing(provider, state="published", published_at=now(), title_en="Welding")
        number, run = offering.public_id, offering.runs[0].public_id
    for page in (bench.at(), f"/en/provide/{bench.number}/organisation"):
        assert "/listings/elsewhere" not in bench.browser.get(page).text

    with bare_app.app_context():
        moved_to(db.session.get_one(Provider, bench.provider_id), YANBU)

    for page in (bench.at(), f"/en/provide/{bench.number}/organisation"):
        text = bench.browser.get(page).text
        assert bench.at("/elsewhere") in text
        assert "1 date ahead is held in another city" in text
    page = bench.browser.get(bench.at("/elsewhere")).text
    assert "Your organisation is in Yanbu Industrial City" in page
    assert bench.at(f"/{number}/runs/{run}#f-place") in page
    assert "Jubail Industrial City" in page


@pytest.mark.parametrize(
    ("run", "about"),
    [
        ({"starts_at": now() - timedelta(days=9), "enrol_opens_at": None, "enrol_closes_at": None}, {}),
        ({"state": "cancelled"}, {}),
        ({"city_id": None, "district_id": None}, {}),
        ({}, {"state": "archived"}),
    ],
    ids=["over", "cancelled", "nowhere", "archived"],
)
def test_what_nobody_has_to_mend_is_not_counted(bench: Bench, run: dict[str, Any], about: dict[str, Any]) -> None:
    with bench.app.app_context():
        provider = db.session.get_one(Provider, bench.provider_id)
        moved_to(provider, YANBU)
        a_complete_listing(provider, run=run, **about)
        assert count_elsewhere(provider.id, now()) == 0
        a_run(offering=a_complete_listing(provider))
        assert count_elsewhere(provider.id, now()) == 1
    assert "All dates ahead" not in bench.browser.get(bench.at("/elsewhere")).text


def test_a_listing_goes_to_the_office_of_the_city_in_which_its_provider_is_now(bare_app: Flask) -> None:
    with bare_app.app_context():
        jubail, yanbu = a_city(), a_city(YANBU)
        offering = in_review(title_en="Welding", city_id=jubail.id)
        moved_to(offering.provider, YANBU)
        number = offering.public_id
        accounts = [office_of(city).id for city in (jubail, yanbu)]
    before, after = (browser_of(bare_app, account_id) for account_id in accounts)
    assert "Welding" in after.get("/en/office").text
    assert after.get(f"/en/office/listings/{number}").status_code == 200
    assert "Welding" not in before.get("/en/office").text
    assert before.get(f"/en/office/listings/{number}").status_code == 404
