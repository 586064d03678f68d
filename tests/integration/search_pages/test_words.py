"""What the search calls things: words that name the thing itself, and stand by themselves."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalogue.core.reader import Reader, set_reader
from catalogue.search.presenting.labels import TITLES
from catalogue.search.presenting.suggesting import suggest_words
from tests.builders_search import a_course, indexed, page_of

pytestmark = pytest.mark.made_up_counters


@pytest.mark.parametrize(
    ("lang", "words"), [("ar", "دون «<bdi>العمر: 7</bdi>»"), ("en", "Without “<bdi>Age: 7</bdi>”")]
)
def test_a_way_out_never_offers_a_bare_number(bare_app: Flask, client: FlaskClient, lang: str, words: str) -> None:
    with bare_app.app_context():
        a_course("Pipe welding", age_min=18)
        indexed()
    assert words in page_of(client, f"/{lang}/search?q=welding&age=7")


@pytest.mark.parametrize(("lang", "title"), [("ar", "وقت اللقاء"), ("en", "Time of day")])
def test_morning_and_evening_are_times_of_day_not_hours_to_type(bare_app: Flask, lang: str, title: str) -> None:
    with bare_app.test_request_context(f"/{lang}/search"):
        set_reader(Reader(lang))
        assert str(TITLES["time"]) == title


def test_a_kind_of_suggestion_is_indefinite_in_arabic_and_calls_no_visit_a_course(bare_app: Flask) -> None:
    with bare_app.test_request_context("/ar/search"):
        set_reader(Reader("ar"))
        kinds = suggest_words()["kinds"]
    assert kinds == {
        "search": "بحث",
        "offering": "فرصة تعلّم",
        "provider": "جهة مقدّمة",
        "topic": "مجال",
        "occupation": "مهنة",
    }
