"""A picture in the form of a listing: sent once, kept, replaced, removed (docs/rules/pictures.md)."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import select

from catalogue.core.db import db
from catalogue.offerings.images.models import StoredImage
from tests.builders_images import a_picture
from tests.integration.listings.conftest import Bench
from tests.integration.listings.test_editor import FORM, a_listing, filled

ALT = {"image_alt_ar": "\u0644\u062d\u0627\u0645", "image_alt_en": "A welder", "image_credit": "The institute"}
AGREED = {"image_consent": "now"}


def a_file(content: bytes = b"", name: str = "photo.jpg") -> tuple[BytesIO, str]:
    return BytesIO(content or a_picture()), name


def test_a_picture_is_taken_in_with_its_words_and_shown_in_the_form(bench: Bench) -> None:
    number, seen = a_listing(bench)
    form = {**FORM, **ALT, **AGREED, "seen": seen, "image": a_file(), "do": "stay"}

    answer = bench.browser.post(bench.at(f"/{number}/edit"), data=form)

    assert answer.status_code == 303, answer.text
    with bench.app.app_context():
        image = bench.only().image
        assert image == {
            "url": f"/pictures/{bench.only().image_key}.webp",
            "alt": {"ar": ALT["image_alt_ar"], "en": "A welder"}, "credit": "The institute", "consent": True,
        }  # fmt: skip
    page = bench.browser.get(answer.location).text
    assert f"/pictures/{image['url'][10:42]}-" in page
    again = bench.browser.post(bench.at(f"/{number}/edit"), data=filled(page))
    assert again.status_code == 303
    with bench.app.app_context():
        assert bench.only().image == image, "what the form shows can be sent as it is"


def test_the_picture_survives_an_error_elsewhere_and_is_sent_once(bench: Bench) -> None:
    number, seen = a_listing(bench)
    wrong = {**FORM, **ALT, **AGREED, "seen": seen, "image": a_file(), "age_min": "young"}

    refused = bench.browser.post(bench.at(f"/{number}/edit"), data=wrong)

    assert refused.status_code == 422
    assert 'id="f-age_min-error"' in refused.text
    typed = filled(refused.text)
    assert typed["image_url"], "the picture is in the form"
    sent = bench.browser.post(bench.at(f"/{number}/edit"), data={**typed, "age_min": "16"})
    assert sent.status_code == 303, sent.text
    with bench.app.app_context():
        assert bench.only().image["url"] == typed["image_url"][0]  # type: ignore[index]
        assert bench.only().image["consent"] is True
        assert len(db.session.scalars(select(StoredImage)).all()) == 1


def test_a_new_listing_keeps_its_picture_through_an_error(bench: Bench) -> None:
    refused = bench.browser.post(
        bench.at("/new/full"), data={**FORM, **ALT, "kind": "course", "age_min": "young", "image": a_file()}
    )
    sent = bench.browser.post(bench.at("/new/full"), data={**filled(refused.text), "age_min": "16"})
    assert (refused.status_code, sent.status_code) == (422, 303), sent.text
    with bench.app.app_context():
        assert bench.only().image_key


def test_the_form_of_a_new_listing_with_another_picture_is_not_the_same_form(bench: Bench) -> None:
    form = {**FORM, **ALT, "kind": "course", "once": "one-form-sent-two-times"}
    first, again, other = (
        bench.browser.post(bench.at("/new/full"), data={**form, "image": a_file(content)})
        for content in (a_picture(), a_picture(), a_picture(colour=(200, 30, 30)))
    )
    assert (first.status_code, again.status_code) == (303, 303), first.text
    assert first.location == again.location
    assert other.status_code == 409, "the second picture is not left out silently"
    assert filled(other.text)["image_url"] != [""]


def test_what_is_no_picture_is_refused_at_the_field_in_the_readers_language(bench: Bench) -> None:
    number, seen = a_listing(bench)
    said = {}
    for lang in ("en", "ar"):
        form = {**FORM, "title_en": "Typed before", "seen": seen, "image": a_file(b"<svg xmlns='x'/>", "drawing.svg")}
        answer = bench.browser.post(bench.at(f"/{number}/edit", lang), data=form)
        assert answer.status_code == 422
        assert 'href="#f-image"' in answer.text
        assert 'value="Typed before"' in answer.text
        said[lang] = answer.text.partition('id="f-image-error"')[2].partition("</p>")[0]
    assert "JPEG, PNG or WebP" in said["en"]
    assert "This is not a picture" not in said["ar"]


def test_a_file_that_is_too_large_is_refused_at_its_field(bench: Bench) -> None:
    number, seen = a_listing(bench)
    form = {**FORM, "title_en": "Typed before", "seen": seen, "image": a_file(b"\xff\xd8\xff" + bytes(10_000_001))}
    answer = bench.browser.post(bench.at(f"/{number}/edit"), data=form)
    assert answer.status_code == 422
    assert "more than 10 megabytes" in answer.text
    assert 'value="Typed before"' in answer.text


def test_far_more_than_a_picture_is_not_read_at_all(bench: Bench) -> None:
    number, seen = a_listing(bench)
    form = {**FORM, "seen": seen, "image": a_file(bytes(41_000_000))}
    answer = bench.browser.post(bench.at(f"/{number}/edit"), data=form)
    assert answer.status_code == 413
    assert "more than 10 megabytes" in answer.text


def test_only_the_forms_of_listings_take_so_much(bench: Bench) -> None:
    number, _seen = a_listing(bench)
    answer = bench.browser.post(bench.at(f"/{number}/state"), data={"step": "submit", "x": a_file(bytes(2_000_000))})
    assert answer.status_code == 413


def test_another_picture_asks_for_consent_again(bench: Bench) -> None:
    number, seen = a_listing(bench)
    first = bench.browser.post(
        bench.at(f"/{number}/edit"),
        data={**FORM, **ALT, **AGREED, "seen": seen, "image": a_file(), "do": "stay"},
    )
    typed = filled(bench.browser.get(first.location).text)
    other = a_file(a_picture(colour=(200, 10, 10)))
    replaced = bench.browser.post(bench.at(f"/{number}/edit"), data={**typed, "image": other, "do": "stay"})
    assert replaced.status_code == 303
    with bench.app.app_context():
        assert "consent" not in bench.only().image
        assert bench.only().image["url"] != typed["image_url"][0]  # type: ignore[index]
    page = bench.browser.get(replaced.location).text
    agreed = bench.browser.post(bench.at(f"/{number}/edit"), data={**filled(page), **AGREED})
    assert agreed.status_code == 303
    with bench.app.app_context():
        assert bench.only().image["consent"] is True


def test_a_picture_is_removed_with_its_words(bench: Bench) -> None:
    number, seen = a_listing(bench)
    first = bench.browser.post(
        bench.at(f"/{number}/edit"), data={**FORM, **ALT, **AGREED, "seen": seen, "image": a_file(), "do": "stay"}
    )
    typed = filled(bench.browser.get(first.location).text)
    removed = bench.browser.post(bench.at(f"/{number}/edit"), data={**typed, "image_remove": "1"})
    assert removed.status_code == 303
    with bench.app.app_context():
        assert (bench.only().image, bench.only().image_key) == ({}, None)


def test_words_without_a_picture_are_not_swallowed(bench: Bench) -> None:
    number, seen = a_listing(bench)
    answer = bench.browser.post(bench.at(f"/{number}/edit"), data={**FORM, **ALT, "seen": seen})
    assert answer.status_code == 422
    assert 'id="f-image-error"' in answer.text
    assert 'value="A welder"' in answer.text


def test_the_script_is_told_which_picture_is_in_the_form(bench: Bench) -> None:
    number, seen = a_listing(bench)
    headers = {"Accept": "application/json"}
    form = {**FORM, "seen": seen, "image": a_file()}
    kept = bench.browser.post(bench.at(f"/{number}/edit"), data=form, headers=headers).get_json()
    assert kept["image"].startswith("/pictures/")
    assert bench.browser.get(kept["shown"]).mimetype == "image/webp"
    again = {**FORM, "image_url": kept["image"], "seen": kept["seen"], "image": a_file(b"GIF89a")}
    refused = bench.browser.post(bench.at(f"/{number}/edit"), data=again, headers=headers)
    assert refused.status_code == 422
    assert refused.get_json()["image"] == kept["image"], "the one before is still there"


@pytest.mark.parametrize(
    ("form", "lacking"),
    [
        ({}, {"What the picture shows, in Arabic", "What the picture shows, in English", "agreed"}),
        ({"image_alt_en": "A welder", **AGREED}, {"What the picture shows, in Arabic"}),
        ({"image_decorative": "1"}, {"agreed"}),
        ({**ALT, **AGREED}, set()),
        ({"image_decorative": "1", **AGREED}, set()),
    ],
)
def test_publishing_says_what_the_picture_lacks(bench: Bench, form: dict[str, str], lacking: set[str]) -> None:
    number, seen = a_listing(bench)
    sent = bench.browser.post(bench.at(f"/{number}/edit"), data={**FORM, **form, "seen": seen, "image": a_file()})
    page = bench.browser.get(sent.location).text
    for words in ("What the picture shows, in Arabic", "What the picture shows, in English", "agreed"):
        assert (words in page.partition('id="lacks"')[2].partition("</ul>")[0]) == (words in lacking), words
    moved = bench.press(number, "submit")
    assert moved.status_code == (422 if lacking else 303)


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_listing_in_one_language_needs_the_words_about_its_picture_in_that_one(bench: Bench, lang: str) -> None:
    number, seen = a_listing(bench)
    other = "en" if lang == "ar" else "ar"
    form = {**FORM, **AGREED, f"image_alt_{lang}": "A welder", f"title_{other}": "", "seen": seen, "image": a_file()}
    sent = bench.browser.post(bench.at(f"/{number}/edit"), data={**form, "do": "stay"})

    page = bench.browser.get(sent.location).text
    assert f'id="f-image_alt_{other}-state"><span class="badge badge--sun">Missing' in page, "a missing translation"
    assert f'id="f-image_alt_{lang}-state"' not in page
    moved = bench.press(number, "submit")
    assert moved.status_code == 303, moved.text
    added = {**filled(bench.browser.get(bench.at(f"/{number}/edit")).text), f"title_{other}": "Both"}
    refused = bench.browser.post(bench.at(f"/{number}/edit"), data=added)
    assert refused.status_code == 422, "the office has it: in the other language it would lack them"
    assert f'href="#f-image_alt_{other}"' in refused.text
