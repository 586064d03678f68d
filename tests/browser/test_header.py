"""The head of every page holds together at every width and text size."""

from __future__ import annotations

from itertools import product

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Site, a_context

SIZES = list(product(("ar", "en"), (320, 360, 768, 1024, 1280), ("normal", "large", "xlarge")))
MOST_OF_A_PHONE = 190
"""Pixels; brand, tools and two rows of navigation."""
BOXES = """names => names.map(name => [...document.querySelectorAll(name)]).flat().map(one => {
    const box = one.getBoundingClientRect(); return [box.left, box.top, box.right, box.bottom];
})"""


@pytest.mark.parametrize(("lang", "width", "text"), SIZES)
def test_brand_navigation_and_tools_stand_beside_each_other_and_inside_the_window(
    chromium: Browser, site: Site, lang: str, width: int, text: str
) -> None:
    context = a_context(chromium, site, lang, width=width, scripts=True)
    context.add_cookies([{"name": "display", "value": f"text={text}", "url": site.url}])
    page = context.new_page()
    page.goto(f"/{lang}/me")
    boxes = page.evaluate(BOXES, [".site-header .brand img", ".site-header .nav", ".site-header .tools"])
    links = page.evaluate(BOXES, [".site-header .nav a"])
    height = page.evaluate("document.querySelector('.site-header').offsetHeight")
    context.close()
    assert len(links) == 5
    assert all(left >= 0 and right <= width for left, _top, right, _bottom in links), links
    for one, other in ((0, 1), (0, 2), (1, 2)):
        (left, top, right, bottom), (left2, top2, right2, bottom2) = boxes[one], boxes[other]
        assert right <= left2 + 1 or right2 <= left + 1 or bottom <= top2 + 1 or bottom2 <= top + 1, (one, other, boxes)
    if width == 360 and text == "normal":
        assert height <= MOST_OF_A_PHONE
