"""Statements that are compiled once in a process: nearly every test has an engine, and each compiled all of them anew.

SQLAlchemy keeps what it compiled for each engine, by its dialect. Here all engines of one kind keep it together, and
dialects of one kind are equal: they differ in nothing that a statement's text depends on.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

NAME = "_make_engine"
MOST = 20_000  # statements
REMEMBERED: LRUCache[Any, Any] = LRUCache(MOST)


def remember_statements() -> None:
    """From now on, in this process."""
    make = getattr(SQLAlchemy, NAME)
    if hasattr(make, "__wrapped__"):
        return

    @wraps(make)
    def made(*args: Any, **more: Any) -> Engine:
        engine: Engine = make(*args, **more)
        engine._compiled_cache = REMEMBERED
        return engine

    setattr(SQLAlchemy, NAME, made)
    DefaultDialect.__eq__ = _same  # type: ignore[method-assign, assignment]
    DefaultDialect.__hash__ = _hashed  # type: ignore[method-assign, assignment]


def _kind(dialect: DefaultDialect) -> tuple[Any, ...]:
    return type(dialect), dialect.paramstyle, getattr(dialect, "server_version_info", None)


def _same(one: DefaultDialect, other: object) -> bool:
    return isinstance(other, DefaultDialect) and _kind(one) == _kind(other)


def _hashed(one: DefaultDialect) -> int:
    return hash(type(one))
