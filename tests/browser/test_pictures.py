"""A picture from a provider's phone, without scripts, past the office, to a visitor; and with scripts while writing."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from tests.browser.axe import violations
from tests.browser.conftest import Site, a_context, join
from tests.browser.test_providing import FITS, NARROW, press, write
from tests.builders_images import a_picture

PHOTO = a_picture((2400, 1600))
LAYOUT_SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 500);
})"""


def a_file(content: bytes = PHOTO, name: str = "photo.jpg") -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def a_provider(page: Page, site: Site, address: str) -> str:
    """Somebody who applies and writes a first listing. :returns: the address of that listing at the desk."""
    page.goto("/ar/join?next=/ar/provide/apply")
    join(page, site, address)
    page.wait_for_url("**/ar/provide/apply*")
    page.locator("[name=name_ar]").fill(f"جهة {address[:6]}")
    page.locator("[name=kind]").select_option("association")
    page.locator("[name=city]").select_option("jubail-industrial-city")
    press(page, "form button.btn--primary")
    page.goto(page.url.partition("?")[0] + "/listings/new/short")
    write(page)
    page.locator("[name=title_ar]").fill(f"خزف {address[:6]}")
    press(page, "form button.btn--primary")
    return page.url.partition("?")[0]


def an_officer(chromium: Browser, site: Site) -> Page:
    page = a_context(chromium, site, "ar", width=NARROW, scripts=False).new_page()
    page.goto("/ar/join")
    join(page, site, "looker@example.org")
    page.wait_for_url("**/ar/me*")
    site.appoint("looker@example.org")
    return page


def test_a_picture_goes_from_a_phone_without_scripts_past_the_office_to_a_visitor(
    chromium: Browser, site: Site
) -> None:
    officer = an_officer(chromium, site)
    page = a_context(chromium, site, "ar", width=NARROW, scripts=False).new_page()
    listing = a_provider(page, site, "potter@example.org")

    page.goto(f"{listing}/edit")
    page.locator("[name=image]").set_input_files(a_file())
    page.locator("[name=age_min]").fill("young")
    press(page, "button[value=check]")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("[data-picture-now] img")).to_be_visible()
    page.locator("[name=age_min]").fill("16")
    press(page, "button[value=check]")

    lacks = page.locator("section[aria-labelledby=lacks]")
    expect(lacks.locator("a")).to_have_count(2)  # in Arabic alone: its words in Arabic, and the consent
    lacks.locator("a").first.click()
    page.locator("[name=image_alt_ar]").fill("يدان تشكّلان إناءً من الطين")
    page.locator("[name=image_alt_en]").fill("Two hands shape a bowl of clay")
    page.locator("[name=image_credit]").fill("ورشة الخزف")
    page.locator("[name=image_consent]").check()
    press(page, "button[value=check]")
    expect(lacks).to_have_count(0)
    press(page, "button[value=submit]")

    officer.goto("/ar/office")
    officer.get_by_role("link", name="خزف potter").click()
    expect(officer.locator(".picture-shown")).to_be_visible()
    expect(officer.locator(".picture-shown")).to_have_js_property("naturalWidth", 1200)  # once it is there
    officer.locator("[name=decision][value=verify]").check()
    press(officer, "form button.btn--primary")

    page.goto(listing)
    address = page.locator("main a[href*='/offerings/']").last.get_attribute("href") or ""
    for lang, width in (("ar", NARROW), ("en", 1280)):
        seen_by_a_visitor(chromium, site, address.replace("/ar/", f"/{lang}/", 1), lang, width)

    page.goto(f"{listing}/edit")
    page.locator("[name=image]").set_input_files(a_file(a_picture((2400, 1600), colour=(160, 40, 20))))
    page.locator("[name=image_consent]").uncheck()
    page.locator("[name=image_consent]").check()
    press(page, "button[value=check]")
    expect(page.locator(".error-summary")).to_be_visible()  # the tick was about the picture before
    page.locator("[name=image_consent]").check()
    press(page, "button[value=check]")
    officer.goto("/ar/office")
    officer.get_by_role("link", name="خزف potter").click()
    expect(officer.locator(".old-and-new img")).to_have_count(2)
    page.context.close()
    officer.context.close()


def seen_by_a_visitor(chromium: Browser, site: Site, address: str, lang: str, width: int) -> None:
    context = a_context(chromium, site, lang, width=width, bypass=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    assert page.locator("dl.keyfacts").bounding_box()["y"] < 780, "the facts come first"  # type: ignore[index]
    picture = page.locator("figure.picture img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", value=True)
    box = picture.bounding_box()
    assert box
    assert abs(box["width"] / box["height"] - 1.5) < 0.02
    assert page.evaluate(FITS) <= width
    assert page.evaluate(LAYOUT_SHIFT) <= 0.02
    assert violations(page) == []
    assert [one for one in asked if "/pictures/" in one], "it was fetched"
    assert not [one for one in asked if not one.startswith(site.url)], "nobody else was asked"
    context.close()


def test_while_writing_the_picture_is_kept_by_itself_and_sent_once(
    chromium: Browser, site: Site, tmp_path: Path
) -> None:
    context = a_context(chromium, site, "en", width=1280, bypass=True)
    page = context.new_page()
    listing = a_provider(page, site, "weaver@example.org").replace("/ar/", "/en/")
    page.goto(f"{listing}/edit")
    sent: list[int] = []

    def noted(route: Route) -> None:
        sent.append(len(route.request.post_data_buffer or b""))
        route.continue_()

    page.route(re.compile("/edit$"), noted)
    busy = a_picture((640, 400), quality=100)
    page.locator("[name=image]").set_input_files(a_file(busy))
    expect(page.locator("[data-saved]")).to_contain_text("Saved at")
    expect(page.locator("[data-picture-now] img")).to_be_visible()
    expect(page.locator("[name=image]")).to_have_value("")
    page.locator("[name=image_alt_en]").fill("A loom")
    with page.expect_response(lambda answer: answer.request.method == "POST"):  # two seconds after it was ticked
        page.locator("[name=image_consent]").check()
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "saved")
    assert len(sent) >= 2
    assert sent[-1] < sent[0] - len(busy) // 2, "the picture went once"
    page.locator("[name=image]").set_input_files(a_file(PHOTO))
    expect(page.locator("[name=image_consent]")).not_to_be_checked()
    (too_large := tmp_path / "large.jpg").write_bytes(bytes(10_000_001))  # named, not sent through the browser's wire
    page.locator("[name=image]").set_input_files(too_large)
    expect(page.locator("[data-picture-said]")).to_contain_text("10 megabytes")
    expect(page.locator("[name=image]")).to_have_value("")
    for lang in ("ar", "en"):
        page.goto(f"{listing}/edit".replace("/en/", f"/{lang}/", 1))
        assert violations(page) == []
    context.close()
