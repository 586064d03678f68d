"""From a search to a cancelled enrolment, with nothing but HTML; and the keyboard alone."""

from __future__ import annotations

import re
from itertools import product

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, a_context, join
from tests.browser.waiting import press

STEPS = 4
SEATS_FOR_ALL_TESTS = 4


def answer_what_is_asked(page: Page) -> None:
    """Go through the steps between choosing a run and sending, filling in whatever is asked."""
    for _ in range(STEPS):
        if page.url.rstrip("/").endswith("/check"):
            return
        say_when_born(page)
        for field in page.locator("main textarea, main input[name^=q_]:not([type=radio])").all():
            field.fill("Because I would like to")
        for name in {str(one.get_attribute("name")) for one in page.locator("main input[type=radio]").all()}:
            page.locator(f"main input[type=radio][name='{name}']").first.check()
        for chosen in page.locator("main select[name^=q_]").all():
            chosen.select_option(index=1)
        press(page, "main form button.btn--primary")


def say_when_born(page: Page) -> None:
    for part, value in (("day", "5"), ("month", "3"), ("year", "1990")):
        for field in page.locator(f"input[name=birth_date_{part}]").all():
            field.fill(value)
        for field in page.locator(f"select[name=birth_date_{part}]").all():
            field.select_option(value)


def a_course_for_everybody(page: Page, lang: str) -> tuple[str, str]:
    """The title and the run of something that a grown-up of either gender may join at once."""
    asked = "/api/v1/offerings?gender=mixed&audience=adults&open=1&age=36&mode=in_person&per_page=50"
    for item in page.request.get(asked).json()["items"]:
        if item["next_run"]["gender_mode"] == "mixed" and item["next_run"]["seats_free"] > SEATS_FOR_ALL_TESTS:
            return item["title"].get(lang) or item["title"]["ar" if lang == "en" else "en"], item["next_run"]["id"]
    pytest.fail("the demonstration catalogue has nothing that everybody may join")


@pytest.mark.parametrize(("lang", "width"), list(product(("ar", "en"), (360, 1280))))
def test_a_resident_finds_joins_enrols_and_cancels_without_scripts(
    chromium: Browser, site: Site, lang: str, width: int
) -> None:
    address = f"resident-{lang}-{width}@example.org"
    context = a_context(chromium, site, lang, width=width, scripts=False)
    page = context.new_page()

    title, run = a_course_for_everybody(page, lang)
    page.goto(f"/{lang}/")
    page.locator("form[role=search] input[name=q]").first.fill(title)
    press(page, "form[role=search] button")
    page.locator("article.card .card__title a").first.click()
    expect(page.locator("h1")).to_contain_text(title)

    page.locator(f"form.enrol input[name=run][value='{run}']").check()
    page.locator("form.enrol button").first.click()
    expect(page).to_have_url(re.compile(f"/{lang}/sign-in\\?next="))
    page.locator(f"main a[href^='/{lang}/join']").click()
    join(page, site, address)

    expect(page).to_have_url(re.compile(f"/{lang}/enrol/"))
    answer_what_is_asked(page)
    page.locator("main form[action$='/send'] button.btn--primary").click()
    expect(page).to_have_url(re.compile(f"/{lang}/me/enrolments/"))
    assert any(title in subject for subject in site.letters_to(address))

    page.goto(f"/{lang}/me")
    expect(page.locator(".enrolment__title").first).to_contain_text(title)
    page.locator("a[href$='/cancel']").first.click()
    page.locator("main form[method=post] button").first.click()
    expect(page).to_have_url(re.compile("notice=cancelled"))
    expect(page.locator(".enrolment--past .enrolment__title")).to_contain_text(title)
    assert len(site.letters_to(address)) == 3, "the code, the confirmation, the cancellation"
    context.close()


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_filters_chips_pages_and_sorting_work_without_scripts(chromium: Browser, site: Site, lang: str) -> None:
    context = a_context(chromium, site, lang, scripts=False)
    page = context.new_page()
    page.goto(f"/{lang}/search")
    box = page.locator("form.filters input[name=price][value=free]")
    if not box.is_visible():
        page.locator("#facet-price > summary").click()
    box.check()
    page.locator("form.filters .filters__foot button").click()
    expect(page).to_have_url(re.compile("price=free"))
    page.locator(".pager a[rel=next]").click()
    expect(page).to_have_url(re.compile("page=2"))
    page.locator("a.chip").first.click()
    expect(page).not_to_have_url(re.compile("price=free"))
    context.close()


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_keyboard_skips_to_the_content_and_closes_menus(chromium: Browser, site: Site, lang: str) -> None:
    context = a_context(chromium, site, lang)
    page = context.new_page()
    page.goto(f"/{lang}/search")
    page.keyboard.press("Tab")
    expect(page.locator(".skip").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    menu = page.locator("details.menu").first
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()
    context.close()


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_facet_is_chosen_by_keyboard_and_the_results_follow(chromium: Browser, site: Site, lang: str) -> None:
    context = a_context(chromium, site, lang)
    page = context.new_page()
    page.goto(f"/{lang}/search")
    box = page.locator("form.filters input[type=checkbox][name=kind]").first
    box.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("kind="))
    expect(page.locator("a.chip").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_filter_sheet_of_a_phone_opens_takes_the_focus_and_gives_it_back(
    chromium: Browser, site: Site, lang: str
) -> None:
    context = a_context(chromium, site, lang, width=360)
    page = context.new_page()
    page.goto(f"/{lang}/search")
    button = page.locator("[data-filters-open]").first
    button.click()
    expect(page.locator("form.filters")).to_be_visible()
    expect(page.locator("[data-filters-close]").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    context.close()


def test_the_switch_keeps_the_place(chromium: Browser, site: Site) -> None:
    context = a_context(chromium, site, "ar", scripts=False)
    page = context.new_page()
    page.goto("/ar/search?q=welding&price=free")
    page.locator("a.lang").click()
    expect(page).to_have_url(re.compile(r"/en/search\?.*q=welding"))
    assert "price=free" in page.url
    context.close()
