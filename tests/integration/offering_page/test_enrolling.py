"""Dates, prices and the way to enrolling on the page of an offering."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.offerings.models import Offering
from tests.builders import NOON, a_run, an_offering
from tests.integration.offering_page.conftest import Reading, public_id, with_run

pytestmark = pytest.mark.made_up_counters


@pytest.mark.parametrize(
    ("listing", "run", "words"),
    [
        ({"state": "archived"}, {}, "This is no longer offered."),
        ({"state": "paused"}, {}, "The provider has paused this for a while."),
        ({}, {"starts_at": NOON - timedelta(days=9), "enrol_opens_at": None}, "This has ended."),
        ({}, {"state": "cancelled"}, "This was cancelled."),
    ],
)
def test_what_is_over_stays_and_says_so(
    bare_app: Flask, read: Reading, listing: dict[str, Any], run: dict[str, Any], words: str
) -> None:
    page = read(with_run(bare_app, listing, **run))
    assert words in page
    assert "Nobody can enrol at present." in page
    assert 'btn--big btn--wide">Enrol' not in page


def test_a_listing_without_dates_says_so(bare_app: Flask, read: Reading) -> None:
    page = read(public_id(bare_app, an_offering))
    assert "No dates are known yet." in page
    assert 'id="when"' not in page


@pytest.mark.parametrize(
    ("run", "words", "can_enrol"),
    [
        ({}, "Open for enrolment", True),
        ({"capacity": 10, "seats_taken": 9}, "One seat left", True),
        ({"capacity": 40, "seats_taken": 34}, "6 seats left", True),
        ({"capacity": None}, "Open for enrolment", True),
        (
            {"capacity": 2, "seats_taken": 2, "waiting_list": 5},
            "Full; on the waiting list you would be number 1.",
            True,
        ),
        ({"capacity": 2, "seats_taken": 2}, "Full", False),
        ({"enrol_opens_at": NOON + timedelta(days=2)}, "Enrolment opens on Tue 12 January", False),
        ({"enrol_closes_at": NOON}, "Enrolment is closed", False),
        ({"state": "postponed"}, "Postponed", False),
        ({"starts_at": NOON - timedelta(days=1), "ends_at": NOON + timedelta(days=1)}, "Already running", False),
    ],
)
def test_every_state_of_a_run_has_its_words(
    bare_app: Flask, read: Reading, run: dict[str, Any], words: str, can_enrol: bool
) -> None:
    if "ends_at" not in run:
        page = read(with_run(bare_app, **run))
    else:
        page = read(with_run(bare_app, **{**run, "enrol_closes_at": NOON - timedelta(days=2)}))
    assert words in page
    assert ("btn--big btn--wide" in page) is can_enrol
    assert bool(re.search(r'<input type="radio" name="run"[^>]* checked>', page)) is can_enrol
    assert bool(re.search(r'<input type="radio" name="run"[^>]* disabled>', page)) is not can_enrol


def test_the_form_leads_to_enrolling_without_scripts(bare_app: Flask, read: Reading, client: FlaskClient) -> None:
    page = read(with_run(bare_app))
    form = re.search(r'<form class="enrol" action="([^"]+)" method="get">', page)
    chosen = re.search(r'name="run" value="([^"]+)" checked', page)
    assert form is not None
    assert chosen is not None
    answer = client.get(f"{form[1]}?run={chosen[1]}")
    assert answer.location == f"/en/enrol/{chosen[1]}"


def test_a_sooner_date_with_few_seats_comes_before_a_later_one_with_many(bare_app: Flask, read: Reading) -> None:
    def build() -> Offering:
        listing = an_offering()
        a_run(offering=listing, starts_at=NOON + timedelta(days=20))
        a_run(offering=listing, starts_at=NOON + timedelta(days=12), capacity=10, seats_taken=9)
        return listing

    page = read(public_id(bare_app, build))
    chosen = re.search(r'name="run" value="[A-Z0-9]+" checked>(.*?)</label>', page, re.S)
    assert chosen is not None
    assert "22 January" in chosen[1]


def test_the_soonest_date_that_can_be_joined_is_chosen_and_stands_first(bare_app: Flask, read: Reading) -> None:
    def build() -> Offering:
        listing = an_offering()
        a_run(offering=listing, starts_at=NOON + timedelta(days=4), capacity=1, seats_taken=1)
        a_run(offering=listing, starts_at=NOON + timedelta(days=20))
        a_run(offering=listing, starts_at=NOON + timedelta(days=12))
        return listing

    page = read(public_id(bare_app, build))
    labels = re.findall(r'<label class="run">(.*?)</label>', page, re.S)
    assert ["22 January" in labels[0], "30 January" in labels[1], "14 January" in labels[2]] == [True] * 3
    assert "checked" in labels[0]
    assert "<dt>Starts</dt><dd><bdi>Friday, 22 January 2027</bdi><small>14\u00a0Shaban 1448" in page


@pytest.mark.parametrize(
    ("prices", "words"),
    [
        ([{"price_halalas": 0}], '<p class="enrol__price"><bdi>Free</bdi></p>'),
        ([{"price_halalas": 150000}], "<bdi>SAR\u00a01,500</bdi></p>"),
        (
            [{"price_halalas": 10000, "reduced_price_halalas": 0, "reduced_for": "job_seekers"}],
            "<bdi>SAR\u00a0100</bdi><small>Free for this group: Job seekers</small>",
        ),
        ([{"price_halalas": 0}, {"price_halalas": 5000}], "<bdi>Free to SAR\u00a050</bdi>"),
        ([{"price_halalas": 9000}, {"price_halalas": 5000}], "<bdi>SAR\u00a050 to SAR\u00a090</bdi>"),
        ([{"price_halalas": None}], "<bdi>Price not stated</bdi>"),
    ],
)
def test_the_price_is_said_in_words(bare_app: Flask, read: Reading, prices: list[dict[str, Any]], words: str) -> None:
    def build() -> Offering:
        listing = an_offering()
        for price in prices:
            a_run(offering=listing, **price)
        return listing

    assert words in read(public_id(bare_app, build))


def test_the_rule_about_cancelling_names_the_moment(bare_app: Flask, read: Reading) -> None:
    until = NOON + timedelta(days=3)
    page = read(with_run(bare_app, cancel_until=until))
    assert (
        "You can cancel without a reason until Wednesday, 13 January 2027 (5\u00a0Shaban 1448 AH), 12:00\u00a0noon."
        in page
    )


def test_ended_dates_stand_apart_from_the_coming_ones(bare_app: Flask, read: Reading) -> None:
    def build() -> Offering:
        listing = an_offering()
        a_run(offering=listing, starts_at=NOON - timedelta(days=30), enrol_opens_at=None)
        a_run(offering=listing)
        return listing

    page = read(public_id(bare_app, build))
    assert "This has ended." not in page
    main, apart = page.split("Earlier and cancelled dates")
    assert "11 December 2026" in apart
    assert 'data-label="Dates"><span>Wed 20 January' in main


def test_who_pays_is_said_and_shown_as_a_badge(bare_app: Flask, read: Reading) -> None:
    page = read(with_run(bare_app, {"funding_en": "The centre pays.", "assessed_en": "A short test."}))
    assert '<li class="badge badge--sun">Funded</li>' in page
    assert re.search(r"<dt>Who pays</dt><dd>The centre pays\.</dd>", page)
    assert re.search(r"<dt>How it is assessed</dt><dd>A short test\.</dd>", page)


def test_a_draft_run_is_not_shown(bare_app: Flask, read: Reading) -> None:
    page = read(with_run(bare_app, state="draft"))
    assert "No dates are known yet." in page
