"""Writing at the desk on a weak connection: it is said whether it is saved, and nothing that was typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from catalogue.app import create_app
from catalogue.core.clock import now
from tests.browser.conftest import Site, a_context
from tests.browser.test_family_journey import database_of
from tests.browser.waiting import until
from tests.builders import a_provider
from tests.builders_listings import a_complete_listing
from tests.builders_providers import a_member
from tests.conftest import SECRET
from tests.people import browsers_of

NARROW = 360


@pytest.fixture(scope="module")
def desk(site: Site) -> tuple[str, str]:
    """The address of a draft at its desk, after the language, and its editor's cookie."""
    with database_of(site):
        provider = a_provider(reference="weak-line")
        draft = a_complete_listing(provider, title_en="Sewing", summary_en="A start.")
        number = a_member(provider, "editor").account_id or 0
        address = f"provide/{provider.public_id}/listings/{draft.public_id}"
        return address, browsers_of([number], SECRET)[0].cookie


def at_the_desk(chromium: Browser, site: Site, cookie: str, lang: str) -> BrowserContext:
    context = a_context(chromium, site, lang, width=NARROW)
    name = create_app(site.settings).session_interface.cookie_name  # type: ignore[attr-defined]
    context.add_cookies([{"name": name, "value": cookie, "url": site.url}])
    return context


def says(page: Page, which: str) -> None:
    """The status is in sight, and has the words of this state."""
    status = page.locator("[data-saved]")
    expect(status).to_have_text(page.locator("[data-editor]").get_attribute(f"data-{which}") or "")
    expect(status).to_be_in_viewport()


def without_saving(page: Page) -> None:
    """The server can be read, and takes nothing."""
    page.route("**/edit", lambda route: route.abort() if route.request.method == "POST" else route.fallback())


def test_a_cut_connection_is_told_and_what_was_typed_is_sent_when_it_returns(
    chromium: Browser, site: Site, desk: tuple[str, str]
) -> None:
    context = at_the_desk(chromium, site, desk[1], "ar")
    page = context.new_page()
    page.goto(f"/ar/{desk[0]}/edit")
    field = page.locator("[name=funding_en]")

    context.set_offline(True)
    field.fill("Typed without a connection.")
    says(page, "offline")
    page.locator("[value=check]").click()
    says(page, "offline")
    context.set_offline(False)
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "saved")
    page.reload()
    expect(field).to_have_value("Typed without a connection.")
    expect(page.locator("[data-typed]")).to_be_hidden()

    field.focus()
    box, status = field.bounding_box(), page.locator("[data-saved]").bounding_box()
    assert box
    assert status
    assert box["y"] >= status["y"] + status["height"], "the field in use is not covered"
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
    context.close()


def test_what_was_not_sent_is_offered_after_a_reload_and_never_put_over_newer_text(
    chromium: Browser, site: Site, desk: tuple[str, str]
) -> None:
    context = at_the_desk(chromium, site, desk[1], "en")
    page, other = context.new_page(), context.new_page()
    page.goto(f"/en/{desk[0]}/edit")
    field, offer = page.locator("[name=summary_en]"), page.locator("[data-typed]")
    without_saving(page)
    field.fill("Typed and never sent.")
    page.reload()
    expect(offer).to_contain_text("Typed and never sent.")
    expect(field).to_have_value("A start.")

    other.goto(f"/en/{desk[0]}/edit")
    other.locator("[data-typed-drop]").click()
    other.locator("[name=summary_en]").fill("Newer.")
    expect(other.locator("[data-saved]")).to_have_attribute("data-state", "saved")
    page.locator("[name=bring_en]").fill("A needle")
    page.reload()
    expect(offer).to_contain_text("Something else has been saved since.")
    expect(field).to_have_value("Newer.")

    page.unroute("**/edit")
    page.locator("[data-typed-take]").click()
    expect(field).to_have_value("Typed and never sent.")
    expect(page.locator("[name=bring_en]")).to_have_value("A needle")
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "saved")
    assert page.evaluate("Object.keys(localStorage)") == []
    context.close()


def test_a_date_is_offered_back_discarded_saved_and_forgotten(
    chromium: Browser, site: Site, desk: tuple[str, str]
) -> None:
    context = at_the_desk(chromium, site, desk[1], "en")
    page = context.new_page()
    page.goto(f"/en/{desk[0]}/runs/new")
    page.locator("[name=gender_mode]").select_option("women")
    says(page, "unsaved")
    page.reload()
    page.locator("[data-typed-drop]").click()
    assert page.evaluate("Object.keys(localStorage)") == []

    later = f"{now() + timedelta(days=60):%d/%m/%Y}"
    for name, value in (("sessions_0", later), ("sessions_0_starts", "17:00"), ("price", "dear")):
        page.locator(f"[name={name}]").fill(value)
    page.locator("form[data-editor] .btn--primary").last.click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("[data-typed]")).to_be_hidden()
    page.goto(f"/en/{desk[0]}/runs/new")
    page.locator("[data-typed-take]").click()
    expect(page.locator("[name=price]")).to_have_value("dear")
    for name, value in (("sessions_0_ends", "19:00"), ("price", "5"), ("venue_name_en", "Hall")):
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=gender_mode]").select_option("women")
    page.locator("[name=place]").select_option("jubail-industrial-city:khalij")
    page.locator("form[data-editor] .btn--primary").last.click()
    page.wait_for_url("**notice=listing_saved")
    until(page, "Object.keys(localStorage).length === 0")

    page.goto(f"/en/{desk[0]}/edit")
    without_saving(page)
    page.locator("[name=hours]").fill("4")
    assert page.evaluate("Object.keys(localStorage).length") == 1
    page.goto("/en/settings")
    page.locator("form[action$='/sign-out'] button").first.click()
    page.wait_for_url("**/en/?notice=signed_out")
    assert page.evaluate("Object.keys(localStorage)") == [], "who signs out leaves nothing"
    context.close()
