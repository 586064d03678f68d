"""How many statements the database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from catalogue.core.db import db
from catalogue.core.given_again import NAME
from catalogue.core.kept_answers import Answers
from catalogue.offerings.queries.rows import KEPT


def forget_kept(app: Flask) -> None:
    """As in a process that was asked nothing yet: no page and no row of a card is kept."""
    app.extensions.pop(KEPT, None)
    app.extensions[NAME] = Answers()


@contextmanager
def counted_queries(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that the app sends inside the block; BEGIN and COMMIT are not counted."""
    statements: list[str] = []
    forget_kept(app)
    with app.app_context():
        engine = db.engine

    def _note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA")):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", _note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", _note)
