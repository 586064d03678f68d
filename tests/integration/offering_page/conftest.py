"""The offering page is read at NOON; each request has a context of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from catalogue.core.db import db
from catalogue.offerings.models import Offering
from tests.builders import NOON, a_run, an_offering

Reading = Callable[..., str]


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def read(client: FlaskClient) -> Reading:
    """Opens the page of an offering (by its public id) and gives its HTML, or the status where that is not 200."""

    def opened(public_id: str, lang: str = "en") -> str:
        answer = client.get(f"/{lang}/offerings/{public_id}", follow_redirects=True)
        return answer.text if answer.status_code == 200 else str(answer.status_code)

    return opened


@contextmanager
def counted_queries(app: Flask) -> Iterator[list[str]]:
    """The SELECTs that are sent within the block."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def public_id(app: Flask, build: Callable[[], Offering]) -> str:
    """Build rows in a context that is gone before the request comes."""
    with app.app_context():
        return build().public_id


def with_run(app: Flask, offering: dict[str, Any] | None = None, **run: Any) -> str:
    """A listing with one run. :returns: its public id."""

    def build() -> Offering:
        listing = an_offering(**(offering or {}))
        a_run(offering=listing, **run)
        return listing

    return public_id(app, build)
