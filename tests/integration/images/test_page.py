"""The picture on the page of an offering, and pages without one as they were."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask

from tests.builders import an_offering
from tests.builders_images import WORDS, with_picture


def page_of(app: Flask, lang: str = "en", said: dict[str, object] | None = None, **about: object) -> tuple[str, str]:
    """The page, and the path of the picture."""
    with app.app_context():
        offering = an_offering()
        path = with_picture(offering, said, **about)
        address = f"/{lang}/offerings/{offering.public_id}"
    return app.test_client().get(address, follow_redirects=True).text, path


def test_the_page_shows_it_in_its_sizes_with_its_words(bare_app: Flask) -> None:
    page, path = page_of(bare_app, size=(3000, 2000))
    (tag,) = re.findall(r'<figure class="picture">\s*(<img[^>]*>)', page)
    start = path.removesuffix(".webp")
    assert f'src="{start}-1200.webp"' in tag
    assert f'srcset="{start}-400.webp 400w, {start}-800.webp 800w, {start}-1200.webp 1200w"' in tag
    assert 'width="720" height="480"' in tag
    assert 'loading="lazy"' in tag
    assert 'alt="A welder at work"' in tag
    assert "The institute" in page.partition("<figcaption>")[2].partition("</figcaption>")[0]
    assert "css/picture.css" in page
    client = bare_app.test_client()
    assert {client.get(one).status_code for one in re.findall(r"/pictures/[^ \"]+", tag)} == {200}


def test_it_stands_below_the_facts(bare_app: Flask) -> None:
    page, _path = page_of(bare_app)
    assert page.index("<h1>") < page.index('class="keyfacts"') < page.index('class="picture"')


def test_it_is_told_to_those_who_harvest_pages(bare_app: Flask) -> None:
    page, path = page_of(bare_app)
    address = f"http://localhost{path.removesuffix('.webp')}-640.webp"
    structured = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert structured["image"] == address
    assert f'<meta property="og:image" content="{address}">' in page
    assert '<meta property="og:image:alt" content="A welder at work">' in page


def test_words_in_one_language_only_say_which(bare_app: Flask) -> None:
    page, _path = page_of(bare_app, "ar", {**WORDS, "alt": {"en": "A welder at work"}})
    assert 'alt="A welder at work" lang="en"' in page


def test_decoration_has_no_words(bare_app: Flask) -> None:
    page, _path = page_of(bare_app, said={"consent": True, "decorative": True, "alt": {"en": "Dots"}})
    assert 'decoding="async" alt="">' in page
    assert "og:image:alt" not in page


@pytest.mark.parametrize("said", [{"alt": WORDS["alt"]}, {"consent": True}, {}])
def test_without_consent_or_words_it_is_not_shown(bare_app: Flask, said: dict[str, object]) -> None:
    page, path = page_of(bare_app, said=said)
    assert "<figure" not in page
    assert path[10:42] not in page


def test_a_tall_picture_does_not_fill_the_page(bare_app: Flask) -> None:
    page, _path = page_of(bare_app, size=(1000, 2000))
    assert 'width="240" height="480"' in page


def test_what_a_provider_writes_cannot_leave_its_attribute(bare_app: Flask) -> None:
    page, _path = page_of(bare_app, said={**WORDS, "alt": {"en": '"><script>x'}, "credit": "<b>me</b>"})
    assert "<script>x" not in page
    assert "<b>me" not in page


def test_a_page_without_a_picture_loads_nothing_more(bare_app: Flask) -> None:
    with bare_app.app_context():
        address = f"/en/offerings/{an_offering().public_id}"
    page = bare_app.test_client().get(address, follow_redirects=True).text
    for one in ("picture", "og:image", '"image"'):
        assert one not in page
