"""An address may be long; what a page makes of it in its links is short."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.integration.frame.town import Page, Town

LETTER = "\u0644"
LONG = quote(LETTER * 10_000)
"""60 kB."""
ADDRESS = re.compile(r'(?:href|value|content|src|action)="([^"]*)"')
PATHS = ("/ar/", "/en/search", "/ar/calendar", "/en/providers", "/ar/about", "/en/sign-in", "/ar/careers", "/en/join")


def longest_address(html: str) -> int:
    return max(len(quote(address, safe="%/:?&=+")) for address in ADDRESS.findall(html))


@pytest.mark.parametrize("path", PATHS)
def test_a_long_question_is_carried_on_in_short(client: FlaskClient, path: str) -> None:
    usual = len(client.get(f"{path}?q=x").text)
    for query in (f"q={LONG}", f"q={LONG}&{LONG}={LONG}", "&".join(f"k{n}={'v' * 90}" for n in range(600))):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 200
        assert longest_address(answer.text) < 5000
        assert len(answer.text) < usual + 60_000, "the page is not many times as long as its address"


def test_the_twin_of_a_long_question_asks_what_the_page_shows(client: FlaskClient) -> None:
    page = Page(client.get(f"/ar/search?q={LONG}&topic=0715").text)
    asked = parse_qs(urlsplit(page.alternates["en"]).query)
    assert asked == {"q": [LETTER * 200], "topic": ["0715"]}


@pytest.mark.parametrize("query", ["q=" + quote("x" * 9000), "a=%ff%fe&b=%ed%a0%80&&=&c"])
def test_who_has_to_sign_in_first_comes_back_with_a_short_address(client: FlaskClient, query: str) -> None:
    to = client.get(f"/en/me?{query}").location
    assert len(to) < 6000
    assert parse_qs(urlsplit(to).query)["next"][0].startswith("/en/me?")


def test_redirects_to_the_readable_address_carry_the_query_in_short(town: Town) -> None:
    for endpoint, number in (("offerings", "offering_id"), ("providers", "provider_id")):
        to = town.nobody.get(f"/en/{endpoint}/{town.parts[number]}/other?q={LONG}&page=2").location
        assert len(to) < 2000
        assert parse_qs(urlsplit(to).query)["page"] == ["2"]


def test_a_long_path_is_repeated_nowhere(client: FlaskClient) -> None:
    answer = client.get(f"/en/offerings/{LONG}/x")
    assert answer.status_code == 404
    assert longest_address(answer.text) < 1000


def test_a_question_of_two_hundred_arabic_letters_survives_the_display_form(client: FlaskClient) -> None:
    page = client.get(f"/ar/search?q={quote(LETTER * 200)}").text
    back = re.search(r'name="back" value="([^"]*)"', page)
    assert back is not None
    answer = client.post("/ar/settings", data={"theme": "dark", "back": back.group(1).replace("&amp;", "&")})
    assert parse_qs(urlsplit(answer.location).query) == {"q": [LETTER * 200]}
