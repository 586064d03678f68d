"""Connections to PostgreSQL: with few trips to the server, each with a statement that it knows already.

A page only reads. Beginning a transaction for that and rolling it back are two trips, and psycopg forgets at every
ROLLBACK which statements it has prepared: the server then plans each one anew, which takes longer than running it
(0.4 of 4.2 ms of an answer that refuses an enrolment was not planning). READ COMMITTED shows each statement the newest
state in any case, so that what only reads needs no transaction; whatever else comes begins one.
"""

from __future__ import annotations

import select
from typing import Any

from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

BEGIN_TO_CHANGE = "BEGIN; SET LOCAL lock_timeout = '3s'; SET LOCAL statement_timeout = '20s'"
STATEMENTS_KEPT = 300
"""A connection's prepared statements, the least used of which go first; psycopg's own bound is 100."""
PREPARED_AFTER = 2
"""Uses of a statement. At psycopg's five, half of a rush is over before a connection knows what it is asked."""


def read_without_a_transaction(engine: Engine, *, prepare: bool = True) -> None:
    """Leave out BEGIN before what only reads. What changes or locks something still begins a transaction."""

    @event.listens_for(engine, "connect")
    def _begin_ourselves(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.autocommit = True
        connection.prepared_max = STATEMENTS_KEPT
        connection.prepare_threshold = PREPARED_AFTER if prepare else None

    @event.listens_for(engine, "before_cursor_execute")
    def _begin(
        connection: Connection, cursor: DBAPICursor, statement: str, _values: Any, _context: Any, _many: bool
    ) -> None:
        raw = _raw(connection)
        if raw.info.transaction_status == TransactionStatus.IDLE and not _only_reads(statement, cursor):
            raw.execute("BEGIN")


def begin_to_change(connection: Connection) -> None:
    """Begin a transaction that waits neither long for a lock nor for a statement: all of it in one trip."""
    _raw(connection).execute(BEGIN_TO_CHANGE)


def _raw(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def _only_reads(statement: str, cursor: DBAPICursor) -> bool:
    """Rows that are fetched piece by piece (a cursor with a name) need a transaction in which to stay open."""
    return statement.startswith("SELECT") and " FOR " not in statement and not getattr(cursor, "name", None)


def look_before_use(engine: Engine) -> None:
    """Give out no connection that the server has closed; the pool opens another one in its place.

    A ping at every use (`pool_pre_ping`) is two more trips to the server in a request. What the server has closed shows
    at the socket, without a trip: there is something to read where nothing was asked.
    """

    @event.listens_for(engine, "checkout")
    def _look(connection: DBAPIConnection, _entry: ConnectionPoolEntry, _lent: PoolProxiedConnection) -> None:
        if _something_to_read(connection) and not _answers(engine, connection):
            raise DisconnectionError


def _something_to_read(connection: DBAPIConnection) -> bool:
    watch = select.poll()
    watch.register(connection.fileno(), select.POLLIN)
    return bool(watch.poll(0))


def _answers(engine: Engine, connection: DBAPIConnection) -> bool:
    """It may be no more than a notice, so it is asked."""
    try:
        return engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error:
        return False
