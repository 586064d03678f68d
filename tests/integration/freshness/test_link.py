"""The link in the mail: one click confirms, without signing in, what that mail asked about, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from catalogue.accounts.models import Account
from catalogue.core.audit import AuditEntry
from catalogue.core.db import db
from catalogue.core.mail import deliver
from catalogue.offerings.freshness import services
from catalogue.offerings.models import Offering
from catalogue.providers.models import Provider, ProviderMember
from tests.builders import NOON, a_provider
from tests.builders_providers import a_member
from tests.integration.freshness.test_freshness import DAY, silent
from tests.mailbox import link_in, mail_files
from tests.people import ORIGIN

FORM = {"Origin": ORIGIN}
"""As the site's own form sends it."""
BOX = re.compile(r'name="listing" value="(\w+)"( checked)?')


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


class Asked:
    """An editor who was asked by mail about two of her provider's listings, and her mail's link."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            provider = a_provider(name_en="Gulf Institute")
            editor = a_member(provider, "editor")
            assert editor.account
            editor.account.language = "en"
            self.provider_id, self.account_id = provider.id, editor.account_id or 0
            self.first, self.second = (silent(50, title, provider=provider).public_id for title in ("First", "Second"))
            self.fresh = silent(10, "Fresh", provider=provider).public_id
            services.remind(NOON)
            deliver(NOON)
        (mail,) = mail_files(app.config["SETTINGS"].home)
        self.link = link_in(mail)

    def confirmed(self) -> list[str]:
        with self.app.app_context():
            titles = select(Offering.title_en).where(Offering.confirmed_at.is_not(None)).order_by(Offering.id)
            return [title or "" for title in db.session.scalars(titles)]


@pytest.fixture
def asked(bare_app: Flask) -> Asked:
    return Asked(bare_app)


def test_the_link_shows_what_is_confirmed_with_its_next_date_and_changes_nothing(
    asked: Asked, client: FlaskClient
) -> None:
    answer = client.get(asked.link)
    assert answer.status_code == 200
    assert BOX.findall(answer.text) == [(asked.first, " checked"), (asked.second, " checked")]
    assert "First" in answer.text
    assert re.search(r"Sun(day)?,? \d+ \w+|\d+ (January|February|March|September|October|November)", answer.text)
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "public" not in answer.headers.get("Cache-Control", "")
    assert asked.confirmed() == []


def test_one_click_confirms_what_is_ticked_and_says_so_afterwards(asked: Asked, client: FlaskClient) -> None:
    answer = client.post(asked.link, data={"listing": [asked.first]}, headers=FORM)
    assert answer.status_code == 303
    assert asked.confirmed() == ["First"]
    page = client.get(answer.location).text
    assert "What you ticked counts as confirmed" in page
    assert [number for number, _on in BOX.findall(page)] == [asked.second]
    with asked.app.app_context():
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.entity == "listing_confirmed")).one()
        assert (entry.actor_id, entry.cause) == (asked.account_id, "still right, by mail")


def test_a_used_link_says_that_all_of_it_is_answered(asked: Asked, client: FlaskClient) -> None:
    both = {"listing": [asked.first, asked.second]}
    client.post(asked.link, data=both, headers=FORM)
    again = client.post(asked.link, data=both, headers=FORM)
    for page in (again, client.get(asked.link)):
        assert page.status_code == 200
        assert "has been answered" in page.text
        assert "Confirmed since this mail was sent" in page.text
    with asked.app.app_context():
        assert len(db.session.scalars(select(AuditEntry.id).where(AuditEntry.entity == "listing_confirmed")).all()) == 2


def test_nothing_ticked_confirms_nothing(asked: Asked, client: FlaskClient) -> None:
    answer = client.post(asked.link, data={}, headers=FORM)
    assert answer.status_code == 422
    assert "Tick the listings" in answer.text
    assert asked.confirmed() == []


def test_it_confirms_neither_anothers_listing_nor_one_that_it_did_not_ask_about(
    asked: Asked, client: FlaskClient
) -> None:
    with asked.app.app_context():
        theirs = silent(50, "Theirs").public_id
    client.post(asked.link, data={"listing": [theirs, asked.fresh, asked.first]}, headers=FORM)
    assert asked.confirmed() == ["First"]


def test_another_account_or_provider_cannot_be_written_into_it(asked: Asked, client: FlaskClient) -> None:
    with asked.app.app_context():
        other = silent(50, "Theirs").provider
        mine = db.session.get_one(Provider, asked.provider_id).public_id
        forged = asked.link.replace(mine, other.public_id)
    assert forged != asked.link
    for address in (forged, asked.link[:-1], re.sub(r"-(\d{9})\d\.", r"-\g<1>9.", asked.link)):
        assert client.get(address).status_code == 404
        assert client.post(address, data={"listing": [asked.first]}, headers=FORM).status_code == 404
    assert asked.confirmed() == []


def _left() -> Any:
    return delete(ProviderMember)


def _only_teaches() -> Any:
    return update(ProviderMember).values(role="instructor")


def _account_closed() -> Any:
    return update(Account).values(state="closed")


def _provider_closed() -> Any:
    return update(Provider).values(state="closed")


@pytest.mark.parametrize("happens", [_left, _only_teaches, _account_closed, _provider_closed])
def test_it_is_over_when_she_does_not_look_after_the_listings_any_more(
    asked: Asked, client: FlaskClient, happens: Any
) -> None:
    with asked.app.app_context():
        db.session.execute(happens())
        db.session.commit()
    shown, sent = client.get(asked.link), client.post(asked.link, data={"listing": [asked.first]}, headers=FORM)
    for answer in (shown, sent):
        assert answer.status_code == 410
        assert "does not work any more" in answer.text
        assert "First" not in answer.text
    assert asked.confirmed() == []


def test_it_is_over_after_thirty_days(asked: Asked, client: FlaskClient) -> None:
    with time_machine.travel(NOON + 29 * DAY, tick=False):
        assert client.get(asked.link).status_code == 200
    with time_machine.travel(NOON + 30 * DAY + timedelta(minutes=1), tick=False):
        assert client.post(asked.link, data={"listing": [asked.first]}, headers=FORM).status_code == 410
    assert asked.confirmed() == []


def test_a_form_of_another_site_confirms_nothing(asked: Asked, client: FlaskClient) -> None:
    elsewhere = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    answer = client.post(asked.link, data={"listing": [asked.first]}, headers=elsewhere)
    assert answer.status_code in (400, 403)
    assert asked.confirmed() == []


def test_a_listing_that_was_changed_since_is_not_asked_about_any_more(asked: Asked, client: FlaskClient) -> None:
    with asked.app.app_context():
        db.session.execute(update(Offering).where(Offering.title_en == "First").values(changed_at=NOON + DAY))
        db.session.commit()
    with time_machine.travel(NOON + 2 * DAY, tick=False):
        assert [number for number, _on in BOX.findall(client.get(asked.link).text)] == [asked.second]
        client.post(asked.link, data={"listing": [asked.first]}, headers=FORM)
    assert asked.confirmed() == []
