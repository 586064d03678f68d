"""Addresses without a language: the start, health, robots, sitemap."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from catalogue.app import create_app
from catalogue.core.db import db
from catalogue.pages import sitemap
from catalogue.search.engine import engine
from catalogue.settings import Settings
from tests.builders import a_provider, an_offering
from tests.integration.offering_page.conftest import counted_queries

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.mark.parametrize(
    ("cookie", "accepted", "lang"),
    [
        (None, None, "ar"),
        (None, "fr", "ar"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "fr, ar;q=0.8, en;q=0.5", "ar"),
        ("en", "ar", "en"),
        ("xx", "en", "en"),
    ],
)
def test_the_start_leads_to_a_language(client: FlaskClient, cookie: str, accepted: str, lang: str) -> None:
    if cookie:
        client.set_cookie("lang", cookie)
    answer = client.get("/", headers={"Accept-Language": accepted} if accepted else {})
    assert (answer.status_code, answer.location) == (302, f"/{lang}/")
    assert "public" not in answer.headers["Cache-Control"]


def test_being_alive_asks_no_database(bare_app: Flask, client: FlaskClient) -> None:
    with counted_queries(bare_app) as queries:
        assert client.get("/healthz").status_code == 200
    assert queries == []


def test_ready_means_database_migrations_and_index(bare_app: Flask, client: FlaskClient) -> None:
    without_index = client.get("/readyz")
    assert without_index.status_code == 503
    assert without_index.json == {
        "status": "unavailable",
        "parts": {"database": "ok", "migrations": "ok", "index": "unusable", "mail": "ok"},
    }
    with bare_app.app_context():
        engine().rebuild([])
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json["status"]) == (200, "ok")  # type: ignore[index]


def test_not_ready_names_a_migration_that_is_missing_and_a_database_that_is_away(
    bare_app: Flask, client: FlaskClient, settings: Settings
) -> None:
    with bare_app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = 'old'"))
        db.session.commit()
    assert client.get("/readyz").json["parts"]["migrations"] == "behind"  # type: ignore[index]
    away = create_app(replace(settings, database_url=f"sqlite:///{settings.home}/no/such/folder/db"))
    parts = away.test_client().get("/readyz").json["parts"]  # type: ignore[index]
    assert (parts["database"], parts["migrations"]) == ("unusable", "unusable")


def test_robots_are_led_to_the_sitemap_and_away_from_private_pages(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert "Sitemap: http://localhost/sitemap.xml" in answer.text
    assert "Disallow: /*/me" in answer.text


def test_the_sitemap_lists_public_pages_with_their_twins(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        shown = an_offering(title_en="Welding").public_id
        hidden = [an_offering(state=state).public_id for state in ("draft", "archived", "taken_down")]
        hidden.append(an_offering(provider=a_provider(state="applied")).public_id)
    tree = ElementTree.fromstring(client.get("/sitemap.xml").text)
    addresses = [found.text or "" for found in tree.findall("s:url/s:loc", NAMES)]
    assert f"http://localhost/en/offerings/{shown}/welding" in addresses
    assert "http://localhost/ar/careers/welder" in addresses
    assert not [address for address in addresses if any(one in address for one in hidden)]
    assert len(addresses) == len(set(addresses))
    for url in tree.findall("s:url", NAMES):
        twins = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)}
        assert set(twins) == {"ar", "en"}
        assert url.find("s:loc", NAMES).text in twins.values()  # type: ignore[union-attr]


def test_addresses_of_the_sitemap_answer_without_a_detour(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        an_offering(title_en="Welding")
    tree = ElementTree.fromstring(client.get("/sitemap.xml").text)
    for found in tree.findall("s:url/s:loc", NAMES):
        if re.search(r"/offerings/|/careers/data|/about", found.text or ""):
            assert client.get((found.text or "").removeprefix("http://localhost")).status_code == 200


def test_a_large_sitemap_comes_in_files(bare_app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "OFFERINGS_PER_FILE", 2)
    with bare_app.app_context():
        shown = [an_offering().public_id for _ in range(5)]
    index = ElementTree.fromstring(client.get("/sitemap.xml").text)
    files = [found.text or "" for found in index.findall("s:sitemap/s:loc", NAMES)]
    assert files == [f"http://localhost/sitemap.xml?page={number}" for number in range(3)]
    texts = [client.get(address.removeprefix("http://localhost")).text for address in files]
    assert [sum(one in text for text in texts) for one in shown] == [1] * 5
    assert ["/en/about" in text for text in texts] == [True, False, False]


@pytest.mark.parametrize("page", ["1", "-1", "x", "", "9" * 30, "9" * 6000, "1e3"])
def test_a_file_of_the_sitemap_that_is_not_there_does_not_exist(client: FlaskClient, page: str) -> None:
    assert client.get(f"/sitemap.xml?page={page}").status_code == (404 if page else 200)


def test_the_public_address_of_the_settings_counts_before_the_request(settings: Settings) -> None:
    app = create_app(replace(settings, base_url="https://learn.example.org"))
    assert "<loc>https://learn.example.org/ar/about</loc>" in app.test_client().get("/sitemap.xml").text
