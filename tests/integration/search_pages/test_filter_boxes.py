"""The boxes of the filters: each value with its count, in the reader's language and digits, escaped."""

from __future__ import annotations

from flask import Flask

from catalogue.core.paths import path_of
from catalogue.core.reader import Reader, set_reader
from catalogue.core.texts import LocalText
from catalogue.search.presenting.options import Option, written

TEA = Option("a&b", LocalText("Tea & <i>", "en"), 1200, checked=False)


def test_a_box_is_escaped_and_counts_in_words(bare_app: Flask) -> None:
    with bare_app.test_request_context("/en/search"):
        set_reader(Reader("en"))
        box = written("provider", [TEA])
    assert box == (
        '<label class="opt" for="f-provider-a&amp;b"><input type="checkbox" id="f-provider-a&amp;b" name="provider" '
        'value="a&amp;b"><span><bdi>Tea &amp; &lt;i&gt;</bdi></span><span class="n num"><span aria-hidden="true">1,200'
        '</span><span class="vh"> 1,200 results</span></span></label>'
    )


def test_what_was_written_for_one_reader_is_not_given_to_another(bare_app: Flask) -> None:
    with bare_app.test_request_context("/en/search"):
        plain = written("provider", [TEA._replace(value="x", results=3)])
        set_reader(Reader("en", digits="arab"))
        digits = written("provider", [TEA._replace(value="x", results=3)])
        set_reader(Reader("ar"))
        arabic = written("provider", [TEA._replace(value="x", results=3)])
    assert len({plain, digits, arabic}) == 3
    assert "\u0663" in digits
    assert '<bdi lang="en" dir="ltr">' in arabic


def test_what_is_chosen_is_ticked_and_a_district_names_its_city(bare_app: Flask) -> None:
    with bare_app.test_request_context("/en/search"):
        set_reader(Reader("en"))
        box = written("district", [TEA._replace(checked=True, place=LocalText("Yanbu", "en"))])
    assert 'value="a&amp;b" checked><span>' in box
    assert "<small><bdi>Yanbu</bdi></small></span>" in box


def test_a_path_is_remembered_for_its_language_and_its_prefix_alone(bare_app: Flask) -> None:
    found = []
    for prefix in ("", "/town"):
        with bare_app.test_request_context("/en/search", base_url=f"http://localhost{prefix}"):
            for lang in ("en", "ar", "en"):
                set_reader(Reader(lang))
                found.append(path_of("search.results"))
            found.append(path_of("offerings.offering", lang="en", offering_id="X", slug="a b"))
    assert found == [
        "/en/search", "/ar/search", "/en/search", "/en/offerings/X/a%20b",
        "/town/en/search", "/town/ar/search", "/town/en/search", "/town/en/offerings/X/a%20b",
    ]  # fmt: skip
