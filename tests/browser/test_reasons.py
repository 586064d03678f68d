"""Every reason that can stand between somebody and a run, as a phone shows it before the last click, in both languages.

With `CATALOGUE_PICTURES` naming a folder each page is kept there as a picture, to be looked at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from catalogue.accounts.sessions import RowSessions
from catalogue.app import create_app
from catalogue.core.db import db
from catalogue.core.reader import Reader, reading_as
from catalogue.enrolment.rules import EVERY_REASON, Reason, Weight
from tests.browser.conftest import Site, a_context
from tests.conftest import SECRET
from tests.people import browsers_of
from tests.reasons import SCENES

PICTURES = os.environ.get("CATALOGUE_PICTURES", "")
BY_CODE = {reason.code: reason for reason in EVERY_REASON}


@pytest.fixture(params=["ar", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def phone(chromium: Browser, site: Site, lang: str) -> Iterator[BrowserContext]:
    context = a_context(chromium, site, lang, width=360, scripts=False)
    yield context
    context.close()


def stand_before(site: Site, phone: BrowserContext, code: str) -> str:
    """Build what leads to this reason and sign in as who meets it. :returns: the run's number."""
    app = create_app(site.settings)
    with app.app_context():
        scene = SCENES[code]()
        session = browsers_of([scene.account_id], SECRET)[0]
        number = scene.run.public_id
        db.session.remove()
        db.engine.dispose()
    interface = app.session_interface
    assert isinstance(interface, RowSessions)
    phone.clear_cookies()
    phone.add_cookies([{"name": interface.cookie_name, "value": session.cookie, "url": site.url}])
    return number


def in_words(reason: type[Reason], lang: str, site: Site) -> list[str]:
    with create_app(site.settings).test_request_context(), reading_as(Reader(lang=lang)):
        return [str(reason.message), str(reason.remedy or "")]


def test_every_code_has_a_scene() -> None:
    assert SCENES.keys() == BY_CODE.keys()
    assert len(SCENES) >= 18


@pytest.mark.parametrize("code", SCENES)
def test_the_page_says_it_before_the_last_click(site: Site, phone: BrowserContext, lang: str, code: str) -> None:
    reason, run, page = BY_CODE[code], stand_before(site, phone, code), phone.new_page()
    page.goto(f"/{lang}/enrol/{run}")
    if reason.weight is Weight.ASKS:  # it is asked at its field, and said there once it is missing
        page.locator("main form button.btn--primary").click()
    message, remedy = in_words(reason, lang, site)

    at_field = {"birth_date_needed": "#f-birth_date-error", "gender_needed": "#f-gender-error"}
    told = page.locator(at_field.get(code, f"main [data-code={code}]")).first
    expect(told).to_be_visible()
    if not code.startswith("already_") and code != "seat_offered":  # there the page leads to the enrolment itself
        expect(told).to_contain_text(message)
        expect(told).to_contain_text(remedy)
    ensure_no_way_to_the_end(page, reason)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{lang}-{code}.png"), full_page=True)


def ensure_no_way_to_the_end(page: Page, reason: type[Reason]) -> None:
    """Who cannot have a seat finds no box for it; who can, does."""
    goes_on = page.locator("main form button.btn--primary")
    if reason.weight in (Weight.WARNS, Weight.INFORMS, Weight.ASKS):
        expect(goes_on).to_be_visible()
    elif reason.code not in {"too_young", "too_old", "not_for_this_group"}:  # there a slip can be mended
        expect(goes_on).to_have_count(0)
