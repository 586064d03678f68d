"""Suggestions under the search field: by keyboard alone, in both languages, and never in the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Site, a_context
from tests.browser.waiting import HeldBack

LANGUAGES = ("ar", "en")
TYPED = {"ar": "لحا", "en": "weld"}
OFFERING = {"ar": "فرصة تعلّم", "en": "Course"}
LIBRARY = re.compile(r"accessible-autocomplete.*\.js")


@dataclass
class Visit:
    """A page of somebody who has just come, and what its console said."""

    page: Page
    said: list[str] = field(default_factory=list)

    @property
    def words(self) -> Locator:
        return self.page.locator("form[role=search] input[name=q]")

    @property
    def options(self) -> Locator:
        return self.page.get_by_role("option")

    def type(self, text: str) -> None:
        """Into the field, key by key, as somebody does who sees it ready and waits for what is suggested.

        Where keys come slowly, there are suggestions for the beginning first.
        """
        self.words.focus()
        expect(self.words).to_have_attribute("role", "combobox")
        with self.page.expect_response(lambda answer: parse_qs(urlsplit(answer.url).query).get("q") == [text]) as last:
            self.page.keyboard.type(text, delay=30)
        suggested = [one["text"] for one in last.value.json()["items"]]
        expect(self.options.locator("bdi")).to_have_text(suggested)


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def visit(chromium: Browser, site: Site, lang: str) -> Iterator[Visit]:
    """On the page of results, which is the one where words are changed most."""
    context = a_context(chromium, site, lang)
    visit = Visit(context.new_page())
    visit.page.on("console", lambda message: visit.said.append(message.text))
    visit.page.on("pageerror", lambda error: visit.said.append(str(error)))
    visit.page.goto(f"/{lang}/")
    yield visit
    context.close()


def test_a_search_is_chosen_by_keyboard_alone(visit: Visit, lang: str) -> None:
    visit.type(TYPED[lang])
    expect(visit.options.first).to_be_visible()
    expect(visit.words).to_have_attribute("aria-expanded", "true")
    visit.page.keyboard.press("ArrowDown")
    first = visit.options.first
    expect(first).to_have_attribute("aria-selected", "true")
    chosen = first.locator("bdi").inner_text()
    visit.page.keyboard.press("Enter")
    expect(visit.page).to_have_url(re.compile(f"/{lang}/search\\?"))
    expect(visit.words).to_have_value(chosen)
    expect(visit.page.locator("article.card").first).to_be_visible()
    assert visit.said == []


def test_an_offering_is_gone_to_by_keyboard_alone(visit: Visit, lang: str) -> None:
    visit.type(TYPED[lang])
    expect(visit.options.first).to_be_visible()
    kinds = visit.page.locator("[role=option] .suggestion__kind").all_inner_texts()
    place = kinds.index(OFFERING[lang])
    title = visit.options.nth(place).locator("bdi").inner_text()
    for _ in range(place + 1):
        visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("Enter")
    expect(visit.page).to_have_url(re.compile(f"/{lang}/offerings/"))
    expect(visit.page.locator("h1")).to_contain_text(title)


def test_enter_without_a_choice_searches_for_what_was_typed(visit: Visit, lang: str) -> None:
    visit.type(TYPED[lang])
    expect(visit.options.first).to_be_visible()
    visit.page.keyboard.press("Enter")
    expect(visit.page).to_have_url(re.compile(f"/{lang}/search\\?.*q="))
    expect(visit.words).to_have_value(TYPED[lang])


def test_escape_closes_the_list_and_leaves_the_words(visit: Visit, lang: str) -> None:
    visit.type(TYPED[lang])
    expect(visit.options.first).to_be_visible()
    visit.page.keyboard.press("Escape")
    expect(visit.words).to_have_attribute("aria-expanded", "false")
    expect(visit.options.first).to_be_hidden()
    expect(visit.words).to_be_focused()
    expect(visit.words).to_have_value(TYPED[lang])


def test_escape_on_a_choice_brings_back_to_the_field(visit: Visit, lang: str) -> None:
    visit.type(TYPED[lang])
    expect(visit.options.first).to_be_visible()
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("Escape")
    expect(visit.options.first).to_be_hidden()
    expect(visit.words).to_be_focused()
    expect(visit.words).to_have_value(TYPED[lang])


def test_the_arrow_marks_what_a_screen_reader_is_told(visit: Visit, lang: str) -> None:
    visit.type(TYPED[lang])
    expect(visit.options.first).to_be_visible()
    visit.page.keyboard.press("ArrowDown")
    option = visit.options.first.get_attribute("id")
    assert option
    focused = visit.page.evaluate("document.activeElement.id")
    named = visit.words.get_attribute("aria-activedescendant")
    assert option in {focused, named}
    told = visit.page.locator("[role=status]").filter(has_text=re.compile(r"\d"))  # one of the library's two
    expect(told.first).to_be_attached()


def test_the_open_list_is_sound_and_inside_the_page(chromium: Browser, site: Site, lang: str) -> None:
    context = a_context(chromium, site, lang, width=360, bypass=True)
    visit = Visit(context.new_page())
    visit.page.goto(f"/{lang}/")
    visit.type(TYPED[lang])
    expect(visit.options.first).to_be_visible()
    assert (list_width := visit.page.get_by_role("listbox").evaluate("(one) => one.offsetWidth")) > 300, list_width
    found = violations(visit.page)
    wide = visit.page.evaluate("document.scrollingElement.scrollWidth")
    context.close()
    assert found == []
    assert wide == 360


def test_what_was_typed_before_the_library_came_stays_with_the_focus(chromium: Browser, site: Site, lang: str) -> None:
    context = a_context(chromium, site, lang)
    visit = Visit(context.new_page())
    library = HeldBack(visit.page, LIBRARY)
    visit.page.goto(f"/{lang}/")
    visit.words.focus()
    visit.page.keyboard.type(TYPED[lang], delay=30)
    library.let_through()
    expect(visit.words).to_have_attribute("role", "combobox")
    expect(visit.words).to_have_value(TYPED[lang])
    expect(visit.words).to_be_focused()
    visit.page.keyboard.type(" x")
    expect(visit.words).to_have_value(f"{TYPED[lang]} x")
    context.close()


def test_where_the_library_does_not_come_the_field_is_a_plain_one(chromium: Browser, site: Site, lang: str) -> None:
    context = a_context(chromium, site, lang)
    visit = Visit(context.new_page())
    visit.page.route(LIBRARY, lambda route: route.abort())
    visit.page.goto(f"/{lang}/")
    visit.words.fill(TYPED[lang])
    visit.page.keyboard.press("Enter")
    expect(visit.page).to_have_url(re.compile(f"/{lang}/search\\?.*q="))
    context.close()


def test_without_scripts_the_plain_field_searches(chromium: Browser, site: Site, lang: str) -> None:
    context = a_context(chromium, site, lang, scripts=False)
    visit = Visit(context.new_page())
    visit.page.goto(f"/{lang}/")
    visit.words.fill(TYPED[lang])
    visit.words.press("Enter")
    expect(visit.page).to_have_url(re.compile(f"/{lang}/search\\?.*q="))
    expect(visit.page.locator("article.card").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("typed", ["fvl[", "صثمي", "barmaj", "weldng"])
def test_other_keyboards_letters_and_slips_bring_suggestions_too(
    chromium: Browser, site: Site, lang: str, typed: str
) -> None:
    context = a_context(chromium, site, lang)
    visit = Visit(context.new_page())
    visit.page.goto(f"/{lang}/search")
    visit.type(typed)
    expect(visit.options.first).to_be_visible()
    context.close()
