"""A new provider on a small phone, in Arabic, without scripts: from “join” to a published workshop, with the office."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Browser, Page, expect

from catalogue.core.clock import now
from tests.browser import waiting
from tests.browser.axe import violations
from tests.browser.conftest import Site, a_context, join

PAGES_MOST = 12
NARROW = 360
FITS = "document.documentElement.scrollWidth"
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
ADDRESS = "baker@example.org"
OFFICER = "officer@example.org"


class Count:
    """The pages that somebody saw."""

    def __init__(self, page: Page) -> None:
        self.addresses: list[str] = []
        page.on("load", lambda loaded: self.addresses.append(loaded.url))


def press(page: Page, what: str) -> None:
    waiting.press(page, f"main {what}")


def apply(page: Page) -> None:
    page.locator("[name=name_ar]").fill("مخبز الحي")
    page.locator("[name=kind]").select_option("association")
    page.locator("[name=city]").select_option("jubail-industrial-city")
    press(page, "form button.btn--primary")
    expect(page).to_have_url(re.compile("/ar/provide/[0-9A-Z]{10}"))


def write(page: Page) -> None:
    """The eight answers."""
    page.locator("[name=title_ar]").fill("خبز التمر")
    page.locator("[name=summary_ar]").fill("أمسية للخَبز معًا.")
    page.locator("[name=topics]").select_option("1013")
    page.locator("[name=gender_mode]").select_option("women")
    first = now() + timedelta(days=60)
    for part, value in (("day", first.day), ("month", first.month), ("year", first.year)):
        page.locator(f"[name=sessions_{part}]").fill(str(value).translate(ARABIC))
    page.locator("[name=starts]").fill("17:30")
    page.locator("[name=ends]").fill("20:00")
    page.locator("[name=venue_name_ar]").fill("قاعة المكتبة")
    page.locator("[name=place]").select_option("jubail-industrial-city:khalij")
    page.locator("[name=capacity]").fill("١٢")
    page.locator("[name=price]").fill("0")


def an_office(chromium: Browser, site: Site) -> Page:
    """Somebody of the office, signed in, on the office's first page's doorstep."""
    page = a_context(chromium, site, "ar", width=NARROW, scripts=False).new_page()
    page.goto("/ar/join")
    join(page, site, OFFICER)
    page.wait_for_url("**/ar/me*")
    site.appoint(OFFICER)
    return page


def approve(page: Page, title: str) -> None:
    """From the office's first page: look at the listing, and let both it and its provider in."""
    page.goto("/ar/office")
    page.get_by_role("link", name=title).click()
    page.locator("[name=decision][value=verify]").check()
    press(page, "form button.btn--primary")
    expect(page.locator("[role=status]").first).to_be_visible()


def test_a_new_provider_publishes_a_first_listing_in_at_most_twelve_pages(chromium: Browser, site: Site) -> None:
    office = an_office(chromium, site)
    context = a_context(chromium, site, "ar", width=NARROW, scripts=False)
    page = context.new_page()
    seen = Count(page)
    page.goto("/ar/join?next=/ar/provide/apply")
    join(page, site, ADDRESS)
    page.wait_for_url("**/ar/provide/apply*")
    apply(page)
    press(page, "a[href$='/listings']")
    press(page, "a[href$='/listings/new']")
    press(page, "a[href$='/listings/new/short']")
    write(page)
    press(page, "form button.btn--primary")
    expect(page.locator("h1")).to_contain_text("خبز التمر")
    expect(page.locator("article.card").first).to_contain_text("خبز التمر")
    press(page, "button[value=submit]")
    expect(page.locator("[role=status]").first).to_be_visible()
    expect(page.locator("main .badge").first).to_have_text("لدى المكتب")

    looked_at = Count(office)
    approve(office, "خبز التمر")
    assert len(seen.addresses) + len(looked_at.addresses) <= PAGES_MOST, seen.addresses + looked_at.addresses
    page.reload()
    expect(page.locator("main .badge").first).to_have_text("منشورة")
    assert "خبز التمر" in " ".join(site.letters_to(ADDRESS)), "the provider is told"

    visitor = a_context(chromium, site, "ar", width=NARROW, scripts=False)
    found = visitor.new_page()
    site.index()
    found.goto("/ar/search?q=خبز التمر")
    found.locator("article.card a").first.click()
    expect(found.locator("h1")).to_contain_text("خبز التمر")
    for one in (context, office.context, visitor):
        one.close()


def test_the_editor_fits_a_phone_and_saves_by_itself(chromium: Browser, site: Site) -> None:
    context = a_context(chromium, site, "en", width=NARROW, bypass=True)
    page = context.new_page()
    page.goto("/en/join?next=/en/provide/apply")
    join(page, site, "writer@example.org")
    page.wait_for_url("**/en/provide/apply*")
    page.locator("[name=name_en]").fill("Writers")
    page.locator("[name=kind]").select_option("association")
    page.locator("[name=city]").select_option("jubail-industrial-city")
    press(page, "form button.btn--primary")
    page.goto(page.url.partition("?")[0] + "/listings/new/full?kind=course")
    assert page.evaluate(FITS) <= NARROW
    page.locator("[name=title_en]").fill("Writing letters")
    page.locator("[value=stay]").click()
    expect(page).to_have_url(re.compile("/edit"))

    page.locator("[name=summary_en]").fill("For friends and offices.")
    expect(page.locator("[data-saved]")).to_contain_text("Saved at")
    page.locator("[name=title_en]").press("Tab")
    assert page.evaluate("document.activeElement.name") == "summary_ar", "pair by pair, Arabic first"
    page.reload()
    expect(page.locator("[name=summary_en]")).to_have_value("For friends and offices.")
    assert looked_over(page, page.url.partition("/edit")[0].partition("/en/")[2]) == []
    context.close()


def looked_over(page: Page, listing: str) -> list[str]:
    """What axe finds on the pages of the editor, and which of them are wider than the phone."""
    listings = listing.rpartition("/")[0]
    found = []
    for path in ("", "/new", "/new/short"):
        found += _faults(page, f"/en/{listings}{path}") + _faults(page, f"/ar/{listings}{path}")
    for path in ("", "/edit", "/preview", "/runs/new"):
        found += _faults(page, f"/en/{listing}{path}") + _faults(page, f"/ar/{listing}{path}")
    return found


def _faults(page: Page, address: str) -> list[str]:
    page.goto(address)
    found = [f"{address}: {one}" for one in violations(page)]
    return found if page.evaluate(FITS) <= NARROW else [*found, f"{address} is too wide"]
