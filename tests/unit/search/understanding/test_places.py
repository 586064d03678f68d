"""The names of cities and districts in a query."""

from __future__ import annotations

import pytest
from flask import Flask

from catalogue.search.place_names import place_phrases
from catalogue.search.stems import key_of
from catalogue.search.text import tokens, words_in
from catalogue.search.understanding.wishes import spans


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("لحام في الجبيل", "city", "jubail-industrial-city"),
        ("لحام بالجبيل الصناعية", "city", "jubail-industrial-city"),
        ("welding in Jubail", "city", "jubail-industrial-city"),
        ("welding Yanbu Industrial City", "city", "yanbu-industrial-city"),
        ("لحام ينبع", "city", "yanbu-industrial-city"),
        ("حي الخليج", "district", "jubail-industrial-city:khalij"),
        ("Al Khalij district", "district", "jubail-industrial-city:khalij"),
    ],
)
def test_a_place_is_known_by_its_name(app: Flask, text: str, name: str, value: str) -> None:
    (found,) = spans(tokens(text), list(map(key_of, words_in(text))), (place_phrases(),))
    assert found.meaning.name == name
    assert value in found.meaning.value.split("|")


@pytest.mark.parametrize("text", ["الخليج", "صناعية", "industrial", "مدينة", "city", "حي", "district", "لحام"])
def test_an_ordinary_word_is_no_place(app: Flask, text: str) -> None:
    assert spans(tokens(text), list(map(key_of, words_in(text))), (place_phrases(),)) == []


@pytest.mark.parametrize("text", ["بالجبيل الصناعية", "الجبيل الصناعية", "Jubail Industrial"])
def test_a_city_is_told_from_the_town_without_the_word_for_city(app: Flask, text: str) -> None:
    (found,) = spans(tokens(text), list(map(key_of, words_in(text))), (place_phrases(),))
    assert (found.last, found.meaning.value) == (1, "jubail-industrial-city")


def test_every_place_is_of_one_kind(app: Flask) -> None:
    found = place_phrases().values()
    assert {meaning.name for meaning in found} == {"city", "district"}
    for meaning in found:
        assert {":" in value for value in meaning.value.split("|")} == {meaning.name == "district"}
