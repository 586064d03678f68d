"""Making a home ready to serve: each step looks first whether there is anything to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from importlib.resources import files
from zoneinfo import ZoneInfo

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import select

from catalogue.core.db import db
from catalogue.core.formats import DEFAULT_ZONE
from catalogue.core.static_files import compress
from catalogue.core.templates import load_all
from catalogue.enrolment.demo import load_demonstration
from catalogue.offerings.demo.loader import BEGUN, refresh_demo, standing
from catalogue.offerings.models import Offering
from catalogue.search import sync
from catalogue.settings import Settings
from catalogue.taxonomy.models import City
from catalogue.taxonomy.services import load_vocabularies

SAFE_SQLITE = (3, 51, 3)
"""The first version without the WAL-reset bug, which can corrupt a database that several processes write."""
MARK = "vocabularies.sha256"


def prepare(settings: Settings, now: datetime, *, fresh_index: bool = False) -> Iterator[str]:
    """Bring everything to where the site can be served.

    :returns: a line for each thing that was done.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    yield from _warnings()
    if compress(settings.home):
        yield "static files: compressed"
    if compiled := load_all(current_app):
        yield f"templates: {compiled} compiled"
    yield from _migrated()
    yield from _vocabularies(settings)
    if settings.demo:
        yield from _demonstration(settings, now)
    yield from _index(now, fresh_index)
    yield "ready"


def _warnings() -> Iterator[str]:
    if db.engine.dialect.name != "sqlite":
        return
    version: tuple[int, ...] = tuple(db.engine.dialect.dbapi.sqlite_version_info)  # type: ignore[union-attr]
    if version < SAFE_SQLITE:
        written = ".".join(map(str, version))
        yield f"warning: SQLite {written} has a bug that can lose data with several processes; 3.51.3 mends it"


def _migrated() -> Iterator[str]:
    script = ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    head = script.get_current_head()
    if present != head:
        upgrade()
        yield f"database: from {present or 'nothing'} to {head}"


def _vocabularies(settings: Settings) -> Iterator[str]:
    """Loaded where the data files are not those that were loaded last, or nothing is there."""
    wanted = _hash_of_files()
    mark = settings.home / MARK
    known = mark.read_text() if mark.exists() else ""
    there = db.session.scalar(select(City.id).limit(1)) is not None
    db.session.rollback()
    if there and known == wanted:
        return
    load_vocabularies()
    mark.write_text(wanted)
    yield "vocabularies: loaded"


def _hash_of_files() -> str:
    total = sha256()
    folder = files("catalogue.taxonomy").joinpath("files")
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _demonstration(settings: Settings, now: datetime) -> Iterator[str]:
    today = now.astimezone(ZoneInfo(DEFAULT_ZONE)).date()
    before = standing()
    empty = db.session.scalar(select(Offering.id).limit(1)) is None
    db.session.rollback()
    if (before is None and empty) or (before is not None and before.state == BEGUN):
        report = load_demonstration(settings.home, today if before is None else before.day, now)
        yield f"demonstration: {report.created} offerings loaded"
        yield from (f"warning: demonstration, {one.row}: {one.field}: {one.message}" for one in report.problems)
    elif before is not None and (weeks := refresh_demo(today, now)):
        yield f"demonstration: dates moved on by {weeks} {'week' if weeks == 1 else 'weeks'}"


def _index(now: datetime, fresh: bool) -> Iterator[str]:
    held = sync.rebuild() if fresh else sync.ensure_index()
    if held is not None:
        yield f"index: {held} offerings"
    elif changed := sync.drain(now):
        yield f"index: {changed} offerings brought up to date"
