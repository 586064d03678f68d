"""Whether the server still holds a connection that comes out of the pool; its restart shall not meet a visitor.

A ping at every use (`pool_pre_ping`) is two more trips to the server in a request. What the server has closed shows at
the socket, without a trip: there is something to read where nothing was asked.
"""

from __future__ import annotations

import select

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection


def look_before_use(engine: Engine) -> None:
    """Give out no connection that the server has closed; the pool opens another one in its place."""

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
