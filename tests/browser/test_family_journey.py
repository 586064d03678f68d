"""A guardian with two children and a parent: three runs in one sitting, a clash, waiting as a bundle, an offer by mail.

In both languages, on a phone's screen; with the keys alone, and once more without scripts.
"""

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
from tests.browser.conftest import Site, a_context
from tests.builders import a_learner, a_provider, a_run, an_offering
from tests.mailbox import text_of

FAMILY = (("Sara Salem", 9, "female", "parent"), ("Omar Salem", 13, "male", "parent"))
PARENT = ("Hassan Ali", 70, "male", "child_of_parent")
PEOPLE = (*FAMILY, PARENT)
SEATS = 4
MOST_TABS = 120


@dataclass(frozen=True)
class Runs:
    """Public ids: two at the same time, one on another day, and one whose four seats are taken."""

    painting: str
    cooking: str
    pottery: str
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
        later = an_offering(provider=provider, title_en="Pottery", title_ar=None)
        pottery = a_run(offering=later, starts_at=now() + timedelta(days=22), **opened)
        full = a_run(
            offering=an_offering(provider=provider, title_en="Robots", title_ar=None), capacity=SEATS, waiting_list=9,
            starts_at=now() + timedelta(days=25), **opened,
        )  # fmt: skip
        for _ in range(SEATS):
            other = a_learner()
            services.enrol(full.id, other.id, acted_by=other.account_id or 0, now=now())
        return Runs(painting.public_id, cooking.public_id, pottery.public_id, full.public_id)


def free_the_seats(site: Site, number: str) -> None:
    """Those who had the seats give them back."""
    with database_of(site):
        run = db.session.scalars(select(Run).where(Run.public_id == number)).one()
        held = select(Enrolment).where(Enrolment.run_id == run.id, Enrolment.state == "confirmed")
        ids = [(one.id, one.acted_by or 0) for one in db.session.scalars(held)]
        for enrolment_id, account_id in ids:
            services.cancel(enrolment_id, acted_by=account_id, now=now())


