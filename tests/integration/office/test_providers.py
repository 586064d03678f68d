"""Every provider at the office: found by name in either language or by reference; from its public page."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.builders import a_learner, a_provider, an_offering
from tests.builders_office import a_city, an_applicant, office_of
from tests.counting import counted_queries
from tests.people import browser_of

INSTITUTE = "\u0645\u0639\u0647\u062f \u0627\u0644\u0623\u062d\u0633\u0627\u0621"
TYPED = "\u0627\u0644\u0627\u062d\u0633\u0627"  # without hamza, and not to its end
FOLDER = "/en/office/providers"


def shown(page: str) -> list[str]:
    return re.findall(r'<h2 class="worklist__title"><a [^>]*>(?:<[^>]+>)*([^<]+)', page)


@pytest.fixture
def three(bare_app: Flask) -> None:
    with bare_app.app_context():
        an_offering(provider=a_provider(name_en="Gulf Institute", reference="gulf-1"))
        a_provider(name_en="Gulf Library", reference="lib-2", state="suspended")
        an_applicant(name_en=None, name_ar=INSTITUTE, reference="ahsa-3")


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Gulf Institute", "Gulf Library", INSTITUTE]),
        ("?q=gulf", ["Gulf Institute", "Gulf Library"]),
        ("?q=institute+gulf", ["Gulf Institute"]),
        (f"?q={TYPED}", [INSTITUTE]),
        ("?q=AHSA-3", [INSTITUTE]),
        ("?state=suspended", ["Gulf Library"]),
        ("?q=gulf&state=verified", ["Gulf Institute"]),
        ("?q=nothing+of+it", []),
        ("?state=unknown&page=x", ["Gulf Institute", "Gulf Library", INSTITUTE]),
    ],
)
def test_they_are_found_in_any_spelling_and_by_state(office: FlaskClient, query: str, names: list[str]) -> None:
    assert shown(office.get(FOLDER + query).text) == names


@pytest.mark.usefixtures("three")
def test_each_state_says_how_many_of_those_that_were_found(office: FlaskClient) -> None:
    counts = r'<a href="[^"]*state=(\w+)[^"]*"[^>]*>[^<]+<span class="count">(\d)</span>'
    assert re.findall(counts, office.get(FOLDER).text) == [("applied", "1"), ("verified", "1"), ("suspended", "1")]
    assert re.findall(counts, office.get(f"{FOLDER}?q=gulf").text) == [("verified", "1"), ("suspended", "1")]


@pytest.mark.usefixtures("three")
def test_the_overview_leads_there_and_to_those_that_are_suspended(office: FlaskClient) -> None:
    page = office.get("/en/office").text
    assert f'href="{FOLDER}"' in page
    assert re.search(rf'href="{FOLDER}\?state=suspended">One is suspended', page)


def test_who_looks_after_one_city_finds_its_providers_alone_and_the_link_on_their_pages(bare_app: Flask) -> None:
    with bare_app.app_context():
        here = a_provider(name_en="Jubail school", city_id=a_city().id).public_id
        there = a_provider(name_en="Yanbu school", city_id=a_city("yanbu-industrial-city").id).public_id
        officer, learner = office_of(a_city()).id, a_learner().account_id or 0
    browser = browser_of(bare_app, officer)
    assert shown(browser.get(FOLDER).text) == ["Jubail school"]
    links = [
        "Open at the office" in who.get(f"/en/providers/{number}", follow_redirects=True).text
        for who in (browser, browser_of(bare_app, learner), bare_app.test_client())
        for number in (here, there)
    ]
    assert links == [True, False, False, False, False, False]


@pytest.mark.parametrize("items", [1, 3])
def test_the_list_costs_the_same_for_one_or_three(office: FlaskClient, bare_app: Flask, items: int) -> None:
    with bare_app.app_context():
        for number in range(items):
            an_offering(provider=a_provider(name_en=f"School {number}", city_id=a_city().id))
    with counted_queries(bare_app) as queries:
        assert len(shown(office.get(FOLDER).text)) == items
    assert len(queries) == 7, "\n".join(queries)
