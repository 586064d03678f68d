"""A double click, or a form that is sent again, makes one draft and one date (docs/rules/publishing.md, rule 17)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.core.jobs import run_named
from catalogue.offerings.editing import services
from catalogue.offerings.editing.models import SentForm
from catalogue.offerings.editing.rules import SentWithOtherWords
from catalogue.offerings.editing.services import Sent, Wanted
from catalogue.offerings.models import Offering, Run
from catalogue.providers.models import Provider
from tests.at_once import at_once
from tests.builders import a_provider
from tests.builders_listings import SHORT, a_complete_listing
from tests.integration.listings.conftest import Bench
from tests.integration.listings.test_runs import RUN

FULL = {"kind": "course", "title_en": "Welding", "title_ar": ""}
COPY = {"first_day": "3", "first_month": "2", "first_year": "2027"}


def key_in(page: str) -> dict[str, str]:
    (key,) = set(re.findall(r'name="once" value="([^"]+)"', page))
    return {"once": key}


def count(bench: Bench, table: type[Any]) -> int:
    with bench.app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("page", "typed"), [("/new/full?kind=course", FULL), ("/new/short", SHORT)], ids=["all details", "short"]
)
def test_a_new_listing_is_made_once(bench: Bench, page: str, typed: dict[str, str]) -> None:
    form = {**typed, **key_in(bench.browser.get(bench.at(page)).text)}

    first, second = (bench.browser.post(bench.at(page.partition("?")[0]), data=form) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert count(bench, Offering) == 1


def test_what_was_refused_was_not_sent_and_other_words_are_asked_about(bench: Bench) -> None:
    address = bench.at("/new/full")
    key = key_in(bench.browser.get(address).text)
    refused = bench.browser.post(address, data={"kind": "course", "title_en": "", **key})
    assert key_in(refused.text) == key, "the same form, mended"
    assert bench.browser.post(address, data={**FULL, **key}).status_code == 303

    other = bench.browser.post(address, data={**FULL, "title_en": "Something else", **key})

    assert other.status_code == 409
    assert str(SentWithOtherWords.message) in other.text
    assert "Something else" in other.text, "nothing that was typed is lost"
    assert count(bench, Offering) == 1
    meant = bench.browser.post(address, data={**FULL, "title_en": "Something else", **key_in(other.text)})
    assert meant.status_code == 303
    assert count(bench, Offering) == 2


@pytest.fixture
def number(bench: Bench) -> str:
    with bench.app.app_context():
        return a_complete_listing(db.session.get_one(Provider, bench.provider_id)).public_id


def test_a_listing_is_copied_once_and_from_a_new_page_once_more(bench: Bench, number: str) -> None:
    key = key_in(bench.browser.get(bench.at(f"/{number}")).text)

    first, second = (bench.browser.post(bench.at(f"/{number}/copy"), data=key) for _ in range(2))

    assert first.location == second.location
    assert count(bench, Offering) == 2
    bench.browser.post(bench.at(f"/{number}/copy"), data=key_in(bench.browser.get(bench.at(f"/{number}")).text))
    assert count(bench, Offering) == 3


@pytest.mark.parametrize("path", ["new", "copy"])
def test_a_date_is_made_once(bench: Bench, number: str, path: str) -> None:
    with bench.app.app_context():
        run_id = bench.only().runs[0].public_id
    address = bench.at(f"/{number}/runs/new" if path == "new" else f"/{number}/runs/{run_id}/copy")
    page = bench.browser.get(address).text
    seen = re.findall(r'name="seen" value="([^"]+)"', page)
    form = {**(RUN if path == "new" else COPY), **key_in(page), "seen": seen[0] if seen else ""}

    first, second = (bench.browser.post(address, data=form) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert count(bench, Run) == 2
    other = bench.browser.post(address, data={**form, "price": "70", "first_day": "4"})
    assert other.status_code == 409
    assert str(SentWithOtherWords.message) in other.text
    assert key_in(other.text) != key_in(page)


@pytest.mark.parametrize("what", ["listing", "copy", "date"])
def test_sent_twice_in_the_same_moment_it_is_made_once(each_app: Flask, what: str) -> None:
    with each_app.app_context():
        listing = a_complete_listing()
        provider_id, number, run_id = listing.provider_id, listing.public_id, listing.runs[0].public_id
    sent = Sent("k" * 22, "the same")
    calls = {
        "listing": lambda: (
            services.save(
                provider_id,
                None,
                Wanted({"kind": "course", "title": {"en": "New"}}),
                sent=sent,
                actor_id=None,
                now=now(),
            ).offering.public_id
        ),
        "copy": lambda: (
            services.copy_offering(provider_id, number, sent=sent, actor_id=None, now=now()).offering.public_id
        ),
        "date": lambda: (
            services.copy_run(
                provider_id, number, run_id, date(2027, 5, 1), sent=sent, actor_id=None, now=now()
            ).public_id
        ),
    }

    made = at_once(each_app, *[calls[what]] * 3)

    assert len(set(made)) == 1, made
    with each_app.app_context():
        listings, runs = (db.session.scalar(select(func.count()).select_from(table)) for table in (Offering, Run))
        assert (listings, runs) == {"listing": (2, 1), "copy": (2, 2), "date": (1, 2)}[what]


def test_a_key_is_one_desks_own(app: Flask) -> None:
    sent, wanted = Sent("k" * 22, "d"), Wanted({"kind": "course", "title": {"en": "New"}})
    for provider in (a_provider(), a_provider()):
        assert services.save(provider.id, None, wanted, sent=sent, actor_id=None, now=now()).changed


def test_forms_are_forgotten_after_a_month(app: Flask) -> None:
    provider, wanted = a_provider(), Wanted({"kind": "course", "title": {"en": "New"}})
    services.save(provider.id, None, wanted, sent=Sent("k" * 22, "d"), actor_id=None, now=now())

    assert run_named("sent forms", now() + timedelta(days=29)) == 0
    assert run_named("sent forms", now() + timedelta(days=31)) == 1
    assert db.session.scalars(select(SentForm)).all() == []
