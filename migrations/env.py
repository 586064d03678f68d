"""How migrations run: on an engine of their own, without our hooks, all in one transaction on either database.

SQLite rebuilds tables to change them. With foreign keys on, dropping the old table would silently delete all rows that
point to it, so they are off here, outside any transaction, and afterwards every table must still have its rows;
otherwise everything is rolled back.
"""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.pool import NullPool

from catalogue.app import engine_options
from catalogue.core.db import Model

config = context.config


def main() -> None:
    url = current_app.config["SQLALCHEMY_DATABASE_URI"]
    sqlite = url.startswith("sqlite")
    engine = own_engine(url, sqlite)
    gate = current_app.extensions["write_gate"]
    with gate.held(timeout=60) if sqlite else gate.open(), engine.connect() as connection:
        before = counts(connection)
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=sqlite,
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            ensure_nothing_lost(connection, before, sqlite)
        connection.commit()
    engine.dispose()


def own_engine(url: str, sqlite: bool) -> Engine:
    options = {key: value for key, value in engine_options(url).items() if key == "module"}
    engine = create_engine(url, poolclass=NullPool, **options)
    if sqlite:

        @event.listens_for(engine, "connect")
        def _pragmas(connection: Any, _entry: object) -> None:
            connection.isolation_level = None  # otherwise the driver leaves DDL outside the transaction
            connection.execute("PRAGMA foreign_keys=OFF")

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def counts(connection: Connection) -> dict[str, int]:
    names = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
    return {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in names}  # noqa: S608


def ensure_nothing_lost(connection: Connection, before: dict[str, int], sqlite: bool) -> None:
    """:raises RuntimeError: a table that still exists has fewer rows, or a row points to nothing."""
    after = counts(connection)
    lost = {name: (rows, after[name]) for name, rows in before.items() if name in after and after[name] < rows}
    if lost:
        raise RuntimeError(f"the migration lost rows: {lost}")
    if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
        raise RuntimeError(f"the migration left rows that point to nothing: {broken[:5]}")


main()
