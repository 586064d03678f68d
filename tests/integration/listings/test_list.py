"""The list of listings: what it says of each, filtered, and with the same number of questions however many."""

from __future__ import annotations

import pytest

from catalogue.core.db import db
from catalogue.offerings.editing import queries
from catalogue.providers.models import Provider
from tests.builders import NOON, an_offering
from tests.builders_listings import a_complete_listing, a_revision
from tests.counting import counted_queries
from tests.integration.listings.conftest import Bench


def provider_of(bench: Bench) -> Provider:
    return db.session.get_one(Provider, bench.provider_id)


@pytest.mark.parametrize("items", [1, 3])
def test_the_list_costs_the_same_for_one_or_three(bench: Bench, items: int) -> None:
    with bench.app.app_context():
        for _ in range(items):
            a_revision(a_complete_listing(provider_of(bench)))
    bench.browser.get(bench.at())  # the vocabularies are read once

    with counted_queries(bench.app) as asked:
        page = bench.browser.get(bench.at())

    assert page.text.count('class="panel enrolment"') == items
    assert len(asked) == 12, "\n".join(asked)


def test_a_row_says_state_kind_date_seats_and_what_is_missing(bench: Bench) -> None:
    with bench.app.app_context():
        a_complete_listing(provider_of(bench), state="published", published_at=NOON, title_en="Welding")
        an_offering(provider=provider_of(bench), state="draft", published_at=None, title_en="Sewing", credential=None)

    page = bench.browser.get(bench.at()).text

    assert "10 of 10 seats left" in page
    assert "Published" in page
    assert "A topic, Whether there is a certificate and A date on which it takes place" in page


def test_the_list_is_filtered_by_state_and_an_unknown_state_filters_nothing(bench: Bench) -> None:
    with bench.app.app_context():
        an_offering(provider=provider_of(bench), title_en="Welding")
        an_offering(provider=provider_of(bench), title_en="Sewing", state="draft", published_at=None)

    drafts = bench.browser.get(bench.at("?state=draft")).text
    assert "Sewing" in drafts
    assert "Welding" not in drafts
    assert "Welding" in bench.browser.get(bench.at("?state=nonsense")).text


def test_a_long_list_is_read_page_by_page(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PER_PAGE", 2)
    with bench.app.app_context():
        for number in range(3):
            an_offering(provider=provider_of(bench), title_en=f"Course number {number}")

    first, last = bench.browser.get(bench.at()).text, bench.browser.get(bench.at("?page=99")).text

    assert first.count('class="panel enrolment"') == 2
    assert last.count('class="panel enrolment"') == 1
    assert "page=2" in first
