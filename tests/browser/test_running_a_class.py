"""A class from its roster to a certificate, with the network cut in the middle of attendance: nothing is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect
from sqlalchemy import select

from catalogue.accounts.secrets import short_seal
from catalogue.app import create_app
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment.completion.models import Attendance
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.roster.tickets import PURPOSE
from tests.browser.axe import violations
from tests.browser.conftest import Site, a_context
from tests.browser.test_family_journey import database_of
from tests.browser.waiting import HeldBack, press, until
from tests.builders import a_dependant, a_learner, a_provider, a_run, saved
from tests.builders_proof import a_course, a_seat_in
from tests.builders_providers import a_member
from tests.conftest import SECRET
from tests.people import browsers_of

NAMES = ("Huda", "Noura", "Sara")
UNSENT = "Object.keys(localStorage).filter(name => name.startsWith('ticks:'))"


@dataclass(frozen=True)
class Lesson:
    """A class with a meeting that is going on; `cookie` is its instructor's."""

    provider: str
    run: str
    seats: dict[str, str]
    cookie: str


def a_lesson(site: Site, name: str) -> Lesson:
    with database_of(site):
        provider = a_provider(reference=f"class-{name}")
        begun = now() - timedelta(minutes=20)
        course = a_course(provider=provider, title_en="Sewing", title_ar=None)
        times = {"enrol_opens_at": begun - timedelta(days=9), "enrol_closes_at": begun, "seats_taken": len(NAMES)}
        run = saved(a_run(offering=course, starts_at=begun, **times))
        people = {one: a_learner(full_name_en=f"{one} Salem") for one in NAMES[:-1]}
        people[NAMES[-1]] = a_dependant(a_learner(), full_name_en="Sara Salem")
        seats = {one: a_seat_in(run, learner=learner).public_id for one, learner in people.items()}
        number = a_member(provider, "instructor").account_id or 0
        return Lesson(provider.public_id, run.public_id, seats, browsers_of([number], SECRET)[0].cookie)


def at_the_desk(
    chromium: Browser, site: Site, lesson: Lesson, lang: str, width: int, *, bypass: bool = False
) -> BrowserContext:
    context = a_context(chromium, site, lang, width=width, bypass=bypass)
    name = create_app(site.settings).session_interface.cookie_name  # type: ignore[attr-defined]
    context.add_cookies([{"name": name, "value": lesson.cookie, "url": site.url}])
    return context


def open_attendance(page: Page, lesson: Lesson, lang: str) -> None:
    page.goto(f"/{lang}/provide/{lesson.provider}/classes")
    press(page, ".rows__title a")
    press(page, "a[href*='/meetings/']")


def tick(page: Page, lesson: Lesson, name: str, mark: str) -> None:
    page.locator(f"label:has(input[name=mark_{lesson.seats[name]}][value={mark}])").click()


def said(page: Page, which: str, number: str = "") -> None:
    """That the status says what the page holds as this state's words."""
    words = page.locator("[data-register]").get_attribute(f"data-{which}") or ""
    expect(page.locator("[data-register-status]")).to_have_text(words.replace("%n", number))


def marks_of(site: Site, lesson: Lesson) -> dict[str, str]:
    with database_of(site):
        found = select(Enrolment.public_id, Attendance.mark).join(Attendance, Attendance.enrolment_id == Enrolment.id)
        rows = dict(db.session.execute(found).tuples().all())
    return {name: rows[number] for name, number in lesson.seats.items() if number in rows}


def no_wider_than(page: Page, width: int) -> None:
    assert page.locator("html").evaluate("node => node.scrollWidth") <= width


def test_a_device_that_keeps_nothing_still_sends_what_was_ticked(chromium: Browser, site: Site) -> None:
    """Its storage is full: it can be read, and takes nothing."""
    lesson = a_lesson(site, "full")
    context = at_the_desk(chromium, site, lesson, "en", 360)
    context.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); };")
    page = context.new_page()
    open_attendance(page, lesson, "en")

    context.set_offline(True)
    tick(page, lesson, "Huda", "present")
    tick(page, lesson, "Noura", "absent")
    said(page, "unsent", "2")
    context.set_offline(False)
    said(page, "sent")

    assert marks_of(site, lesson) == {"Huda": "present", "Noura": "absent"}
    context.close()


