"""The same on PostgreSQL: prepared, filled, kept in step, copied and put back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.app import create_app
from catalogue.cli import copies, preparing
from catalogue.core.db import db
from catalogue.enrolment import demo
from catalogue.offerings.demo import loader
from catalogue.offerings.models import Offering
from catalogue.offerings.services.exporting import export_file
from catalogue.search import sync
from catalogue.settings import Settings
from tests import postgresql
from tests.builders import NOON
from tests.builders_offerings import SMALL, counts, taken, told


def test_a_file_goes_in_on_each_database(each_app: Flask, tmp_path: Path) -> None:
    with each_app.app_context():
        assert (counts(taken(SMALL, publish=True)), told(taken(SMALL, publish=True))) == ((3, 0, 0, 0), [])
        assert counts(taken(SMALL, publish=True)) == (0, 0, 3, 0)
        sync.drain(NOON)
        assert sync.check() == 0
        assert export_file(tmp_path / "out.jsonl") == 3


def test_the_demonstration_is_loaded_and_moved_on_each_database(
    each_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = tuple({**offering, "steps": []} for offering in loader.offerings()[:3])
    monkeypatch.setattr(loader, "offerings", lambda: some)
    with each_app.app_context():
        report = demo.load_demonstration(each_app.config["SETTINGS"].home, NOON.date(), NOON)
        assert (report.created, report.problems) == (3, [])
        assert loader.refresh_demo(NOON.date().replace(day=20), NOON) == 1
        sync.drain(NOON)
        assert sync.check() == 0


@pytest.mark.postgresql
def test_a_copy_of_postgresql_is_made_and_put_back_into_an_empty_database(
    postgresql_settings: Settings,
    postgresql_server: postgresql.Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    programs = postgresql.binaries()
    assert programs is not None
    monkeypatch.setenv("PATH", str(programs), prepend=":")
    file = tmp_path / "copy"
    app = create_app(postgresql_settings)
    with app.app_context():
        taken(SMALL, publish=True)
        copies.back_up(file)
        with pytest.raises(copies.CopyFailed, match="already"):
            copies.put_back(file)
        db.session.remove()
        db.engine.dispose()

    empty = replace(postgresql_settings, home=tmp_path / "other", database_url=_an_empty_one(postgresql_server))
    other = create_app(empty)
    with other.app_context():
        copies.put_back(file)
        assert "index: 3 offerings" in list(preparing.prepare(empty, NOON, fresh_index=True))
        assert sorted(db.session.scalars(select(Offering.reference))) == ["o1", "o2", "o3"]
        db.session.remove()
        db.engine.dispose()


def _an_empty_one(server: postgresql.Server) -> str:
    return server.url(server.create())
