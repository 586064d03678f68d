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
from catalogue.offerings.models import Offering, OfferingSkill, RunSection, RunSession
from tests.builders import NOON, a_place, a_provider, a_run, a_venue, an_offering, saved
from tests.builders_listing import a_programme, about, leads_to, teaches
from tests.counting import forget_kept
from tests.integration.offering_page.conftest import Reading, counted_queries, public_id, with_run

pytestmark = pytest.mark.made_up_counters


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


def test_the_reader_s_first_calendar_stands_first(bare_app: Flask, client: FlaskClient) -> None:
    found = with_run(bare_app, {"title_en": "Course"})
    client.set_cookie("display", "cal=hijri&digits=arab")
    page = client.get(f"/en/offerings/{found}/course").text
    digits = str.maketrans("0123456789", "".join(chr(0x660 + digit) for digit in range(10)))
    # Isolated, each of them: around a comma, Arabic digits in an English line would swap places.
    first, second = (f"\u2066{day}\u2069".translate(digits) for day in ("12\u00a0Shaban 1448 AH", "20 January 2027"))
    assert f"<dt>Starts</dt><dd><bdi>Wednesday, {first}</bdi><small>{second}</small>" in page
    assert re.search(rf"<b>Wed {first}</b> <small>\(\u2066[^)]+January\u2069\)", page), "the choice of a date"


def test_a_listing_without_meetings_says_what_is_known(bare_app: Flask, read: Reading) -> None:
    def build() -> Offering:
        listing = an_offering(hours=6)
        run = a_run(offering=listing, mode="online_self_paced", flexible_start=True, starts_at=NOON)
        run.starts_at = run.ends_at = run.enrol_closes_at = None
        db.session.delete(run.sessions[0])
        db.session.commit()
        return listing

    page = read(public_id(bare_app, build))
    assert "<dt>Starts</dt><dd><bdi>Start whenever you like</bdi>" in page
    assert "<dt>Time</dt><dd><bdi>At your own pace</bdi>" in page
    assert "<dt>Length</dt><dd><bdi>6 hours</bdi>" in page
    assert "<dt>Place</dt><dd><bdi>Online, self-paced</bdi>" in page
    assert "You can cancel at any time, without a reason." in page


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


def test_a_step_names_the_programmes_that_it_belongs_to(bare_app: Flask, read: Reading) -> None:
    def build() -> Offering:
        step = an_offering()
        a_programme(step, title_en="The whole way")
        a_programme(step, title_en="Not yet", state="draft")
        return step

    section = read(public_id(bare_app, build)).split('id="leads"')[1].split("</section>")[0]
    assert "It is a step of this programme:" in section
    assert "The whole way" in section
    assert "Not yet" not in section


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
    forget_kept(bare_app)
    with counted_queries(bare_app) as queries:
        assert client.get(f"/en/offerings/{found}/course").status_code == 200
    selects = [query for query in queries if query.lstrip().startswith("SELECT")]
    assert len(selects) == 15, "\n\n".join(selects)


def test_the_page_may_be_kept_by_caches_and_sets_no_cookie(bare_app: Flask, client: FlaskClient) -> None:
    found = with_run(bare_app, {"title_en": "Course"})
    answer = client.get(f"/en/offerings/{found}/course")
    again = client.get(f"/en/offerings/{found}/course", headers={"If-None-Match": answer.headers["ETag"]})
    assert "public" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert again.status_code == 304


def test_ages_are_told_to_machines_as_a_range(bare_app: Flask, read: Reading) -> None:
    page = read(with_run(bare_app, {"age_min": 16}))
    assert '"typicalAgeRange": "16-"' in page
    assert "<dt>Who it is for</dt><dd><bdi>From age 16</bdi>" in page


def test_the_length_of_a_listing_over_one_day_is_its_meeting_and_hours(bare_app: Flask, read: Reading) -> None:
    assert "<dt>Length</dt><dd><bdi>One meeting</bdi><small>2 hours</small></dd>" in read(with_run(bare_app))


