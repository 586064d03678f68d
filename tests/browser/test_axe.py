"""Every page, both languages, all themes: axe finds nothing, nothing scrolls sideways, the console stays empty."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from tests.browser.axe import ALL_BUT_COLOURS, COLOURS, WHOLE, violations
from tests.browser.conftest import Site, a_context
from tests.browser.places import PLACES, Place, address_of

THEMES = {"ar": {"light": WHOLE, "dark": COLOURS, "contrast": COLOURS}, "en": {"light": ALL_BUT_COLOURS}}
"""Colours are those of the other language too, so they are looked at in one."""
# Colours fade over; what is measured half-way is nobody's colour.
CHANGE_THEME = """async theme => {
    document.documentElement.dataset.theme = theme;
    await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    await Promise.all(document.getAnimations().map(one => one.finished));
}"""
EVERYWHERE = [(place, lang) for place in PLACES for lang in ("ar", "en")]


@pytest.fixture(scope="module")
def contexts(chromium: Browser, site: Site, signed_in_state: dict[str, Any]) -> Any:
    """Browser windows by language and whether somebody is signed in; `bypass` ones for axe."""
    made: dict[tuple[str, bool, bool], BrowserContext] = {}

    def get(lang: str, *, signed_in: bool, bypass: bool) -> BrowserContext:
        key = (lang, signed_in, bypass)
        if key not in made:
            made[key] = a_context(chromium, site, lang, bypass=bypass)
            if signed_in:
                made[key].add_cookies(signed_in_state["cookies"])
        return made[key]

    yield get
    for context in made.values():
        context.close()


def name_of(value: object) -> str:
    return value.name if isinstance(value, Place) else str(value)


@pytest.mark.parametrize(("place", "lang"), EVERYWHERE, ids=name_of)
def test_axe_finds_nothing_in_any_theme(contexts: Any, site: Site, place: Place, lang: str) -> None:
    page: Page = contexts(lang, signed_in=place.signed_in, bypass=True).new_page()
    page.goto(address_of(place, site, lang))
    found = []
    for theme, rules in THEMES[lang].items():
        page.evaluate(CHANGE_THEME, theme)
        found += [f"{theme}: {violation}" for violation in violations(page, rules)]
    page.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("place", "lang"), EVERYWHERE, ids=name_of)
def test_a_page_fits_a_narrow_screen_and_its_console_stays_empty(
    contexts: Any, site: Site, place: Place, lang: str
) -> None:
    page: Page = contexts(lang, signed_in=place.signed_in, bypass=False).new_page()
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        said.append(message.text)

    def watch(answer: Response) -> None:
        if answer.status >= 400 and answer.request.resource_type != "document":
            said.append(f"{answer.status} {answer.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", watch)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address_of(place, site, lang), wait_until="load")
    wide = page.evaluate("document.scrollingElement.scrollWidth")
    page.close()
    if place.name in {"not-found", "link", "verify-mistyped"}:  # the browser itself reports the status of the page
        said = [one for one in said if "404" not in one and "410" not in one]
    assert (wide, said) == (320, [])
