"""The Host header decides nothing: addresses come from the setting, and names that are not ours are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.app import create_app
from catalogue.core.db import db
from catalogue.core.hosts import is_known
from catalogue.settings import Settings
from tests.conftest import an_app
from tests.integration.frame.test_answers import ensure_safe
from tests.integration.frame.town import Page, a_town

EVIL = "evil.example"
PUBLIC = "https://learn.example.org"
JOIN = {"name": "Noura Salem", "email": "noura@example.org", "consent": "yes"}


@pytest.fixture
def public_app(settings: Settings) -> Iterator[Flask]:
    yield from an_app(replace(settings, base_url=PUBLIC))


@pytest.mark.parametrize("host", [EVIL, "a" * 5000, "a.b:99999999", "localhost:x", "\u00e9.example", "[::1", "a b"])
def test_with_a_public_address_no_answer_repeats_the_host(public_app: Flask, host: str) -> None:
    town = a_town(public_app)
    number, run = town.parts["offering_id"], town.parts["run_id"]
    paths = (
        "/ar/", "/en/search", "/en/search.json", "/en/search.atom", "/api/v1/openapi.json", "/api/v1/offerings",
        f"/api/v1/offerings/{number}", f"/en/offerings/{number}/welding-for-beginners",
        f"/en/offerings/{number}/runs/{run}.ics", "/sitemap.xml", "/robots.txt", "/en/no-such-page", "/ar",
        "/en/search/",
    )  # fmt: skip
    for path in paths:
        answer = town.nobody.get(path, headers={"Host": host.encode().decode("latin-1")})
        assert answer.status_code < 500, path
        for part in (answer.text, answer.headers.get("Location", "")):
            assert host not in part, path
            assert "localhost" not in part, path
    page = Page(town.nobody.get("/en/about", headers={"Host": EVIL}).text)
    assert page.alternates == {"ar": f"{PUBLIC}/ar/about", "en": f"{PUBLIC}/en/about"}
    assert town.nobody.get("/en", headers={"Host": EVIL}).location in {f"{PUBLIC}/en/", "/en/", None}


@pytest.mark.parametrize(
    "host", [EVIL, "a" * 5000, "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "\u00e9"]
)
@pytest.mark.parametrize("path", ["/ar/", "/en/no-such-page", "/api/v1/offerings", "/en", "/en/me"])
def test_without_one_a_host_that_is_not_ours_is_refused_as_a_page(client: FlaskClient, host: str, path: str) -> None:
    answer = client.get(path, headers={"Host": host.encode().decode("latin-1")})
    assert answer.status_code == 400
    assert host not in answer.text
    ensure_safe(answer)


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8130", "127.9.9.9", "[::1]:80", "app.localhost"]
)
def test_the_machines_own_names_are_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/en/about", headers={"Host": host}).status_code == 200
    assert is_known(host)


def test_a_trusted_name_is_answered(settings: Settings) -> None:
    app = create_app(replace(settings, trusted_hosts=("learn.example.org",)))
    for host, status in (("Learn.example.org:8443", 200), ("learn.example.org.", 200), (EVIL, 400)):
        assert app.test_client().get("/en/about", headers={"Host": host}).status_code == status
    with app.app_context():
        db.engine.dispose()


def test_an_error_without_an_address_to_link_from_is_plain_words(bare_app: Flask) -> None:
    bare_app.config["TRUSTED_HOSTS"] = ["elsewhere.example"]
    answer = bare_app.test_client().get("/en/about")
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    ensure_safe(answer)


@pytest.mark.parametrize(
    "origin",
    [
        "http://[",
        "http://[::1",
        "//",
        "\\",
        "http://",
        "https://localhost",
        "http://localhost:81",
        "localhost",
        "ftp://localhost",
    ],
)
def test_an_origin_of_another_scheme_port_or_shape_is_refused(client: FlaskClient, origin: str) -> None:
    answer = client.post("/en/join", data=JOIN, headers={"Origin": origin})
    assert answer.status_code == 400
    ensure_safe(answer)


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("learn.example.org", PUBLIC, 303),
        ("learn.example.org", f"{PUBLIC}:443", 303),
        ("10.0.0.7:8000", PUBLIC, 303),
        ("localhost:8000", "http://localhost:8000", 303),
        ("learn.example.org", f"https://{EVIL}", 400),
        ("learn.example.org", f"{PUBLIC}:8443", 400),
    ],
)
def test_forms_may_come_from_the_public_address_or_the_one_that_was_asked(
    public_app: Flask, host: str, origin: str, status: int
) -> None:
    answer = public_app.test_client().post("/en/join", data=JOIN, headers={"Host": host, "Origin": origin})
    assert answer.status_code == status