def test_the_length_of_a_longer_one_begins_with_its_weeks(bare_app: Flask, read: Reading) -> None:
    def build() -> Offering:
        run = a_run()
        for week in (1, 2):
            start = NOON + timedelta(days=10, weeks=week)
            saved(RunSession(run_id=run.id, starts_at=start, ends_at=start + timedelta(hours=2)))
        return run.offering

    page = read(public_id(bare_app, build))
    assert "<dt>Length</dt><dd><bdi>3 weeks</bdi><small>3 meetings and 6 hours</small></dd>" in page


def test_what_nobody_has_stated_is_said_to_be_not_stated(bare_app: Flask, read: Reading) -> None:
    def build() -> Offering:
        run = a_run(offering=an_offering(languages=[]), gender_mode=None)
        db.session.delete(run.sessions[0])
        db.session.commit()
        return run.offering

    page = read(public_id(bare_app, build))
    assert "<dt>Length</dt><dd><bdi>Not stated</bdi>" in page
    assert "<dt>Teaching language</dt><dd><bdi>Not stated</bdi>" in page
    assert "<dt>Time</dt><dd><bdi>Not known yet</bdi>" in page


def test_a_long_summary_is_cut_for_search_engines_at_a_word(bare_app: Flask, read: Reading) -> None:
    page = read(with_run(bare_app, {"summary_en": "word " * 60}))
    found = re.search(r'<meta name="description" content="(.*?)">', page)
    assert found is not None
    assert len(found[1]) <= 160
    assert found[1].endswith("word…")


def test_the_database_is_left_as_it_was(bare_app: Flask, read: Reading) -> None:
    found = with_run(bare_app)
    with bare_app.app_context():
        before = db.session.scalars(db.select(Offering.version)).all()
    read(found)
    with bare_app.app_context():
        assert db.session.scalars(db.select(Offering.version)).all() == before


def test_dates_that_begin_on_the_same_day_are_told_apart_where_one_is_chosen(bare_app: Flask, read: Reading) -> None:
    def build() -> Offering:
        offering, begins = an_offering(), NOON + timedelta(days=5)
        evening, weeks = (a_run(offering=offering, starts_at=begins, enrol_closes_at=None) for _ in range(2))
        for days in (7, 14):
            starts_at = begins + timedelta(days=days)
            saved(RunSession(run_id=weeks.id, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)))
        weeks.ends_at = begins + timedelta(days=14, hours=2)
        assert evening.starts_at == weeks.starts_at
        db.session.commit()
        return offering

    card = read(public_id(bare_app, build)).partition("Choose a date")[2]
    choices = [" ".join(re.sub("<[^>]+>", " ", one).split()) for one in card.split('<label class="run">')[1:]]
    assert len(choices) == 2
    assert ("One meeting" in choices[0], "3 meetings" in choices[1]) == (True, True)
    assert " to " in choices[1].partition("3 meetings")[0].rpartition("pm")[2]


def test_residents_see_how_many_seats_each_section_has(bare_app: Flask, read: Reading) -> None:
    def build() -> Offering:
        sections = [{"gender_mode": "women", "capacity": 5}, {"gender_mode": "men", "capacity": 3}]
        run = a_run(
            starts_at=NOON + timedelta(days=5), enrol_closes_at=None, capacity=8, seats_taken=4, sections=sections
        )
        for at, (group, capacity, taken) in enumerate((("women", 5, 1), ("men", 3, 3))):
            saved(
                RunSection(
                    run_id=run.id, key=group, gender_mode=group, position=at, capacity=capacity, seats_taken=taken
                )
            )
        return run.offering

    page = read(public_id(bare_app, build))
    assert page.count("Women only: 4 of 5 seats left") == 2, "where a date is chosen, and in the table"
    assert "Men only: Full" in page
