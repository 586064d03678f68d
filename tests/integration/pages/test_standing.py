"""The standing pages: they exist in both languages, and say what is true of this installation."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.accounts.services import CONSENT_VERSION
from catalogue.app import create_app
from catalogue.core.db import db
from catalogue.core.reader import LANGUAGES, Reader, reading_as
from catalogue.offerings.exchange.columns import OFFERING_ALL, RUN_ALL
from catalogue.offerings.models import Offering
from catalogue.pages.providing import COLUMNS, EXAMPLE
from catalogue.privacy.holdings import holdings
from catalogue.settings import ROOT, Settings
from tests.builders_offerings import a_file, counts, taken, told

STANDING = ("about", "help", "accessibility", "privacy", "provide", "styleguide")


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("name", STANDING)
def test_a_standing_page_has_one_heading_and_may_be_kept(client: FlaskClient, name: str, lang: str) -> None:
    answer = client.get(f"/{lang}/{name}")
    assert answer.status_code == 200
    assert len(re.findall(r"<h1[ >]", answer.text)) == 1
    assert "public" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


def test_every_standing_page_has_a_title_and_a_description_of_its_own(client: FlaskClient) -> None:
    pages = [client.get(f"/en/{name}").text for name in STANDING]
    for pattern in (r"<title>(.*?)</title>", r'<meta name="description" content="(.*?)">'):
        found = [re.findall(pattern, page)[0] for page in pages]
        assert len(set(found)) == len(STANDING)


def test_the_sources_are_named(client: FlaskClient) -> None:
    page = client.get("/en/about").text
    for source in ("ESCO", "ISCED", "ISCO-08", "Umm al-Qura", "Lucide"):
        assert source in page


@pytest.mark.parametrize("name", ["help", "accessibility", "privacy", "provide"])
def test_the_office_s_address_stands_where_it_is_known(settings: Settings, name: str) -> None:
    without = create_app(settings).test_client().get(f"/en/{name}").text
    known = create_app(replace(settings, contact_email="office@example.org")).test_client().get(f"/en/{name}").text
    assert "mailto:" not in without
    assert "has not entered its contact address yet" in without
    assert 'href="mailto:office@example.org"' in known


def test_a_demonstration_shows_an_address_that_is_visibly_invented(settings: Settings) -> None:
    page = create_app(replace(settings, demo=True)).test_client().get("/en/help").text
    assert 'href="mailto:office@example.org"' in page
    assert "The address is invented" in page
    real = create_app(replace(settings, demo=True, contact_email="real@example.org")).test_client()
    assert "The address is invented" not in real.get("/en/help").text


def test_privacy_and_the_last_step_of_enrolling_say_the_same_of_providers(settings: Settings) -> None:
    words = "sees your name, your answers, your attendance and how the course ended for you, to run the course"
    assert words in create_app(settings).test_client().get("/en/privacy").text
    assert words in (ROOT / "templates" / "enrolment" / "check.html").read_text("utf-8")


def test_a_demonstration_says_so_on_the_page_about_it(settings: Settings) -> None:
    real = create_app(settings).test_client().get("/en/about").text
    shown = create_app(replace(settings, demo=True)).test_client().get("/en/about").text
    assert ("This is a demonstration" in real, "This is a demonstration" in shown) == (False, True)


def test_the_privacy_notice_names_its_version_and_everything_that_is_kept_about_people(client: FlaskClient) -> None:
    """The table is made from what the tables declare, so a new kind of data stands in it by itself."""
    for lang in LANGUAGES:
        page = unescape(client.get(f"/{lang}/privacy").text)
        assert CONSENT_VERSION in page
        with client.application.test_request_context(), reading_as(Reader(lang=lang)):
            for about in (holding.about for holding in holdings()):
                said = [about.what, about.why, *about.personal.values(), *about.secret.values(), *about.facts.values()]
                assert [str(words) for words in said if str(words) not in page] == []


@pytest.mark.parametrize(("lang", "words"), [("en", "7 days after it was sent."), ("ar", "7 \u0623\u064a\u0627\u0645")])
def test_the_privacy_notice_says_the_times_of_this_house(settings: Settings, lang: str, words: str) -> None:
    page = create_app(replace(settings, keep_messages_days=7)).test_client().get(f"/{lang}/privacy").text
    assert words in page


def test_the_example_for_providers_can_be_read_in_and_published(app: Flask, tmp_path: Path) -> None:
    report = taken(a_file(tmp_path, EXAMPLE), publish=True)
    assert (counts(report), told(report)) == ((1, 0, 0, 0), [])
    assert db.session.scalars(select(Offering.state)).all() == ["published"]


def test_the_columns_for_providers_are_those_that_are_read(client: FlaskClient) -> None:
    page = client.get("/en/provide").text
    assert set(COLUMNS) <= OFFERING_ALL | RUN_ALL
    assert all(f"<code>{column}</code>" in page for column in COLUMNS)


def test_the_style_guide_shows_every_component_macro_and_every_icon(client: FlaskClient) -> None:
    page = client.get("/ar/styleguide").text
    icons = re.findall(r'<symbol id="([^"]+)"', (ROOT / "static" / "icons.svg").read_text("utf-8"))
    assert len(icons) > 50
    assert all(f"#{icon}" in page for icon in icons)
    macros = [
        name
        for file in ("ui", "fields", "text")
        for name in re.findall(r"{% macro ([a-z]\w*)", Path(ROOT / f"templates/macros/{file}.html").read_text("utf-8"))
    ]
    guide = "".join(path.read_text("utf-8") for path in (ROOT / "templates/pages").glob("*styleguide*.html"))
    assert len(macros) > 15
    assert [name for name in macros if f"{name}(" not in guide] == []


def test_an_error_is_told_in_the_language_of_the_path_with_ways_on(client: FlaskClient) -> None:
    arabic, english = client.get("/ar/nowhere"), client.get("/en/nowhere")
    assert (arabic.status_code, english.status_code) == (404, 404)
    assert '<html lang="ar" dir="rtl"' in arabic.text
    assert '<html lang="en" dir="ltr"' in english.text
    assert re.search(r'<form[^>]*action="/en/search"[^>]*role="search"', english.text)
    assert 'href="/en/"' in english.text
