"""Where one is sent on to: never off the site; the start goes to the reader's language."""

from __future__ import annotations

from itertools import product
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.core.security import safe_next
from tests.builders import a_learner
from tests.people import browser_of

HOSTS = ("evil.example", "evil.example/ar/", "evil.example\u3002com", "localhost.evil.example", "[::1]")
STARTS = (
    "//", "///", "////", "\\\\", "/\\", "\\/", "http://", "https://", "https:", "https:/", "HTTPS://", "ftp://",
    "javascript://", "/\t/", "/\n/", "\t//", "\u202e//", "/%09/", "http:///",
)  # fmt: skip
PAYLOADS = [
    *(start + host for start, host in product(STARTS[:15], HOSTS)),
    "javascript:alert(1)", "data:text/html,x", "mailto:a@example.org", "ar/", "./ar/", "../ar/", "?next=/ar/", "#x", "",
    "/ar/\r\nSet-Cookie: a=b", "/ar/\\evil.example", "/ar/\u202eevil", "/ar/\x00", "/" + "a" * 2000, "/admin", "/fr/",
    "/ar", "//ar/", "/\\ar/", "@evil.example", "/@evil.example", "/.evil.example", " /ar/",
]  # fmt: skip


def test_there_are_more_than_eighty_payloads() -> None:
    assert len(PAYLOADS) > 80


@pytest.mark.parametrize("payload", PAYLOADS, ids=repr)
def test_nothing_but_a_path_of_this_site_is_followed(payload: str) -> None:
    assert safe_next(payload) is None


@pytest.mark.parametrize(
    "path", ["/ar/", "/en/search?q=x&page=2", "/ar/offerings/ABC/\u0644\u062d\u0627\u0645", "/en/me#x"]
)
def test_a_path_of_this_site_is(path: str) -> None:
    assert safe_next(path) == path


def test_no_payload_leads_off_the_site(bare_app: Flask) -> None:
    with bare_app.app_context():
        account_id = a_learner().account_id or 0
    browser = browser_of(bare_app, account_id)
    for payload in [one for one in PAYLOADS if "\x00" not in one]:  # that one arrives without it
        to = browser.get("/en/sign-in", query_string={"next": payload})
        assert (to.status_code, to.location) == (303, "/en/me"), payload
        back = browser.post("/en/settings", data={"back": payload})
        assert urlsplit(back.location).netloc == "", payload
        assert back.location.startswith("/en/settings"), payload


@pytest.mark.parametrize(
    ("cookie", "accepts", "lang"),
    [
        (None, "", "ar"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "ar-SA,en;q=0.5", "ar"),
        (None, "fr-FR,fr", "ar"),
        ("en", "ar", "en"),
        ("rubbish", "en", "en"),
    ],
)
def test_the_start_leads_to_the_readers_language(
    client: FlaskClient, cookie: str | None, accepts: str, lang: str
) -> None:
    if cookie:
        client.set_cookie("lang", cookie)
    answer = client.get("/", headers={"Accept-Language": accepts})
    assert (answer.status_code, answer.location) == (302, f"/{lang}/")


QUERIES = [
    "q=" + "x" * 10_000, "q=%00%01%02", "q=%e2%80%ae%e2%81%a6", "q=%ff%fe", "q=%ed%a0%80", "page=-1", "page=999999",
    "page=abc", "page=1e9", "price_max=abc", "from=31-02-2027", "from=2027-02-31", "day=xyz", "unknown=1", "kind=",
    "kind=course&kind=course&kind=nonsense", "near=abc", "near=99,999&km=-5", "age=-1", "age=%D9%A1%D9%A6", "sort=x",
    "q=%22", "q=-", "q=---", "q=%22%22%22", "q=*%3F", "q=" + "%20".join(["a"] * 500), "district=%27%20OR%201=1",
    "topic=9999999", "provider=x", "q=%F0%9F%98%80", "&&&", "=", "q[]=1", "q=%25%25", "open=2", "month=0000-99",
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:30])
def test_any_query_answers_a_page(client: FlaskClient, query: str) -> None:
    for path in ("/ar/search", "/en/calendar", "/ar/providers", "/en/topics", "/ar/careers", "/en/"):
        assert client.get(f"{path}?{query}").status_code == 200, path


@pytest.mark.parametrize("cookie", ["x" * 5000, "theme=<script>", "%", "theme=dark&theme=light", "=;=", "é"])
def test_any_display_cookie_answers_a_page(client: FlaskClient, cookie: str) -> None:
    answer = client.get("/ar/about", headers={"Cookie": f"display={cookie}".encode().decode("latin-1")})
    assert answer.status_code == 200
    assert "<script>" not in answer.text.split("</head>")[0].split("data-", 1)[0]


def test_an_address_that_no_database_can_be_asked_about_leads_nowhere(each_app: Flask) -> None:
    client = each_app.test_client()
    for path in ("/en/offerings/%00x", "/en/providers/a%00", "/pictures/%00.webp", "/api/v1/runs/%00", "/ar/%00"):
        assert client.get(path).status_code == 404, path


def test_the_sign_that_postgresql_cannot_be_asked_about_is_left_out(each_app: Flask) -> None:
    browser = each_app.test_client()
    own = {"Origin": "http://localhost"}
    assert browser.get("/en/search?q=weld%00ing&provider=%00a&topic=%00").status_code == 200
    assert browser.get("/en/enrol?run=%00").status_code in {303, 404}
    typed = {"email": "nobody\x00@example.org", "passphrase": "a\x00 long enough passphrase"}
    answer = browser.post("/en/sign-in", data=typed, headers=own)
    assert answer.status_code == 422
    assert "nobody@example.org" in answer.text
    code = browser.post("/en/verify", data={"code": "\x00\x00AB"}, headers=own)
    assert code.status_code < 500
