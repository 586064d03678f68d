"""What the tests of mail share: the log as it is written, and a house that sends to a server."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from catalogue.app import create_app
from catalogue.core.db import db
from catalogue.core.logs import log
from catalogue.settings import Settings
from tests.integration.mail.servers import Postbox, a_postbox


class _Remembering(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[str, dict[str, Any]]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append((record.getMessage(), getattr(record, "about", {})))


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, str]]:
    """A mail server and its address."""
    with a_postbox() as made:
        yield made


@pytest.fixture
def mailing_app(settings: Settings, postbox: tuple[Postbox, str]) -> Iterator[Flask]:
    app = create_app(replace(settings, mail_url=postbox[1], mail_from="catalogue@example.org"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def said() -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """The lines of the log with what they are about. Ask for it after the app, which sets up the log."""
    handler = _Remembering()
    log.addHandler(handler)
    yield handler.said
    log.removeHandler(handler)
