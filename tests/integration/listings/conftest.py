"""A provider's desk: its editor, her browser, and the desk's address."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from catalogue.core.db import db
from catalogue.offerings.models import Offering
from tests.builders import a_provider
from tests.builders_providers import a_member
from tests.people import browser_of
from tests.stamps import seen_in


@dataclass(frozen=True)
class Bench:
    """Where an editor works: her browser and the pages of her provider's listings."""

    app: Flask
    browser: FlaskClient
    provider_id: int
    number: str
    account_id: int

    def at(self, path: str = "", lang: str = "en") -> str:
        return f"/{lang}/provide/{self.number}/listings{path}"

    def press(self, number: str, step: str, *, lang: str = "en") -> TestResponse:
        """A button on the page of a listing, as the page shows it now."""
        address = self.at(f"/{number}").replace("/en/", f"/{lang}/")
        shown = seen_in(self.browser.get(address).text)
        return self.browser.post(f"{address}/state", data={"step": step, **shown})

    def only(self) -> Offering:
        """The one listing that there is. Call inside an app context."""
        return db.session.scalars(select(Offering).where(Offering.provider_id == self.provider_id)).one()


def a_bench(app: Flask, *, role: str = "editor", **about: object) -> Bench:
    with app.app_context():
        provider = a_provider(**about)
        member = a_member(provider, role)
        ids = provider.id, provider.public_id, member.account_id or 0
    return Bench(app, browser_of(app, ids[2]), *ids)


@pytest.fixture
def bench(bare_app: Flask) -> Bench:
    return a_bench(bare_app)
