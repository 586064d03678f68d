"""Careers: occupations as targets, with the programmes that lead there and the skills they need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.core.db import db
from catalogue.search.sync import rebuild
from catalogue.taxonomy.models import Occupation
from tests.builders import NOON, a_provider, a_run, an_offering
from tests.builders_listing import a_programme, leads_to, teaches
from tests.counting import forget_kept
from tests.integration.offering_page.conftest import counted_queries

pytestmark = pytest.mark.made_up_counters


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def a_data_programme(title: str = "Data programme") -> None:
    programme = teaches(leads_to(a_programme(title_en=title), "2511"), "sql", "statistics")
    a_run(offering=programme)


def target(page: str, key: str) -> str:
    """What the page says about an occupation that programmes lead to; empty where it is not among those."""
    rows: list[str] = re.findall(r'<li class="panel occupation">.*?</li>', page, re.S)
    return next((row for row in rows if f"/careers/{key}" in row), "")


def test_an_occupation_counts_the_programmes_that_can_be_joined(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_data_programme()
        a_data_programme("Another")
        full = leads_to(a_programme(), "2511")
        a_run(offering=full, capacity=1, seats_taken=1)
        over = leads_to(a_programme(), "2511")
        a_run(offering=over, starts_at=NOON - timedelta(days=9), enrol_opens_at=None)
        a_run(offering=leads_to(a_programme(state="draft"), "2511"))
        a_run(offering=leads_to(a_programme(provider=a_provider(state="suspended")), "2511"))
        a_run(offering=leads_to(an_offering(), "2511"))  # a course is no programme
        long_ago = NOON - timedelta(days=91)  # nobody has confirmed it since, so the results leave it out too
        a_run(offering=leads_to(a_programme(published_at=long_ago, changed_at=long_ago), "2511"))
    page = client.get("/en/careers").text
    assert "2 programmes" in target(page, "data-analyst")
    assert "2 programmes can be joined at present." in page


def test_occupations_stand_under_their_field_and_those_without_a_programme_apart(
    bare_app: Flask, client: FlaskClient
) -> None:
    with bare_app.app_context():
        a_data_programme()
    page = client.get("/en/careers").text
    before, apart = page.split("Jobs without a programme at present")
    assert re.findall(r'<h2 id="([a-z]+)">', before) == ["software"]
    assert "/careers/welder" in apart
    assert target(page, "welder") == ""


def test_skills_of_programmes_lead_to_the_search_with_their_count(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_data_programme()
        a_data_programme("Another")
    page = client.get("/en/careers").text
    assert re.search(
        r'href="/en/search\?kind=programme&amp;skill=sql"><bdi>SQL</bdi> <span class="num" aria-hidden="true">2</span>',
        page,
    )


@pytest.mark.parametrize("typed", ["data analyst", "ANALYST", "  data  ", "sql"])
def test_the_filter_finds_occupations_by_their_name_and_their_skills(
    bare_app: Flask, client: FlaskClient, typed: str
) -> None:
    with bare_app.app_context():
        a_data_programme()
    page = client.get("/en/careers", query_string={"q": typed}).text
    assert target(page, "data-analyst")
    assert "/careers/scaffolder" not in page


def test_the_filter_works_in_arabic_on_either_side(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_data_programme()
        name = db.session.scalars(select(Occupation.name_ar).where(Occupation.key == "data-analyst")).one()
    for lang in ("ar", "en"):
        assert target(client.get(f"/{lang}/careers", query_string={"q": name}).text, "data-analyst")


def test_a_filter_that_finds_nothing_leads_on_to_the_search(client: FlaskClient) -> None:
    page = client.get("/en/careers", query_string={"q": "zzqx"}).text
    assert "No job and no skill has these words" in page
    assert 'href="/en/search?q=zzqx"' in page


@pytest.mark.parametrize("typed", ["\u202e\u0000", "x" * 10_000, "%", "'\"<script>", "\ud800"])
def test_odd_words_answer_a_page(client: FlaskClient, typed: str) -> None:
    answer = client.get("/en/careers?q=" + typed.encode("utf-8", "surrogatepass").decode("latin-1")[:5000])
    assert answer.status_code == 200
    assert "<script>" not in answer.text.replace('<script type="module"', "")


def test_a_career_shows_its_programmes_with_what_else_they_open(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        both = leads_to(a_programme(title_en="Two ways"), "2511", "2529")
        a_run(offering=both, price_halalas=0)
    page = client.get("/en/careers/data-analyst").text
    assert "One programme that you can join leads to this job." in page
    assert re.search(r"<bdi>Two ways</bdi>", page)
    assert "Also opens the way to: Cybersecurity analyst" in page
    assert re.search(r'class="hero__other"><bdi lang="ar" dir="rtl">', page)


def test_each_skill_of_a_career_counts_what_teaches_it_now(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_run(offering=teaches(an_offering(), "sql"))
        a_run(offering=teaches(an_offering(kind="workshop"), "sql", "statistics"))
        a_run(offering=teaches(an_offering(), "sql", role="required"))
        a_run(offering=teaches(an_offering(), "sql"), state="cancelled")
    page = client.get("/en/careers/data-analyst").text
    needs = dict(re.findall(r'<a href="/en/search\?skill=([a-z-]+)">(One offering|\d+ offerings)', page))
    assert needs == {"sql": "2 offerings", "statistics": "One offering"}
    assert "None now" in page


def test_the_number_beside_a_skill_is_what_the_search_finds(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        for listing in (an_offering(), an_offering(state="paused"), an_offering(kind="workshop")):
            a_run(offering=teaches(listing, "sql"))
        a_run(offering=teaches(an_offering(), "sql", role="required"))
        a_run(offering=teaches(an_offering(), "sql"), capacity=1, seats_taken=1)
        a_run(offering=teaches(an_offering(), "sql"), capacity=1, seats_taken=1, waiting_list=3)
        rebuild()
    needs = re.search(r'href="(/en/search\?skill=sql)">(\d+) offerings', client.get("/en/careers/data-analyst").text)
    assert needs is not None
    found = client.get(needs[1].replace("search?", "search.json?"))
    assert found.json is not None
    assert (found.json["total"], needs[2]) == (3, "3")


def test_moves_say_what_one_brings_along_and_what_one_would_gain(client: FlaskClient) -> None:
    target_page = client.get("/en/careers/data-analyst").text
    into = target_page.split('id="into"')[1]
    assert 'href="/en/careers/admin-assistant"' in into
    assert "You would gain: data analysis, SQL" in into
    onwards = client.get("/en/careers/admin-assistant").text.split('id="onwards"')[1]
    assert 'href="/en/careers/data-analyst"' in onwards


def test_a_career_without_programmes_says_so(client: FlaskClient) -> None:
    page = client.get("/en/careers/welder").text
    assert "At present no programme leads to this job." in page
    assert 'id="programmes"' not in page


def test_support_is_named_in_general_terms_and_a_person_is_near(client: FlaskClient) -> None:
    page = client.get("/en/careers/welder").text
    assert "only the programme itself decides who gets support" in page
    assert "Jadarat" in page
    assert 'href="/en/help#contact">Talk to a person' in page


def test_an_unknown_occupation_is_not_found(client: FlaskClient) -> None:
    assert client.get("/en/careers/astronaut").status_code == 404


@pytest.mark.parametrize("programmes", [1, 3])
@pytest.mark.parametrize(("address", "selects"), [("/en/careers", 3), ("/en/careers/data-analyst", 10)])
def test_the_pages_cost_the_same_for_one_programme_or_three(
    bare_app: Flask, client: FlaskClient, address: str, selects: int, programmes: int
) -> None:
    with bare_app.app_context():
        for number in range(programmes):
            a_data_programme(f"Programme {number}")
    client.get(address)  # the vocabularies are read once per process
    forget_kept(bare_app)
    with counted_queries(bare_app) as queries:
        assert client.get(address).status_code == 200
    found = [query for query in queries if query.lstrip().startswith("SELECT")]
    assert len(found) == selects, "\n\n".join(found)