class Hand:
    """Chooses, types and presses: with a pointer, or with the keys alone, which go from one thing to the next."""

    def __init__(self, page: Page, *, keys: bool) -> None:
        self.page, self.keys = page, keys

    def go_to(self, *wanted: Locator) -> None:
        """With the Tab key, as often as it takes, to one of these."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if any(one.evaluate("it => it === document.activeElement") for one in wanted):
                return
        pytest.fail(f"{wanted} cannot be reached with the Tab key")

    def press(self, what: Locator) -> None:
        if self.keys:
            self.go_to(what)
            self.page.keyboard.press("Enter")
        else:
            what.click()

    def tick(self, what: Locator) -> None:
        if self.keys:
            self.go_to(what)
            self.page.keyboard.press("Space")
        else:
            what.check()
        expect(what).to_be_checked()

    def choose(self, name: str, value: str) -> None:
        """One of several radio buttons: Tab reaches the group, the arrows go through it."""
        group = self.page.locator(f"main input[name={name}]")
        wanted = self.page.locator(f"main input[name={name}][value={value}]")
        if self.keys:
            self.go_to(*group.all())
            self.page.keyboard.press("Space")
            for _ in range(group.count()):
                if wanted.is_checked():
                    break
                self.page.keyboard.press("ArrowDown")
        else:
            wanted.check()
        expect(wanted).to_be_checked()

    def write(self, what: Locator, words: str) -> None:
        if self.keys:
            self.go_to(what)
            self.page.keyboard.type(words)
        else:
            what.fill(words)
        expect(what).to_have_value(words)


def join(hand: Hand, site: Site, lang: str, address: str) -> None:
    page = hand.page
    page.goto(f"/{lang}/join")
    hand.write(page.locator("input[name=name]"), "Noura Salem")
    hand.write(page.locator("input[name=email]"), address)
    hand.tick(page.locator("input[name=consent]"))
    hand.press(page.locator("main form button"))
    expect(page.locator("input[name=code]")).to_be_visible()
    hand.write(page.locator("input[name=code]"), site.code_for(address))
    hand.press(page.locator("main form button").first)
    page.wait_for_url(f"**/{lang}/me*")


def add(hand: Hand, lang: str, person: tuple[str, int, str, str]) -> None:
    name, years, gender, kind = person
    page = hand.page
    page.goto(f"/{lang}/me/family/add")
    hand.write(page.locator("input[name=full_name_en]"), name)
    born = now().date() - timedelta(days=round((years + 0.5) * 365.25))
    for part, value in (("day", born.day), ("month", born.month), ("year", born.year)):
        hand.write(page.locator(f"input[name=birth_date_{part}]"), str(value))
    hand.choose("gender", gender)
    hand.choose("kind", kind)
    hand.tick(page.locator("input[name=consent]"))
    hand.press(page.locator("main form button.btn--primary"))
    page.wait_for_url(re.compile("notice=added"))


def enrol(hand: Hand, lang: str, run: str, *, clash: bool = False) -> None:
    """The three whom she looks after, in the order of the page, which is that of the Tab key."""
    page = hand.page
    page.goto(f"/{lang}/enrol/{run}")
    for person in page.locator(".candidate").filter(has=page.locator("label.choice:not(:has(small))")).all():
        hand.tick(person.locator("input[name=for]"))
        if clash:
            expect(person.locator("[data-code=clash]")).to_contain_text("Painting")
            hand.tick(person.locator("input[name=confirm]"))
    expect(page.locator("input[name=for]:checked")).to_have_count(len(PEOPLE))
    hand.press(page.locator("main form button.btn--primary"))
    page.wait_for_url(re.compile("/check"))
    hand.press(page.locator("main form[action$='/send'] button.btn--primary"))
    page.wait_for_url(re.compile("notice=enrolled"))


def wait_together(hand: Hand, lang: str, run: str) -> None:
    page = hand.page
    page.goto(f"/{lang}/enrol/{run}")
    hand.press(page.locator("main a[href*='/wait?']").last)
    expect(page.locator("input[name=together]").first).to_be_visible()
    hand.choose("together", "all")
    hand.press(page.locator("main form button.btn--primary"))
    page.wait_for_url(re.compile("notice=listed"))
    expect(page.locator(".enrolment--listed")).to_have_count(SEATS)


def offers_in(site: Site, address: str) -> list[str]:
    """Where the links in the mails lead, without the host."""
    found = (re.search(r"https?://[^/\s]+(/\S+/offers/\S+)", text_of(one)) for one in site.letters(address))
    return [one.group(1) for one in found if one]


@pytest.mark.parametrize("scripts", [True, False], ids=["keys", "no-scripts"])
@pytest.mark.parametrize("lang", ["ar", "en"])
def test_a_family_enrols_waits_and_accepts(chromium: Browser, site: Site, lang: str, scripts: bool) -> None:
    name = f"{lang}-{'keys' if scripts else 'bare'}"
    runs, address = a_town_of_runs(site, name), f"guardian-{name}@example.org"
    context = a_context(chromium, site, lang, width=360, scripts=scripts)
    hand = Hand(context.new_page(), keys=scripts)
    join(hand, site, lang, address)
    for person in PEOPLE:
        add(hand, lang, person)

    enrol(hand, lang, runs.painting)
    enrol(hand, lang, runs.cooking, clash=True)
    enrol(hand, lang, runs.pottery)
    wait_together(hand, lang, runs.full)

    free_the_seats(site, runs.full)
    offers = offers_in(site, address)
    assert len(offers) == SEATS, "one for each of the family"
    stranger = a_context(chromium, site, lang, width=360, scripts=scripts)
    letter = stranger.new_page()
    letter.goto(offers[0])
    for person in PEOPLE:
        expect(letter.locator("main")).to_contain_text(person[0])
    Hand(letter, keys=scripts).press(letter.locator("button[value=accept]"))
    expect(letter.locator("button[value=accept]")).to_have_count(0)

    hand.page.goto(f"/{lang}/me")
    expect(hand.page.locator(".enrolment--listed")).to_have_count(0)
    expect(hand.page.locator(".enrolment")).to_have_count(3 * len(PEOPLE) + SEATS)
    with database_of(site):
        run = db.session.scalars(select(Run).where(Run.public_id == runs.full)).one()
        assert (run.seats_taken, run.waiting_taken) == (SEATS, 0)
    if scripts:
        assert hand.page.evaluate("document.documentElement.scrollWidth") <= 360
    stranger.close()
    context.close()
