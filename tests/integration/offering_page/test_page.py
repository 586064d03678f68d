"""The page of an offering: what it says, and what it leaves out."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.core.db import db
from catalogue.offerings.models import Offering, OfferingSkill
from tests.builders import NOON, a_place, a_provider, a_run, a_venue, an_offering, saved
from tests.builders_listing import a_programme, about, leads_to, teaches
from tests.integration.offering_page.conftest import Reading, counted_queries, public_id


def with_run(app: Flask, offering: dict[str, Any] | None = None, **run: Any) -> str:
    """A listing with one run. :returns: its public id."""

    def build() -> Offering:
        listing = an_offering(**(offering or {}))
        a_run(offering=listing, **run)
        return listing

    return public_id(app, build)


def test_the_page_says_what_it_is_in_both_languages(bare_app: Flask, read: Reading) -> None:
    found = with_run(bare_app, {"title_en": "First steps in welding", "summary_en": "Sparks, safely."})
    english, arabic = read(found), read(found, "ar")
    assert "<h1><bdi>First steps in welding</bdi></h1>" in english
    assert '<meta name="description" content="Sparks, safely.">' in english
    assert re.search(r'class="hero__other"><bdi lang="ar" dir="rtl">', english)
    assert re.search(r'class="hero__other"><bdi lang="en" dir="ltr">First steps in welding', arabic)


def test_an_address_without_the_title_or_with_another_one_leads_to_the_right_one(
    bare_app: Flask, client: FlaskClient
) -> None:
    found = with_run(bare_app, {"title_en": "First steps"})
    for ending in ("", "/second-steps", "/First-Steps"):
        answer = client.get(f"/en/offerings/{found}{ending}?from=card")
        assert (answer.status_code, answer.location) == (301, f"/en/offerings/{found}/first-steps?from=card")


def test_each_language_names_its_own_address_as_the_other_ones_twin(bare_app: Flask, read: Reading) -> None:
    found = with_run(bare_app, {"title_ar": "\u0644\u062d\u0627\u0645", "title_en": "Welding"})
    arabic = f"http://localhost/ar/offerings/{found}/%D9%84%D8%AD%D8%A7%D9%85"
    english = f"http://localhost/en/offerings/{found}/welding"
    for page in (read(found), read(found, "ar")):
        assert f'hreflang="ar" href="{arabic}"' in page
        assert f'hreflang="en" href="{english}"' in page


@pytest.mark.parametrize(
    ("listing", "provider"),
    [("draft", "verified"), ("in_review", "verified"), ("changes_requested", "verified"), ("taken_down", "verified"),
     ("published", "applied"), ("published", "suspended")],
)  # fmt: skip
def test_what_is_not_for_the_public_is_not_found(bare_app: Flask, read: Reading, listing: str, provider: str) -> None:
    def build() -> Offering:
        return an_offering(state=listing, provider=a_provider(state=provider))

    assert read(public_id(bare_app, build)) == "404"


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
        ({"capacity": 2, "seats_taken": 2, "waiting_list": 5}, "Full for now; a seat may become free.", False),
        ({"capacity": 2, "seats_taken": 2}, "Full", False),
        ({"enrol_opens_at": NOON + timedelta(days=2)}, "Enrolment opens on 12 January", False),
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
    assert "You can cancel without a reason until Wednesday, 13 January 2027, 12:00\u00a0noon." in page


def test_sections_without_data_vanish(bare_app: Flask, read: Reading) -> None:
    page = read(with_run(bare_app, {"credential": None, "title_ar": None}))
    for section in ("about", "learn", "leads", "who", "outcome", "where", "next"):
        assert f'<section class="section" id="{section}"' not in page


def test_every_line_of_what_one_learns_is_a_point_and_typed_marks_stay_text(bare_app: Flask, read: Reading) -> None:
    page = read(with_run(bare_app, {"learn_en": "- Cut\n\n• Join <b>steel</b>\n  Measure  "}))
    points = re.search(r'id="learn".*?<ul.*?</ul>', page, re.S)
    assert points is not None
    assert re.findall(r"<span>(.*?)</span>", points[0]) == ["Cut", "Join &lt;b&gt;steel&lt;/b&gt;", "Measure"]


def test_a_text_in_the_other_language_is_labelled_and_marked(bare_app: Flask, read: Reading) -> None:
    page = read(with_run(bare_app, {"description_ar": "\u0646\u0635", "description_en": None}))
    section = re.search(r'id="about".*?</section>', page, re.S)
    assert section is not None
    assert "Only in Arabic" in section[0]
    assert '<div class="prose" lang="ar" dir="rtl">' in section[0]


def test_a_listing_in_one_language_says_so_once(bare_app: Flask, read: Reading) -> None:
    only = {"title_en": None, "summary_en": None, "summary_ar": "\u0646\u0635", "description_ar": "\u0646\u0635"}
    page = read(with_run(bare_app, only))
    assert page.count("The provider has written this page in one language only: Arabic.") == 1
    assert "Only in Arabic" not in page
    assert '<h1><bdi lang="ar" dir="rtl">' in page


def test_the_place_says_what_is_there_what_is_not_and_what_nobody_knows(bare_app: Flask, read: Reading) -> None:
    def build() -> Offering:
        district = a_place()
        venue = a_venue(
            district_id=district.id, city_id=district.city_id, latitude=27.1117, longitude=49.5691,
            access={"wheelchair": "yes", "lift": "no", "hearing_loop": "unknown"},
        )  # fmt: skip
        run = a_run(venue_id=venue.id)
        return run.offering

    page = read(public_id(bare_app, build))
    assert re.search(r'<ul class="access" role="list"><li><svg.*?</svg><span>Wheelchair access</span></li></ul>', page)
    assert "Not there: Lift." in page
    assert "Not known: Hearing loop. Please ask the provider." in page
    assert "https://www.openstreetmap.org/?mlat=27.11170&amp;mlon=49.56910#map=17/27.11170/49.56910" in page
    assert 'href="/en/search?district=jubail-industrial-city:khalij"' in page


def test_a_programme_shows_its_steps_and_the_occupations_it_opens(bare_app: Flask, read: Reading) -> None:
    def build() -> Offering:
        step, hidden = an_offering(title_en="Step one"), an_offering(title_en="Not yet", state="draft")
        return teaches(leads_to(a_programme(step, hidden), "7411"), "solar-pv", "solar-installation")

    page = read(public_id(bare_app, build))
    path = re.search(r'<ol class="path".*?</ol>', page, re.S)
    assert path is not None
    assert "Step one" in path[0]
    assert "Not yet" not in path[0]
    # 7411 is shared with the electrician, whose essential skills this programme does not teach
    assert re.findall(r'href="/en/careers/([a-z-]+)"', path[0]) == ["solar-technician"]


def test_skills_lead_to_the_search_and_own_words_stay_words(bare_app: Flask, read: Reading) -> None:
    def build() -> Offering:
        listing = teaches(an_offering(), "welding-metallurgy")
        saved(OfferingSkill(offering_id=listing.id, role="taught", words="Patience", position=99))
        return teaches(listing, "ppe", role="required")

    page = read(public_id(bare_app, build))
    assert 'href="/en/search?skill=welding-metallurgy"' in page
    assert 'href="/en/search?skill=ppe"' in page
    assert "<bdi>Patience</bdi>" in page


def test_similar_ones_share_a_skill_or_a_field_and_can_be_joined(bare_app: Flask, read: Reading) -> None:
    def build() -> Offering:
        listing = about(teaches(an_offering(), "sql", "statistics"), "0612")
        joinable: dict[str, dict[str, Any]] = {"same skills": {}, "draft": {"state": "draft"}}
        for title, facts in joinable.items():
            a_run(offering=teaches(an_offering(title_en=f"Other: {title}", **facts), "sql", "statistics"))
        a_run(offering=about(an_offering(title_en="Other: same field"), "0612"))
        a_run(offering=about(an_offering(title_en="Other: full"), "0612"), capacity=1, seats_taken=1)
        a_run(offering=about(an_offering(title_en="Other: unverified", provider=a_provider(state="applied")), "0612"))
        a_run(offering=an_offering(title_en="Other: unlike"))
        return listing

    page = read(public_id(bare_app, build))
    assert re.findall(r"Other: ([a-z ]+)</bdi>", page) == ["same skills", "same field"]


def test_machines_read_the_same_facts(bare_app: Flask, read: Reading) -> None:
    run = {"price_halalas": 25000, "capacity": 12}
    page = read(with_run(bare_app, {"title_en": "A </script> title", "hours": 8, "languages": ["ar-en"]}, **run))
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found is not None
    course = json.loads(found[1])
    instance = course["hasCourseInstance"][0]
    assert (course["name"], course["timeRequired"], course["inLanguage"]) == ("A </script> title", "PT8H", ["ar", "en"])
    assert instance["startDate"] == "2027-01-20T12:00:00+03:00"
    assert instance["offers"] == {"@type": "Offer", "category": "Paid", "price": "250.00", "priceCurrency": "SAR"}


@pytest.mark.parametrize("runs", [1, 3])
def test_the_page_costs_the_same_for_one_run_or_three(bare_app: Flask, client: FlaskClient, runs: int) -> None:
    def build() -> Offering:
        listing = about(teaches(an_offering(title_en="Course"), "sql"), "0612")
        leads_to(listing, "2511")
        for day in range(runs):
            a_run(offering=listing, starts_at=NOON + timedelta(days=day + 3), venue_id=a_venue().id)
            a_run(offering=about(an_offering(), "0612"))
        return listing

    found = public_id(bare_app, build)
    client.get(f"/en/offerings/{found}/course")  # the vocabularies are read once per process
    with counted_queries(bare_app) as queries:
        assert client.get(f"/en/offerings/{found}/course").status_code == 200
    selects = [query for query in queries if query.lstrip().startswith("SELECT")]
    assert len(selects) == 9, "\n\n".join(selects)


def test_the_page_may_be_kept_by_caches_and_sets_no_cookie(bare_app: Flask, client: FlaskClient) -> None:
    found = with_run(bare_app, {"title_en": "Course"})
    answer = client.get(f"/en/offerings/{found}/course")
    again = client.get(f"/en/offerings/{found}/course", headers={"If-None-Match": answer.headers["ETag"]})
    assert "public" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert again.status_code == 304


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
    assert 'data-label="Dates"><span>20 January' in main


def test_a_draft_run_is_not_shown(bare_app: Flask, read: Reading) -> None:
    page = read(with_run(bare_app, state="draft"))
    assert "No dates are known yet." in page


def test_the_database_is_left_as_it_was(bare_app: Flask, read: Reading) -> None:
    found = with_run(bare_app)
    with bare_app.app_context():
        before = db.session.scalars(db.select(Offering.version)).all()
    read(found)
    with bare_app.app_context():
        assert db.session.scalars(db.select(Offering.version)).all() == before
