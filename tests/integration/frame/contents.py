"""Every row of every table: what has to be the same after something that may change nothing."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import inspect, text

from catalogue.core.db import db


def content_of(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    with app.app_context():
        names = inspect(db.engine).get_table_names()
        return {name: [tuple(row) for row in db.session.execute(text(f'SELECT * FROM "{name}"'))] for name in names}
