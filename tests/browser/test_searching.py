"""A search as somebody types it into the field of the page, in both languages: understood, said, and undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Site, a_context

LANGUAGES = ("ar", "en")
# What is typed → a word that the first results have in their title, and what the heading says was searched for.
UNDERSTOOD = {
    "wrong keyboard": ("fvl[m", ("برمجة", "rogramming", "coding"), "برمجة"),
    "wrong keyboard, in Arabic": ("صثميهىل", ("لحام", "لحّام", "elding"), "welding"),
    "Arabic in Latin letters": ("la7am", ("لحام", "لحّام", "elding"), "لحام"),
    "misspelt": ("carpantry", ("نجارة", "arpentry"), "carpentry"),
}
# What is typed → a title that exists in the other language alone.
ACROSS = {"from Arabic": ("كروماتوغرافيا الغاز", "Gas chromatography"), "from English": ("calligraphy", "الثلث")}
FILTERED = {"ar": "دورات مسائية مجانية للنساء", "en": "free evening courses for women"}
UNKNOWN = "zzqxv"


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(chromium: Browser, site: Site, lang: str) -> Iterator[Page]:
    context = a_context(chromium, site, lang, width=360)
    page = context.new_page()
    page.goto(f"/{lang}/search")
    yield page
    context.close()


def search(page: Page, text: str) -> None:
    """Type it and press Enter."""
    page.locator("form[role=search] input[name=q]").fill(text)
    with page.expect_navigation():  # the page before has results, too
        page.keyboard.press("Enter")
    expect(page.locator("form[role=search] input[name=q]")).to_have_value(text)
    expect(page.locator("#results-heading")).to_be_visible()


def cards(page: Page) -> Locator:
    return page.locator("article.card .card__title")


def fits_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize(("typed", "found", "searched"), UNDERSTOOD.values(), ids=list(UNDERSTOOD))
def test_what_was_meant_is_found_and_said_and_can_be_undone(
    page: Page, typed: str, found: tuple[str, ...], searched: str
) -> None:
    search(page, typed)
    first = cards(page).first.inner_text()
    assert any(word in first for word in found), first
    expect(page.locator("#results-heading")).to_contain_text(searched)
    assert fits_the_screen(page)
    page.locator("#results a[href*='exact=1']").first.click()
    expect(page.locator("#results-heading")).to_contain_text(typed)
    expect(page.locator("#results-heading")).to_be_focused()
    expect(cards(page)).to_have_count(0)


@pytest.mark.parametrize(("typed", "found"), ACROSS.values(), ids=list(ACROSS))
def test_what_exists_in_the_other_language_is_found(page: Page, typed: str, found: str) -> None:
    search(page, typed)
    expect(cards(page).first).to_be_visible()
    texts = " ".join(page.locator("article.card").all_inner_texts())
    assert found in texts
    assert fits_the_screen(page)


def test_filters_in_words_are_chips_that_are_taken_back_one_by_one(page: Page, lang: str) -> None:
    search(page, FILTERED[lang])
    chips = page.locator("#results ul.chips").first.locator("a.chip:not(.chip--clear)")
    expect(chips).to_have_count(3)
    expect(cards(page).first).to_be_visible()
    assert fits_the_screen(page)
    chips.first.click()
    expect(chips).to_have_count(2)


def test_an_empty_result_says_so_and_leads_on(page: Page, lang: str) -> None:
    search(page, UNKNOWN)
    expect(page.locator("#results-heading")).to_contain_text(UNKNOWN)
    expect(cards(page)).to_have_count(0)
    ways = page.locator("#results .related a")
    expect(ways.first).to_be_visible()
    assert fits_the_screen(page)
    ways.first.click()
    expect(cards(page).first).to_be_visible()
