"""Suggestions for a beginning of words: what they are, which they are, and that they lead to something."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.providers.services.states import suspend
from catalogue.search.suggest import KINDS, LONGEST, MOST
from tests.builders import NOON, a_provider
from tests.builders_search import a_course, indexed
from tests.counting import counted_queries
from tests.integration.api.test_api import misfits
from tests.kept import a_kept_app

Item = dict[str, Any]


def a_catalogue(app: Flask) -> None:
    with app.app_context():
        provider = a_provider(name_en="Gulf Welding Institute", name_ar="معهد الخليج للحام")
        a_course("Pipe welding", title_ar="لحام الأنابيب", provider=provider)
        a_course("Swimming for beginners", title_ar="السباحة للمبتدئين", topic="1014")
        a_course(title_ar="البرمجة للجميع", title_en=None, summary_en=None, summary_ar="ملخص", topic="0613")
        indexed()


@pytest.fixture(scope="module")
def catalogue(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with a_kept_app(prepared_home, tmp_path_factory.mktemp("suggest")) as app:
        a_catalogue(app)
        yield app.test_client()


def suggested(client: FlaskClient, text: str, lang: str = "en") -> list[Item]:
    answer = client.get(f"/api/v1/suggest?q={quote(text)}&lang={lang}")
    assert answer.status_code == 200, text
    found = answer.get_json()
    assert found["total"] == len(found["items"])
    items: list[Item] = found["items"]
    return items


def texts(items: list[Item], kind: str = "search") -> list[str]:
    return [item["text"] for item in items if item["kind"] == kind]


@pytest.mark.parametrize(
    ("typed", "lang", "expected"),
    [
        ("wel", "en", "welding"),
        ("WELD", "en", "welding"),
        ("pipe w", "en", "pipe welding"),
        ("swim", "en", "swimming"),
        ("لحا", "ar", "لحام"),
        ("لِحَا", "ar", "لحام"),
        ("اللحا", "ar", "لحام"),
        ("للحا", "ar", "لحام"),
        ("gph", "ar", "لحام"),
        ("صثمي", "en", "welding"),
        ("barmaja", "ar", "برمجة"),
        ("weldng", "en", "welding"),
        ("السبحاة", "ar", "السباحة"),
        ("wel", "ar", "welding"),
        ("لحا", "en", "لحام"),
    ],
    ids=[
        *("prefix", "capitals", "two-words", "prefix-2", "arabic", "vowels", "article", "for-the"),
        *("keyboard", "keyboard-arabic", "arabizi", "typo", "typo-arabic", "other-language", "other-language-2"),
    ],
)
def test_a_beginning_becomes_a_search(catalogue: FlaskClient, typed: str, lang: str, expected: str) -> None:
    assert expected in texts(suggested(catalogue, typed, lang))


def test_every_kind_is_suggested_in_its_order(catalogue: FlaskClient) -> None:
    kinds = [item["kind"] for item in suggested(catalogue, "weld")]
    assert set(kinds) >= {"search", "offering", "provider", "occupation"}
    assert kinds == sorted(kinds, key=KINDS.index)
    assert len(kinds) <= MOST


@pytest.mark.parametrize(
    ("kind", "typed", "text", "address"),
    [
        ("search", "swimm", "swimming", "/en/search?q=swimming"),
        ("offering", "pipe wel", "Pipe welding", "/en/offerings/"),
        ("provider", "gulf", "Gulf Welding Institute", "/en/providers/"),
        ("topic", "mining", "Mining and extraction", "/en/search?topic=0724"),
        ("occupation", "welder", "", "/en/careers/"),
    ],
)
def test_a_suggestion_leads_somewhere(catalogue: FlaskClient, kind: str, typed: str, text: str, address: str) -> None:
    found = [item for item in suggested(catalogue, typed) if item["kind"] == kind]
    assert found
    assert found[0]["text"] == text or not text
    assert found[0]["url"].startswith(address)
    assert catalogue.get(found[0]["url"], follow_redirects=True).status_code == 200


@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("typed", ["we", "sw", "لح", "سب", "في", "co", "pr"])
def test_a_suggested_search_finds_as_many_as_it_says(catalogue: FlaskClient, typed: str, lang: str) -> None:
    for item in suggested(catalogue, typed, lang):
        assert (item["count"] is None) == (item["kind"] != "search")
        if item["kind"] == "search":
            found = catalogue.get(f"/api/v1/offerings?q={quote(item['text'])}").get_json()
            assert (item["count"], found["fallback"]) == (found["total"], False)
            assert item["count"] > 0


@pytest.mark.parametrize("typed", ["", "w", " w ", "ل", "؟", "\u064b\u064b\u064b", "؟؟", "zzqqxx", "qqzzqqzz ww"])
def test_too_little_or_nothing_known_suggests_nothing(catalogue: FlaskClient, typed: str) -> None:
    assert suggested(catalogue, typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        "a" * 10_000,
        "word " * 500,
        "title:* AND NOT (x",
        '"open',
        "(a+)+$" * 50,
        "\x00\x01",
        "\u202ewelding",
        "<script>alert(1)</script>",
        "%ff",
        "100%",
        "we" * LONGEST,
        "-welding",
        "\u0640" * 300,
    ],
)
def test_no_beginning_is_too_odd(catalogue: FlaskClient, typed: str) -> None:
    assert len(suggested(catalogue, typed)) <= MOST


def test_a_lone_surrogate_and_no_text_at_all_are_answered(catalogue: FlaskClient) -> None:
    for address in ("/api/v1/suggest", "/api/v1/suggest?q=%ED%A0%80x", "/api/v1/suggest?q=we&q=lding&x=1"):
        assert catalogue.get(address).status_code == 200


def test_names_are_in_the_readers_language(catalogue: FlaskClient) -> None:
    (arabic,) = [item for item in suggested(catalogue, "لحام الأن", "ar") if item["kind"] == "offering"]
    assert (arabic["text"], arabic["lang"]) == ("لحام الأنابيب", "ar")
    assert arabic["url"].startswith("/ar/offerings/")
    (english,) = [item for item in suggested(catalogue, "pipe weld", "en") if item["kind"] == "offering"]
    assert (english["text"], english["lang"]) == ("Pipe welding", "en")
    assert suggested(catalogue, "البرم", "en")[-1]["lang"] == "ar", "what exists in one language only says which"


def test_a_language_that_there_is_not_is_refused(client: FlaskClient) -> None:
    answer = client.get("/api/v1/suggest?q=we&lang=de")
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, "lang")


@pytest.mark.parametrize("typed", ["weld", "لحام", "gulf", "mining", "", "zzqqxx"])
def test_suggestions_are_as_their_description_says(catalogue: FlaskClient, typed: str) -> None:
    whole = catalogue.get("/api/v1/openapi.json").get_json()
    operation = whole["paths"]["/suggest"]["get"]
    assert {one.get("name", one.get("$ref", "")).rsplit("/", 1)[-1] for one in operation["parameters"]} >= {"q"}
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    found = catalogue.get(f"/api/v1/suggest?q={quote(typed)}").get_json()
    assert misfits(found, schema, whole) == []
    assert misfits({**found, "items": [{"kind": "party"}]}, schema, whole) != []


def test_a_hidden_offering_and_a_suspended_provider_are_not_suggested(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_course("Welding secrets", state="draft", published_at=None)
        a_course("Hidden welding", provider=a_provider(name_en="Suspended Welders", state="suspended"))
        a_course("Pottery")
        indexed()
    found = suggested(client, "weld") + suggested(client, "suspended")
    assert [item for item in found if item["kind"] in {"search", "offering", "provider"}] == []


def test_a_provider_that_comes_later_is_suggested(bare_app: Flask, client: FlaskClient) -> None:
    a_catalogue(bare_app)
    assert texts(suggested(client, "zubair"), "provider") == []
    with bare_app.app_context():
        a_course("Weaving", provider=a_provider(name_en="Zubair House"))
        indexed()
    assert texts(suggested(client, "zubair"), "provider") == ["Zubair House"]


def test_a_suspended_provider_is_not_suggested_before_the_index_knows(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        provider = a_provider(name_en="Zubair House")
        a_course("Weaving", provider=provider)
        indexed()
        both = [suggested(client, text) for text in ("zubair", "weav")]
        assert [texts(both[0], "provider"), texts(both[1], "offering")] == [["Zubair House"], ["Weaving"]]
        suspend(provider.id, "asked for", actor_id=None, now=NOON)
    assert texts(suggested(client, "zubair"), "provider") == []
    assert texts(suggested(client, "weav"), "offering") == []


def test_a_suggestion_costs_one_statement(bare_app: Flask, client: FlaskClient) -> None:
    a_catalogue(bare_app)
    suggested(client, "we")
    with counted_queries(bare_app) as queries:
        assert suggested(client, "weld")
    assert len(queries) <= 2, "\n".join(queries)


def test_without_an_index_there_are_no_suggestions(bare_app: Flask, client: FlaskClient) -> None:
    assert suggested(client, "weld") == []
