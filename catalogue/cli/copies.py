"""Copies of the database: made while it is in use, checked before they count, put back only where nothing is."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from sqlalchemy import inspect

from catalogue.core.db import db

ENVIRONMENT = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
}
SQLITE_MAGIC = b"SQLite format 3\x00"


class CopyFailed(Exception):
    """The copy was not made or not put back; the message says why."""


def back_up(file: Path) -> None:
    """Write a consistent copy of the database.

    :raises CopyFailed: the file exists already, or the copy is not sound.
    """
    if file.exists():
        raise CopyFailed(f"{file} exists already")
    unfinished = file.with_name(file.name + ".part")
    unfinished.unlink(missing_ok=True)
    try:
        if _sqlite():
            _vacuum_into(unfinished)
            _ensure_sound(unfinished)
        else:
            _run("pg_dump", "--format=custom", f"--file={unfinished}")
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def put_back(file: Path) -> None:
    """Make the copy the database.

    :raises CopyFailed: there is a database already, or the copy is not sound.
    """
    if not _sqlite():
        if inspect(db.engine).get_table_names():
            raise CopyFailed("there is a database already; restoring needs an empty one")
        _run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={db.engine.url.database}", str(file))
        return
    target = Path(str(db.engine.url.database))
    if target.exists():
        raise CopyFailed("there is a database already; restoring needs an empty home")
    _ensure_sound(file)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".part")
    shutil.copyfile(file, unfinished)
    unfinished.replace(target)


def _sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _library() -> Any:
    """The SQLite library that the app uses, which may be newer than Python's own."""
    return db.engine.dialect.dbapi


def _vacuum_into(file: Path) -> None:
    source = _library().connect(str(db.engine.url.database))
    try:
        source.execute("VACUUM INTO ?", (str(file),))
    finally:
        source.close()


def _ensure_sound(file: Path) -> None:
    with file.open("rb") as opened:
        if opened.read(len(SQLITE_MAGIC)) != SQLITE_MAGIC:
            raise CopyFailed(f"{file} is no copy of this database")
    copy = _library().connect(f"file:{file}?mode=ro&immutable=1", uri=True)
    try:
        answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
        there = copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()[0]
    except _library().DatabaseError as trouble:
        raise CopyFailed(f"{file} is damaged: {trouble}") from trouble
    finally:
        copy.close()
    if answer != "ok" or not there:
        raise CopyFailed(f"{file} is damaged or no copy of this database")


def _run(*command: str) -> None:
    """A PostgreSQL program; the address goes through the environment, where no list of processes shows the password."""
    _none, address = db.engine.dialect.create_connect_args(db.engine.url)  # also what stands behind the question mark
    environment = {**os.environ, **{name: str(address[key]) for key, name in ENVIRONMENT.items() if address.get(key)}}
    try:
        subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError as trouble:
        raise CopyFailed(f"{command[0]} is not installed") from trouble
    except subprocess.CalledProcessError as trouble:
        raise CopyFailed(f"{command[0]}: {trouble.stderr.strip()[:500]}") from trouble
