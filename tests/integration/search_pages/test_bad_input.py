"""Whatever is typed, pages, programs and suggestions answer in the usual time, and nothing of it is syntax."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.search.request import LONGEST_TEXT
from tests.builders_search import a_course, indexed, page_of
from tests.kept import a_kept_app
from tests.quick import soon_done

# Kind of bad input → texts. Each holds a word of the catalogue where it can, which must be found all the same.
BAD = {
    "10,000 letters": ["ل" * 10_000, "abcdefghij" * 1_000, "welding " + "w" * 10_000],
    "500 words": ["welding zzzz " * 250, " ".join(f"xq{number}zz" for number in range(500)), "لحام زقفيلم " * 250],
    "only punctuation": ["!؟،؛«»", "()[]{}<>*?^~\\/|&%$#@", "… — –", "- -- ---"],
    "only diacritics": ["\u064b\u064c\u0651\u0652", "\u0301" * 200, "\u0640" * 50],
    "lone surrogates": ["\ud800", "welding \udfff", "\ud800welding\udc00"],
    "control characters": ["\x00", "weld\x00ing", "welding\x1b[31m\r\n\x08", "\u2028welding\u2029"],
    "what never is a letter": ["\uffff", "weld\ufdd0ing\uffff", "\U0010ffffwelding"],
    "bidi characters": ["\u202ewelding\u202c", "\u2066\u2067\u2069welding", "\u200f\u200e\u061c"],
    "expressions that explode": ["(a+)+$" * 33, "(.*)*welding", "[a-z]{1000}", "^(\\w+\\s?)*$"],
    "syntax of Whoosh": ["title:* AND NOT", "welding AND NOT pottery", "*:*", "n:welding^9", "weld*~2", "[a TO z]"],
    "quotes left open": ['"pipe welding', "«لحام", '"' * 199, 'a"b"c"', '-"'],
    "markup": ["<script>alert(1)</script>", "{{ 7*7 }}", "%s%d%(x)s", "'; DROP TABLE offering; --"],
    "other scripts": ["日本語", "हिन्दी", "😀" * 60, "w" + "\u0301" * 150 + "elding"],
}
CASES = [pytest.param(text, id=f"{kind} {at}") for kind, texts in BAD.items() for at, text in enumerate(texts)]
PAGES = ("/ar/search?q={}", "/en/search?q={}", "/en/search?exact=1&q={}", "/en/calendar?q={}")
PROGRAMS = ("/en/search.json?q={}", "/en/search.csv?q={}", "/en/search.atom?q={}", "/en/search.ics?q={}")


@pytest.fixture(scope="module")
def catalogue(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with a_kept_app(prepared_home, tmp_path_factory.mktemp("bad-input")) as app:
        with app.app_context():
            a_course("Pipe welding", title_ar="لحام الأنابيب")
            a_course("Pottery", title_ar="الخزف")
            indexed()
        client = app.test_client()
        for address in ("/en/search?q=xqzv", "/api/v1/suggest?lang=en&q=xqzv"):
            client.get(address)  # whoever asks first waits for what is read once
        yield client


def written(text: str) -> str:
    """As it stands in an address; what cannot be written goes as its bytes."""
    return quote(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("text", CASES)
def test_bad_input_is_answered_everywhere_in_the_usual_time(catalogue: FlaskClient, text: str) -> None:
    for address in (*PAGES, *PROGRAMS):
        with soon_done(address):
            answer = catalogue.get(address.format(written(text)))
        assert answer.status_code == 200, address


@pytest.mark.parametrize("text", CASES)
def test_bad_input_is_answered_by_the_api_or_refused_with_its_name(catalogue: FlaskClient, text: str) -> None:
    answer = catalogue.get(f"/api/v1/offerings?q={written(text)}")
    if len(" ".join(text.split())) <= LONGEST_TEXT:
        assert answer.status_code == 200
        return
    assert (answer.status_code, answer.mimetype) in {(200, "application/json"), (400, "application/problem+json")}
    if answer.status_code == 400:
        assert '"q"' in answer.text


@pytest.mark.parametrize("text", CASES)
def test_bad_input_brings_suggestions_or_none(catalogue: FlaskClient, text: str) -> None:
    with soon_done(text):
        answer = catalogue.get(f"/api/v1/suggest?lang=en&q={written(text)}")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "\u202ewelding\u202c",
        "\u2028welding\u2029",
        "welding AND",
        "*welding*",
        "(welding",
        "welding~2",
        '"welding',
        "«welding",
        "+welding",
        "welding:",
    ],
)
def test_what_is_no_syntax_does_not_hide_the_word(catalogue: FlaskClient, text: str) -> None:
    found = catalogue.get(f"/en/search.json?q={written(text)}").get_json()
    assert "Pipe welding" in {item["title"]["en"] for item in found["items"]}


@pytest.mark.parametrize("text", ["*", "*:*", "title:*", "NOT pottery", "a OR b", "pot*", "?ottery", "/pot.*/"])
def test_operators_of_search_engines_are_words_or_nothing(catalogue: FlaskClient, text: str) -> None:
    """None of them finds welding, as each would where it were an operator, unless everything is shown and said so."""
    page = page_of(catalogue, f"/en/search?q={written(text)}&exact=1")
    titles = re.findall(r'<h3 class="card__title">(.*?)</h3>', page, re.S)
    left_out = "to search for, so it was left out." in page
    assert left_out or not any("elding" in title for title in titles)


def test_a_phrase_and_a_minus_are_the_only_syntax(catalogue: FlaskClient) -> None:
    def total(text: str) -> int:
        found = catalogue.get(f"/en/search.json?exact=1&q={written(text)}").get_json()
        return 0 if found["fallback"] else int(found["total"])

    assert [total(text) for text in ("pipe welding", '"pipe welding"', '"welding pipe"', "pipe -welding")] == [
        1,
        1,
        0,
        0,
    ]


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_help_page_explains_quotes_and_minus(client: FlaskClient, lang: str) -> None:
    page = page_of(client, f"/{lang}/help")
    for said in {"en": ("“first aid”", "painting -oil"), "ar": ("«", " -")}[lang]:
        assert said in page


def test_a_calendar_file_holds_one_page_of_listings_however_many_are_asked_for(
    bare_app: Flask, client: FlaskClient
) -> None:
    """Every meeting is written out: a hundred listings at once would cost a second of processor."""
    with bare_app.app_context():
        for number in range(22):
            a_course(f"Pottery {number}")
        indexed()
    file = client.get("/en/search.ics?per_page=100").text
    assert len(set(re.findall(r"SUMMARY:(Pottery \d+)", file))) <= 20
