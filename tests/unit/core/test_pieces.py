"""The smallest pieces of pages: escaped, and marked with their language where it is not the reader's."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from catalogue.core.pieces import icons, own, told
from catalogue.core.reader import Reader, set_reader
from catalogue.core.texts import LocalText


@pytest.fixture(autouse=True)
def _english() -> None:
    set_reader(Reader("en"))


def test_an_icon_names_its_symbol_and_its_class() -> None:
    icon = icons("/static/icons.svg")
    start, end = '<svg class="icon', '" aria-hidden="true" focusable="false"><use href="/static/icons.svg#x"/></svg>'
    assert icon("x") == start + end
    assert icon("x", "icon--dir") == f"{start} icon--dir{end}"
    assert "<b>" not in icon("<b>")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (LocalText("Tea & <i>", "en"), "<bdi>Tea &amp; &lt;i&gt;</bdi>"),
        (LocalText("\u0634\u0627\u064a", "ar"), '<bdi lang="ar" dir="rtl">\u0634\u0627\u064a</bdi>'),
        (LocalText("\u0634\u0627\u064a is tea", "en"), '<bdi dir="ltr">\u0634\u0627\u064a is tea</bdi>'),
    ],
)
def test_a_text_says_its_language_and_direction_where_they_do_not_go_without_saying(
    text: LocalText, written: str
) -> None:
    assert own(text) == written


def test_the_same_text_is_another_piece_for_another_reader() -> None:
    text = LocalText("Tea", "en")
    assert own(text) == "<bdi>Tea</bdi>"
    set_reader(Reader("ar"))
    assert own(text) == '<bdi lang="en" dir="ltr">Tea</bdi>'
    assert told(text, Markup("<mark>Tea</mark>")) == '<bdi lang="en" dir="ltr"><mark>Tea</mark></bdi>'
