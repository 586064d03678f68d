"""What a mail's links do in a real browser, which says by itself where a form comes from."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, a_context, join
from tests.browser.waiting import press

PASSPHRASE = "violet tortoise anchors seventeen kites"


def somebody(chromium: Browser, site: Site, address: str) -> None:
    """Open an account and forget the browser that did it."""
    context = a_context(chromium, site, "en", scripts=False)
    page = context.new_page()
    page.goto("/en/join")
    join(page, site, address)
    page.wait_for_url("**/en/me*")
    context.close()


def press_the_button(page: Page) -> None:
    press(page, "main form[method=post] button")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("lang", ["ar", "en"])
def test_the_mailed_link_signs_in(chromium: Browser, site: Site, lang: str, scripts: bool) -> None:
    address = f"link-{lang}-{scripts}@example.org".lower()
    somebody(chromium, site, address)
    context = a_context(chromium, site, lang, scripts=scripts)
    page = context.new_page()
    page.goto(f"/{lang}/sign-in")
    page.locator("input[name=email]").fill(address)
    press(page, "button[value=code]")

    page.goto(site.link_for(address).replace("/en/", f"/{lang}/", 1))
    press_the_button(page)

    expect(page).to_have_url(re.compile(f"/{lang}/me"))
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_mailed_link_opens_an_account_and_goes_on(chromium: Browser, site: Site, scripts: bool) -> None:
    address = f"joins-by-link-{scripts}@example.org".lower()
    context = a_context(chromium, site, "ar", scripts=scripts)
    page = context.new_page()
    page.goto("/ar/join?next=/ar/help")
    page.locator("input[name=name]").fill("Noura Salem")
    page.locator("input[name=email]").fill(address)
    page.locator("input[name=consent]").check()
    press_the_button(page)

    page.goto(site.link_for(address))
    press_the_button(page)

    expect(page).to_have_url(re.compile("/ar/help"))
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_mailed_link_sets_a_new_passphrase(chromium: Browser, site: Site, scripts: bool) -> None:
    address = f"reset-{scripts}@example.org".lower()
    somebody(chromium, site, address)
    context = a_context(chromium, site, "en", scripts=scripts)
    page = context.new_page()
    page.goto("/en/reset")
    page.locator("input[name=email]").fill(address)
    press_the_button(page)

    page.goto(site.link_for(address))
    page.locator("input[name=passphrase]").fill("short")
    press_the_button(page)
    expect(page.locator("#f-passphrase-error")).to_be_visible()
    page.locator("input[name=passphrase]").fill(PASSPHRASE)
    press_the_button(page)
    expect(page).to_have_url(re.compile("/en/me"))

    page.context.clear_cookies()
    page.goto("/en/sign-in")
    page.locator("input[name=email]").fill(address)
    page.locator("input[name=passphrase]").fill(PASSPHRASE)
    press(page, "button[value=passphrase]")
    expect(page).to_have_url(re.compile("/en/me"))
    context.close()
