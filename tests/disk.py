"""Databases of tests do not wait for the disk: nobody needs them after a power cut.

Only those of this process: what a test serves in a process of its own waits, as it does in production.
"""

from __future__ import annotations

from functools import wraps

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from catalogue.core import db
from catalogue.settings import Settings


def spare_the_disk() -> None:
    """From now on, in this process, for SQLite; a PostgreSQL server does it by itself (`Server.wait_for_the_disk`)."""
    listen = db._listen

    @wraps(listen)
    def listening(engine: Engine, settings: Settings) -> None:
        listen(engine, settings)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _hurry)

    db._listen = listening


def _hurry(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()
