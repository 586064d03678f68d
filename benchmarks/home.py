"""A throw-away home with the app, for one benchmark."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from flask_migrate import upgrade

from catalogue.app import create_app
from catalogue.core.db import db
from catalogue.settings import Settings
from catalogue.taxonomy.services import load_vocabularies


@contextmanager
def fresh_app(*, demo: bool = False) -> Iterator[Flask]:
    """An app with a migrated database and the vocabularies, inside its context."""
    with TemporaryDirectory() as folder:
        app = create_app(Settings(home=Path(folder), secret_key="benchmarks only", demo=demo, log_level="ERROR"))
        with app.app_context():
            upgrade()
            load_vocabularies()
            yield app
            db.session.remove()
            db.engine.dispose()
