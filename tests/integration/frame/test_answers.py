"""Headers, caching, cookies, error pages, request ids and logs."""

from __future__ import annotations

import io
import json
import logging
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.app import create_app
from catalogue.core.db import db
from catalogue.core.logs import JsonLines, log
from catalogue.core.security import headers_of_files
from catalogue.settings import Settings
from tests.builders_search import indexed
from tests.integration.frame.town import Page, Town, is_public, languages_of, rules_of

NO_INLINE = "default-src 'none'; script-src 'self'; style-src 'self'"
WANTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
CANARY = "zqcanary"


def ensure_safe(answer: object) -> None:
    headers = answer.headers  # type: ignore[attr-defined]
    assert headers["Content-Security-Policy"].startswith(NO_INLINE)
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert {name: headers[name] for name in WANTED} == WANTED
    assert headers["Referrer-Policy"] in {"strict-origin-when-cross-origin", "same-origin"}
    assert headers["X-Request-Id"]


def test_every_answer_carries_the_headers_that_protect_it(town: Town) -> None:
    for rule in rules_of(town.app, "GET"):
        for lang in languages_of(rule):
            for browser in (town.nobody, town.learner, town.stranger):
                ensure_safe(browser.get(town.address(rule, lang)))


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/{lang}/no-such-page", 404),
        ("GET", "/{lang}/me/enrolments/NOSUCHONE1", 303),
        ("PUT", "/{lang}/about", 405),
        ("POST", "/{lang}/about", 405),
        ("POST", "/{lang}/join", 400),
        ("GET", "/{lang}/offerings/NOSUCHONE1/x", 404),
        ("GET", "/{lang}/reset/x.y", 410),
        ("POST", "/{lang}/sign-out", 403),
    ],
)
def test_errors_are_pages_in_the_language_of_the_address(
    client: FlaskClient, lang: str, method: str, path: str, status: int
) -> None:
    headers = {"Origin": "https://evil.example"} if status == 400 else {}
    answer = client.open(path.format(lang=lang), method=method, headers=headers)
    assert answer.status_code == status
    ensure_safe(answer)
    if status >= 400:
        page = Page(answer.text)
        assert page.html["lang"] == lang
        assert page.headings == 1
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert any("/search" in link for link in page.links), "a way on"


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/en/search/", "/en/search"),
        ("/ar/search/?q=%D9%84%D8%AD%D8%A7%D9%85", "/ar/search?q=%D9%84%D8%AD%D8%A7%D9%85"),
        ("/en/help///", "/en/help"),
        ("/api/v1/offerings/", "/api/v1/offerings"),
    ],
)
def test_a_slash_too_many_leads_to_the_page_that_is_meant(client: FlaskClient, path: str, meant: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (301, meant)


@pytest.mark.parametrize("path", ["/en/no-such/", "//evil.example/", "/en//evil.example/", "/\\evil.example/"])
def test_a_slash_leads_to_no_other_site(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {400, 404} or "evil.example" not in answer.location.partition("/en/")[0]


def test_the_icon_that_old_programs_ask_for_is_there(client: FlaskClient) -> None:
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")


def test_too_much_is_refused_as_such(client: FlaskClient) -> None:
    answer = client.post("/ar/join", data={"name": "x" * (2 * 1024 * 1024)})
    assert answer.status_code == 413
    ensure_safe(answer)


def test_an_unexpected_error_is_a_page_that_tells_nothing(bare_app: Flask) -> None:
    def fail() -> str:
        raise RuntimeError(CANARY)

    bare_app.view_functions["pages.about"] = fail
    logging.disable(logging.CRITICAL)
    try:
        answer = bare_app.test_client().get("/en/about")
    finally:
        logging.disable(logging.NOTSET)
    assert answer.status_code == 500
    assert CANARY not in answer.text
    ensure_safe(answer)


def test_programs_get_errors_as_problem_json(client: FlaskClient) -> None:
    answer = client.get("/api/v1/no-such-thing")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.get_json()["code"] == "not_found"


def test_who_only_looks_gets_no_cookie_and_may_be_answered_from_a_cache(town: Town) -> None:
    cacheable = 0
    for rule in rules_of(town.app, "GET"):
        for lang in languages_of(rule):
            answer = town.nobody.get(town.address(rule, lang))
            assert "Set-Cookie" not in answer.headers, rule.endpoint
            assert "Cookie" not in answer.headers.get("Vary", "") or rule.endpoint in {"root.start", "issuer.short"}
            if answer.status_code == 200 and is_public(rule) and "public" in answer.headers["Cache-Control"]:
                cacheable += 1
                assert answer.headers["ETag"], rule.endpoint
    assert cacheable > 20


@pytest.mark.parametrize("path", ["/ar/", "/en/about", "/ar/search?q=x", "/en/sign-in", "/ar/careers"])
def test_an_unchanged_page_is_not_sent_again(bare_app: Flask, client: FlaskClient, path: str) -> None:
    with bare_app.app_context():
        indexed()  # what is shown for want of an index is kept nowhere
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")


@pytest.mark.parametrize("path", ["/ar/", "/en/about", "/ar/search"])
def test_with_a_cookie_a_page_belongs_to_its_reader(town: Town, path: str) -> None:
    town.nobody.set_cookie("display", "theme=dark")
    for browser in (town.nobody, town.learner):
        assert browser.get(path).headers["Cache-Control"] == "private, no-store"


def test_transport_security_is_said_over_https_only(settings: Settings) -> None:
    app = create_app(replace(settings, base_url="https://learn.example.org"))
    assert app.test_client().get("/en/about").headers["Strict-Transport-Security"]
    with app.app_context():
        db.engine.dispose()


def test_not_over_http(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/en/about").headers


@pytest.mark.parametrize(
    ("given", "kept"), [("abcd-1234-efgh", True), ("short", False), ("x" * 65, False), ("a b\tc<d>e", False)]
)
def test_a_request_keeps_a_sound_id_and_gets_one_otherwise(client: FlaskClient, given: str, kept: bool) -> None:
    answer = client.get("/en/about", headers={"X-Request-Id": given})
    assert (answer.headers["X-Request-Id"] == given) is kept


def test_logs_name_the_rule_and_never_what_people_wrote(town: Town) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    log.addHandler(handler)
    level = log.level
    log.setLevel(logging.DEBUG)
    try:
        own = {"Origin": "http://localhost"}
        town.nobody.get(f"/en/search?q={CANARY}")
        town.nobody.get(f"/en/sign-in/link/{CANARY}.{CANARY}")
        town.nobody.get(f"/en/{CANARY}")
        town.nobody.post(f"/en/reset/{CANARY}.x", data={"passphrase": CANARY * 3}, headers=own)
        form = {
            "name": CANARY,
            "email": f"{CANARY}@example.org",
            "passphrase": f"{CANARY} {CANARY} x",
            "consent": "yes",
        }
        town.nobody.post("/en/join", data=form, headers=own)
        sign_in = {"email": f"{CANARY}@example.org", "passphrase": CANARY * 3, "way": "passphrase"}
        town.nobody.post("/en/sign-in", data=sign_in, headers=own)
        town.learner.post("/en/settings/profile", data={"full_name_en": CANARY})
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert len(lines) >= 7
    assert CANARY not in written.getvalue()
    assert all(line["request"] for line in lines)
    assert {"/<any(ar, en):lang>/search", "-"} <= {line["rule"] for line in lines if "rule" in line}


def test_static_files_are_kept_for_ever_under_names_that_change(client: FlaskClient) -> None:
    page = client.get("/en/about").text
    sheet = next(part for part in page.split('"') if part.endswith("/css/tokens.css"))
    answer = client.get(sheet)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.mimetype == "text/css"


@pytest.mark.parametrize("name", ["css/tokens.css", "js/site.js", "mark.svg", "fonts/plex-latin-400.woff2"])
def test_static_files_are_protected_like_pages_and_lent_to_no_other_site(settings: Settings, name: str) -> None:
    app = create_app(replace(settings, base_url="https://learn.example.org"))
    client = app.test_client()
    start = client.get("/en/about").text.partition('href="/static/')[2].partition("/")[0]
    files = client.get(f"/static/{start}/{name}"), client.get(f"/static/{start}/{name}", headers={"Range": "bytes=0-9"})
    for answer in files:
        assert answer.status_code in {200, 206}
        assert headers_of_files(settings).items() <= dict(answer.headers).items()
        assert answer.headers["Strict-Transport-Security"]
        assert "Access-Control-Allow-Origin" not in answer.headers
    with app.app_context():
        db.engine.dispose()
