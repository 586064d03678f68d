"""The database: base class, column types, and the one door through which changes go (`@transaction`).

The measured pattern behind it: SQLite takes a fair write gate and BEGIN IMMEDIATE, PostgreSQL short lock
timeouts; both retry a lock conflict a few times and then answer "busy" (docs/architecture.md, "A change").
"""

from __future__ import annotations

import functools
import random
import secrets
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, ClassVar, ParamSpec, TypeVar, cast

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    CursorResult,
    DateTime,
    Delete,
    Dialect,
    Engine,
    Integer,
    MetaData,
    String,
    Text,
    Update,
    event,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from catalogue.core.connections import begin_to_change, look_before_use, read_without_a_transaction
from catalogue.core.errors import Busy
from catalogue.core.gate import WriteGate
from catalogue.core.holding import About, Nobody
from catalogue.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")

BigId = BigInteger().with_variant(Integer, "sqlite")
RETRIES = 3
PUBLIC_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U: read aloud without mistakes


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """Base of every table; each says in `__privacy__` what it holds about people (catalogue/core/holding.py)."""

    __privacy__: ClassVar[About | Nobody]
    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            int: BigId,
            str: Text,
            datetime: UtcDateTime,
            list[str]: JSON,
            dict[str, Any]: JSON,
            list[dict[str, Any]]: JSON,
        },
    )


db = SQLAlchemy(metadata=Model.metadata, disable_autonaming=True)


def public_id() -> str:
    """A new opaque id for addresses: ten letters and digits, about 49 bits, never reused."""
    return "".join(secrets.choice(PUBLIC_ALPHABET) for _ in range(10))


PublicId = String(12)


def init_db(app: Flask) -> None:
    """Attach the database, its hooks and the write gate to the app."""
    db.init_app(app)
    app.extensions["write_gate"] = WriteGate(app.config["SETTINGS"].home / "write.lock")
    with app.app_context():
        _listen(db.engine, app.config["SETTINGS"])


def _listen(engine: Engine, settings: Settings) -> None:
    if engine.dialect.name != "sqlite":
        look_before_use(engine)
        read_without_a_transaction(engine, prepare=settings.prepare_statements)
        return

    @event.listens_for(engine, "connect")
    def _pragmas(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # SQLAlchemy owns BEGIN
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={'OFF' if settings.test_negative_control == 'unsynced' else 'FULL'}",
            "busy_timeout=5000",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "secure_delete=ON",  # what is erased is overwritten in the file too; 0.02 ms a transaction
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN " + connection.get_execution_options().get("begin", "DEFERRED"))


def empty_write_log() -> None:
    """Write SQLite's log into the file and cut it off, so that no older state of a row is left in it.

    Where readers hold it back, the next time does it. PostgreSQL cleans up by itself.
    """
    if db.engine.dialect.name != "sqlite":
        return
    connection = db.engine.raw_connection()  # outside any transaction
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


_inside: ContextVar[bool] = ContextVar("inside_a_transaction", default=False)


def transaction(function: Callable[P, R]) -> Callable[P, R]:
    """Make a service function one write transaction; a service that it calls joins in.

    Commits on return, rolls back on any exception, retries lock conflicts.

    :raises Busy: the database stayed locked.
    """

    @functools.wraps(function)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        if _inside.get():
            return function(*args, **kwargs)
        token = _inside.set(True)
        try:
            return _with_retries(lambda: function(*args, **kwargs))
        finally:
            _inside.reset(token)

    return within


def _with_retries(work: Callable[[], R]) -> R:
    for attempt in range(1, RETRIES + 1):
        try:
            return _once(work)
        except OperationalError as trouble:
            if not _lock_conflict(trouble):
                raise
            if attempt == RETRIES:
                raise Busy from trouble
            time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311 - jitter, not a secret
    raise AssertionError("unreachable")


def _once(work: Callable[[], R]) -> R:
    db.session.rollback()  # drop the read snapshot that loading the visitor opened
    control = current_app.config["SETTINGS"].test_negative_control
    sqlite = db.engine.dialect.name == "sqlite"
    gate: WriteGate = current_app.extensions["write_gate"]
    with gate.held(timeout=5) if sqlite and not control else gate.open():
        try:
            _begin_writing(sqlite, control)
            result = work()
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
    return result


def _begin_writing(sqlite: bool, control: str) -> None:
    if sqlite:
        db.session.connection(execution_options={} if control == "deferred" else {"begin": "IMMEDIATE"})
    else:
        begin_to_change(db.session.connection())


def _lock_conflict(trouble: DBAPIError) -> bool:
    if db.engine.dialect.name == "sqlite":
        return "locked" in str(trouble.orig) or "busy" in str(trouble.orig)
    return getattr(trouble.orig, "sqlstate", None) in {"40001", "40P01", "55P03"}


def one_of(column: str, values: Iterable[str], *, name: str | None = None) -> CheckConstraint:
    """A CHECK that a column holds one of the known words (or nothing, where it may be empty)."""
    return CheckConstraint(
        f"{column} IN ({', '.join(repr(str(value)) for value in values)})", name=name or f"{column}_known"
    )


def rows_changed(statement: Update | Delete) -> int:
    """Run an UPDATE or DELETE in the running transaction.

    :returns: how many rows it touched; a condition in the statement that does not hold any more makes it 0.
    """
    return int(cast("CursorResult[Any]", db.session.execute(statement)).rowcount)