@pytest.mark.parametrize(("lang", "width", "reloaded"), [("en", 1280, False), ("ar", 360, True)])
def test_the_network_is_cut_in_the_middle_and_nothing_is_lost(
    chromium: Browser, site: Site, lang: str, width: int, reloaded: bool
) -> None:
    lesson = a_lesson(site, lang)
    context = at_the_desk(chromium, site, lesson, lang, width)
    page = context.new_page()
    open_attendance(page, lesson, lang)
    no_wider_than(page, width)

    tick(page, lesson, "Huda", "present")
    said(page, "sent")
    context.set_offline(True)
    tick(page, lesson, "Noura", "absent")
    tick(page, lesson, "Sara", "late")
    page.locator("button.btn--primary").last.click()
    said(page, "unsent", "2")
    assert marks_of(site, lesson) == {"Huda": "present"}

    address = page.url
    if reloaded:  # the page itself is gone without a connection, the ticks are not
        with pytest.raises(Error):
            page.reload()
        context.set_offline(False)  # the browser may load it again by itself and send them: then nothing is left to say
        page.goto(address)
        until(page, f"!{UNSENT}.length")
    else:
        context.set_offline(False)
        said(page, "sent")
    assert marks_of(site, lesson) == {"Huda": "present", "Noura": "absent", "Sara": "late"}
    assert page.evaluate(UNSENT) == []

    page.goto(f"/{lang}/provide/{lesson.provider}/classes/{lesson.run}/completion")
    no_wider_than(page, width)
    page.locator("main form button.btn--primary").click()
    codes = page.locator("main a[href*='/verify/']")
    expect(codes).to_have_count(2)
    visitor = a_context(chromium, site, lang, width=width)
    proof = visitor.new_page()
    proof.goto(str(codes.first.get_attribute("href")))
    expect(proof.locator("main")).to_contain_text(re.compile("Huda Salem|Sara Salem"))
    visitor.close()
    context.close()


def test_what_was_ticked_before_the_script_came_is_sent_too(chromium: Browser, site: Site) -> None:
    """On a slow phone the page can be used seconds before its scripts are there."""
    lesson = a_lesson(site, "slow")
    context = at_the_desk(chromium, site, lesson, "en", 360)
    page = context.new_page()
    open_attendance(page, lesson, "en")
    script = HeldBack(page, re.compile(r"attendance\.js"))
    page.goto(page.url, wait_until="commit")
    tick(page, lesson, "Huda", "present")
    assert marks_of(site, lesson) == {}
    script.let_through()
    said(page, "sent")

    assert marks_of(site, lesson) == {"Huda": "present"}
    context.close()


def test_signing_out_leaves_no_tick_on_the_device(chromium: Browser, site: Site) -> None:
    lesson = a_lesson(site, "out")
    context = at_the_desk(chromium, site, lesson, "en", 1280)
    page = context.new_page()
    open_attendance(page, lesson, "en")
    page.route("**/meetings/*", lambda route: route.abort())
    tick(page, lesson, "Huda", "present")
    said(page, "unsent", "1")
    assert page.evaluate("localStorage.length") == 1

    other = context.new_page()  # from another page of the site, which knows nothing of ticks
    other.goto("/en/settings")
    with other.expect_navigation():
        other.locator("form[action$='/sign-out']").first.evaluate("form => form.requestSubmit()")

    assert other.evaluate("localStorage.length") == 0
    assert marks_of(site, lesson) == {}
    context.close()


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_axe_finds_nothing_on_the_pages_of_a_class(chromium: Browser, site: Site, lang: str) -> None:
    lesson = a_lesson(site, f"axe-{lang}")
    context = at_the_desk(chromium, site, lesson, lang, 360, bypass=True)
    page = context.new_page()
    open_attendance(page, lesson, lang)
    meeting, whole = page.url, f"/{lang}/provide/{lesson.provider}/classes/{lesson.run}"
    person = f"{whole}/people/{lesson.seats['Sara']}"
    for address in (whole, person, meeting, f"{meeting}/scan", f"{whole}/completion", f"{whole}/sheet"):
        page.goto(address)
        assert violations(page) == []
        no_wider_than(page, 360)
    context.close()


CAMERA = """
    globalThis.BarcodeDetector = class {
        static async getSupportedFormats() { return ["qr_code"]; }
        async detect() { return globalThis.shown ? [{ rawValue: globalThis.shown }] : []; }
    };
    navigator.mediaDevices.getUserMedia = async () => {
        const canvas = document.createElement("canvas");
        setInterval(() => canvas.getContext("2d").fillRect(0, 0, 9, 9), 50);
        return canvas.captureStream();
    };
"""
"""A browser that reads codes, and a camera before which the test holds one."""


def test_a_ticket_before_the_camera_lets_its_learner_in(chromium: Browser, site: Site) -> None:
    lesson = a_lesson(site, "door")
    app = create_app(site.settings)
    with app.app_context():
        code = lesson.seats["Huda"] + short_seal(lesson.seats["Huda"], PURPOSE)
    context = at_the_desk(chromium, site, lesson, "en", 360)
    context.add_init_script(CAMERA)
    page = context.new_page()
    open_attendance(page, lesson, "en")
    page.locator("main a[href$='/scan']").click()

    page.locator("[data-camera-on]").click()
    status = page.locator("[data-scan-status]")
    page.evaluate("shown = 'nonsense'")
    expect(status).to_contain_text("This is not the code of a ticket.")
    page.evaluate("code => { shown = code; }", code)
    expect(status).to_contain_text("Huda Salem is present.")

    assert marks_of(site, lesson) == {"Huda": "present"}
    context.close()
