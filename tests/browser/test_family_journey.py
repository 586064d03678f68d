"""A guardian with two children and a parent: runs in one sitting, a clash, waiting as a bundle, an offer by mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from catalogue.app import create_app
from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.enrolment import services
from catalogue.enrolment.models import Enrolment
from catalogue.offerings.models import Run
from tests.browser.conftest import Site, a_context, join
from tests.builders import a_learner, a_provider, a_run, an_offering
from tests.mailbox import text_of

FAMILY = (("Sara Salem", 9, "female", "parent"), ("Omar Salem", 13, "male", "parent"))
PARENT = ("Hassan Ali", 70, "male", "child_of_parent")
SEATS = 4


@dataclass(frozen=True)
class Runs:
    """Public ids: two at the same time, one on another day whose four seats are taken."""

    painting: str
    cooking: str
    full: str


@contextmanager
def database_of(site: Site) -> Iterator[None]:
    app = create_app(site.settings)
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def a_town_of_runs(site: Site, name: str) -> Runs:
    with database_of(site):
        provider = a_provider(reference=f"family-{name}")  # the demonstration has the builders' own references
        opened = {"enrol_opens_at": now() - timedelta(days=1), "enrol_closes_at": now() + timedelta(days=19)}
        first = {"starts_at": now() + timedelta(days=20), **opened}
        painting = a_run(offering=an_offering(provider=provider, title_en="Painting", title_ar=None), **first)
        cooking = a_run(offering=an_offering(provider=provider, title_en="Cooking", title_ar=None), **first)
        full = a_run(
            offering=an_offering(provider=provider, title_en="Robots", title_ar=None), capacity=SEATS, waiting_list=9,
            starts_at=now() + timedelta(days=25), **opened,
        )  # fmt: skip
        for _ in range(SEATS):
            other = a_learner()
            services.enrol(full.id, other.id, acted_by=other.account_id or 0, now=now())
        return Runs(painting.public_id, cooking.public_id, full.public_id)


def free_the_seats(site: Site, number: str) -> None:
    """Those who had the seats give them back."""
    with database_of(site):
        run = db.session.scalars(select(Run).where(Run.public_id == number)).one()
        held = select(Enrolment).where(Enrolment.run_id == run.id, Enrolment.state == "confirmed")
        ids = [(one.id, one.acted_by or 0) for one in db.session.scalars(held)]
        for enrolment_id, account_id in ids:
            services.cancel(enrolment_id, acted_by=account_id, now=now())


class Hand:
    """Chooses and presses: with a pointer, or with the keys alone."""

    def __init__(self, page: Page, *, keys: bool) -> None:
        self.page, self.keys = page, keys

    def press(self, what: Locator) -> None:
        if self.keys:
            what.focus()
            self.page.keyboard.press("Enter")
        else:
            what.click()

    def tick(self, what: Locator) -> None:
        if self.keys:
            what.focus()
            self.page.keyboard.press("Space")
        else:
            what.check()
        expect(what).to_be_checked()


def add(page: Page, hand: Hand, lang: str, person: tuple[str, int, str, str]) -> None:
    name, years, gender, kind = person
    page.goto(f"/{lang}/me/family/add")
    page.locator("input[name=full_name_en]").fill(name)
    born = now().date() - timedelta(days=round((years + 0.5) * 365.25))
    for part, value in (("day", born.day), ("month", born.month), ("year", born.year)):
        page.locator(f"input[name=birth_date_{part}]").fill(str(value))
    hand.tick(page.locator(f"input[name=gender][value={gender}]"))
    hand.tick(page.locator(f"input[name=kind][value={kind}]"))
    hand.tick(page.locator("input[name=consent]"))
    hand.press(page.locator("main form button.btn--primary"))
    expect(page).to_have_url(re.compile("notice=added"))


def enrol(page: Page, hand: Hand, lang: str, run: str, names: tuple[str, ...], *, clash: bool = False) -> None:
    page.goto(f"/{lang}/enrol/{run}")
    for name in names:
        person = page.locator(".candidate").filter(has=page.locator("label.choice", has_text=name))
        box = person.locator("input[name=for]")
        if not box.is_checked():
            hand.tick(box)
        if clash:
            expect(person.locator("[data-code=clash]")).to_contain_text("Painting")
            hand.tick(person.locator("input[name=confirm]"))
    own = page.locator(".candidate").filter(has=page.locator("small", has_text="Noura")).locator("input[name=for]")
    if own.is_checked():
        own.uncheck()
    hand.press(page.locator("main form button.btn--primary"))
    expect(page).to_have_url(re.compile("/check"))
    hand.press(page.locator("main form[action$='/send'] button.btn--primary"))


@pytest.mark.parametrize(("lang", "scripts"), [("ar", False), ("en", True)], ids=["ar-no-scripts", "en-keys"])
def test_a_family_enrols_waits_and_accepts(chromium: Browser, site: Site, lang: str, scripts: bool) -> None:
    runs, address = a_town_of_runs(site, lang), f"guardian-{lang}@example.org"
    context = a_context(chromium, site, lang, width=360, scripts=scripts)
    page = context.new_page()
    hand = Hand(page, keys=scripts)
    page.goto(f"/{lang}/join")
    join(page, site, lang, address)
    page.wait_for_url(f"**/{lang}/me*")
    for person in (*FAMILY, PARENT):
        add(page, hand, lang, person)

    enrol(page, hand, lang, runs.painting, ("Sara", "Omar", "Hassan"))
    expect(page).to_have_url(re.compile("notice=enrolled"))
    enrol(page, hand, lang, runs.cooking, ("Sara",), clash=True)
    expect(page).to_have_url(re.compile(f"/{lang}/me/enrolments/"))

    page.goto(f"/{lang}/enrol/{runs.full}")
    hand.press(page.locator("main a[href*='/wait?']").last)
    hand.tick(page.locator("input[name=together][value=all]"))
    hand.press(page.locator("main form button.btn--primary"))
    expect(page).to_have_url(re.compile("notice=listed"))
    expect(page.locator(".enrolment--listed")).to_have_count(SEATS)

    free_the_seats(site, runs.full)
    offers = [one for one in site.letters(address) if "/offers/" in text_of(one)]
    assert len(offers) == SEATS, "one for each of the family"
    found = re.search(r"https?://[^/\s]+(/\S+/offers/\S+)", text_of(offers[0]))
    assert found
    stranger = a_context(chromium, site, lang, width=360, scripts=scripts)
    letter = stranger.new_page()
    letter.goto(found.group(1))
    Hand(letter, keys=scripts).press(letter.locator("button[value=accept]"))
    expect(letter.locator("h1")).to_be_visible()

    page.goto(f"/{lang}/me")
    expect(page.locator(".enrolment--listed")).to_have_count(0)
    with database_of(site):
        run = db.session.scalars(select(Run).where(Run.public_id == runs.full)).one()
        assert (run.seats_taken, run.waiting_taken) == (SEATS, 0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360 if scripts else True
    stranger.close()
    context.close()
