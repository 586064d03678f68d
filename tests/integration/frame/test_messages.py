"""The messages of pages: the same as Flask-Babel's, for every message, number and reader."""

from __future__ import annotations

import flask_babel
import pytest
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from flask import Flask, render_template_string

from catalogue.core import formats, messages
from catalogue.core.reader import LANGUAGES, Reader, reading_as
from catalogue.settings import ROOT


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_is_the_one_that_flask_babel_finds(app: Flask, lang: str) -> None:
    with (ROOT / "translations" / "messages.pot").open("rb") as file:
        entries = [entry for entry in read_po(file) if entry.id]
    assert len(entries) > 500
    with app.test_request_context(), reading_as(Reader(lang)):
        for entry in entries:
            if not isinstance(entry.id, tuple | list):
                assert messages.gettext(entry.id) == flask_babel.gettext(entry.id)
                continue
            one, many = entry.id
            values = dict.fromkeys(_names(many), "x")
            for number in (0, 1, 2, 3, 11, 100, 103):
                expected = flask_babel.ngettext(one, many, number, **values)
                assert messages.ngettext(one, many, number, **values) == expected


def _names(message: str) -> list[str]:
    return [part.partition(")")[0] for part in message.split("%(")[1:]]


def test_without_an_app_the_words_stay_as_they_are_written() -> None:
    assert messages.gettext("Free") == "Free"


def test_in_a_template_values_are_escaped_and_messages_are_not(app: Flask) -> None:
    counted = '{% trans n=2, number="<" %}One result{% pluralize %}{{ number }} results{% endtrans %}'
    source = '{{ _("Without “%(choice)s”", choice="<b>") }} ' + counted
    with app.test_request_context(), reading_as(Reader("en")):
        assert render_template_string(source) == "Without “&lt;b&gt;” &lt; results"


@pytest.mark.parametrize("value", [0, 7, 999, 1_000, 12_345, 1_234_567, -4_321, 10**12])
def test_whole_numbers_are_grouped_as_cldr_groups_them(app: Flask, value: int) -> None:
    with app.test_request_context(), reading_as(Reader("en")):
        assert formats.number(value) == format_decimal(value, locale="en_GB")
