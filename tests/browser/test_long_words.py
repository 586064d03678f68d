"""One endless word in every place where people write: no page scrolls sideways, nothing is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
from playwright.sync_api import Browser, BrowserContext

from catalogue.app import create_app
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.formats import at_zone
from catalogue.search import sync
from tests.browser.conftest import Site, a_context, join
from tests.browser.waiting import press
from tests.builders import a_place, a_provider, a_run, a_venue, an_offering

WORD = "w" * 200
NAME = "n" * 120
ADDRESS = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.example.org"
QUESTIONS = [{"key": "why", "label": {"en": WORD}, "required": True}]
CUT = """() => [...document.querySelectorAll('main *, .crumbs *')].filter(one =>
    one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'auto'
    && !one.closest('.vh, svg, .quick') && !['INPUT', 'SELECT', 'TEXTAREA'].includes(one.tagName)
).map(one => one.tagName + '.' + one.className + ' ' + one.scrollWidth + '>' + one.clientWidth)"""


@pytest.fixture(scope="module")
def paths(site: Site) -> dict[str, str]:
    """Pages about an offering in which every text is one long word."""
    app = create_app(site.settings)
    with app.app_context():
        texts = {f"{field}_en": WORD for field in ("title", "summary", "description", "learn", "who_for", "bring")}
        provider = a_provider(
            name_en=WORD, about_en=WORD, email=ADDRESS, website=f"https://{'d' * 60}.example.org/{WORD}"
        )
        offering = an_offering(provider=provider, **texts, assessed_en=WORD, funding_en=WORD, title_ar=None)
        place = a_place()
        venue = a_venue(name_en=WORD, address_en=WORD, district_id=place.id, city_id=place.city_id)
        run = a_run(
            offering=offering, starts_at=now() + timedelta(days=3), enrol_opens_at=now() - timedelta(days=1),
            enrol_closes_at=now() + timedelta(days=2), venue_id=venue.id, city_id=place.city_id, room_en=WORD,
            questions=QUESTIONS, price_halalas=100,
        )  # fmt: skip
        sync.drain(now())
        found = {
            "search": f"search?q={WORD}",
            "search-nothing": f"search?q={WORD}x&kind=course",
            "offering": f"offerings/{offering.public_id}",
            "provider": f"providers/{provider.public_id}",
            "day": f"calendar?date={at_zone(run.starts_at or now()):%Y-%m-%d}",
            "month": f"calendar?month={at_zone(run.starts_at or now()):%Y-%m}&q={WORD}",
            "who": f"enrol/{run.public_id}",
            "questions": f"enrol/{run.public_id}/questions",
            "check": f"enrol/{run.public_id}/check?q_why={WORD}",
            "settings": "settings",
        }
        db.session.remove()
        db.engine.dispose()
    return found


@pytest.fixture(scope="module")
def window(chromium: Browser, site: Site) -> Iterator[BrowserContext]:
    """The browser of somebody with a very long name and address."""
    context = a_context(chromium, site, "en", width=320)
    page = context.new_page()
    page.goto("/en/join")
    join(page, site, ADDRESS, NAME)
    page.wait_for_url("**/en/me*")
    yield context
    context.close()


NAMES = ("search", "search-nothing", "offering", "provider", "day", "month", "who", "questions", "check", "settings")


@pytest.mark.parametrize(("name", "lang", "width"), list(product(NAMES, ("ar", "en"), (320, 360, 1280))))
def test_an_endless_word_breaks(
    window: BrowserContext, paths: dict[str, str], name: str, lang: str, width: int
) -> None:
    page = window.new_page()
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"/{lang}/{paths[name]}")
    wide, cut = page.evaluate("document.scrollingElement.scrollWidth"), page.evaluate(CUT)
    shown = page.locator("main").inner_text()
    page.close()
    assert any(letters in shown for letters in ("w" * 20, "n" * 20, "a" * 20)), "the page shows no long word"
    assert (wide, cut) == (width, [])


@pytest.mark.parametrize("width", [320, 360])
def test_an_endless_word_breaks_after_enrolling_too(window: BrowserContext, paths: dict[str, str], width: int) -> None:
    page = window.new_page()
    page.set_viewport_size({"width": width, "height": 700})
    page.goto("/en/me")
    if not page.locator(".enrolment__title").count():  # whichever of the two comes first enrols
        page.goto(f"/en/{paths['questions']}")
        page.locator("textarea").fill(WORD)
        press(page, "main form button")
        assert page.evaluate("document.scrollingElement.scrollWidth") == width
        press(page, "main form button")
    page.goto("/en/me")
    seen = [page.evaluate("document.scrollingElement.scrollWidth")]
    press(page, ".enrolment__title a")
    seen.append(page.evaluate("document.scrollingElement.scrollWidth"))
    page.goto(f"{page.url}/cancel")
    seen.append(page.evaluate("document.scrollingElement.scrollWidth"))
    page.close()
    assert seen == [width] * 3
