"""Decisions of the office about listings, sent as its page sends them."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from catalogue.core.db import db
from catalogue.offerings.models import Offering
from tests.stamps import seen_in


def stored(app: Flask, number: str) -> Offering:
    with app.app_context():
        return db.session.scalars(select(Offering).where(Offering.public_id == number)).one()


def decide(browser: FlaskClient, number: str, **form: str) -> int:
    """Open the page and press the button. :returns: the status."""
    address = f"/en/office/listings/{number}"
    return browser.post(address, data={**seen_in(browser.get(address).text), **form}).status_code
