"""Telling the office what is missing: counted by search and day, never by person."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.core.db import db
from catalogue.search.models import SearchWish
from catalogue.search.text import normalise
from catalogue.search.wishing import wishes
from tests.builders_search import a_course, indexed, page_of


def wish(client: FlaskClient, **form: str) -> str:
    answer = client.post("/en/search/wish", data=form, headers={"Origin": "http://localhost"})
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_an_empty_result_offers_to_tell_the_office(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        a_course("Pipe welding")
        indexed()
    page = page_of(client, "/en/search?q=falconry&price=free")
    assert 'action="/en/search/wish"' in page
    assert '<input type="hidden" name="q" value="falconry">' in page
    assert '<input type="hidden" name="price" value="free">' in page
    assert "/en/search/wish" not in page_of(client, "/en/search?q=welding")


def test_the_same_wish_is_counted_and_only_its_words_are_kept(bare_app: Flask, client: FlaskClient) -> None:
    location = wish(client, q="Falconry", price="free")
    wish(client, q=" falconry ", price="free", page="2")
    assert location == "/en/search?price=free&q=Falconry&notice=wished"
    with bare_app.app_context():
        (found,) = wishes(10)
        assert (found.words, found.search, found.people) == ("Falconry", "price=free&q=falconry", 2)
        assert {column.name for column in SearchWish.__table__.columns} == {
            "id", "wished_on", "language", "search", "words", "people",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("falconry sara@example.org", "falconry"),
        ("صقارة 0501234567", "صقارة"),
        ("صقارة ٠٥٠ ١٢٣ ٤٥٦٧ مساء", "صقارة مساء"),
        ("falconry +966 (50) 123-4567", "falconry"),
        ("1012345678 falconry", "falconry"),
        ("falconry 2026-12-06", "falconry 2026-12-06"),
        ("falconry 2026-12-06 2026-12-10", "falconry 2026-12-06 2026-12-10"),
        ("ISO 45001 level 2", "ISO 45001 level 2"),
    ],
)
def test_where_to_reach_somebody_is_not_kept_with_the_wish(
    bare_app: Flask, client: FlaskClient, typed: str, kept: str
) -> None:
    wish(client, q=typed)
    with bare_app.app_context():
        (found,) = wishes(10)
        assert (found.words, found.search) == (kept, urlencode({"q": normalise(kept)}))


@pytest.mark.parametrize("form", [{}, {"q": "sara@example.org"}, {"q": "  "}, {"kind": "nonsense"}])
def test_a_wish_for_nothing_is_none(bare_app: Flask, client: FlaskClient, form: dict[str, str]) -> None:
    answer = client.post("/en/search/wish", data=form, headers={"Origin": "http://localhost"})
    assert 400 <= answer.status_code < 500
    with bare_app.app_context():
        assert db.session.query(SearchWish).count() == 0


def test_the_command_prints_what_most_people_wish_for(bare_app: Flask, client: FlaskClient) -> None:
    for words in ("falconry", "sailing", "sailing"):
        wish(client, q=words)
    lines = bare_app.test_cli_runner().invoke(args=["search", "wishes"]).output.splitlines()
    assert [line.split("\t")[0::2] for line in lines] == [["2", "sailing"], ["1", "falconry"]]
