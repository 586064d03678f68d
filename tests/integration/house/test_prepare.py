"""Preparing a home, copying it and putting the copy back."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.app import create_app
from catalogue.cli import copies, preparing, serving
from catalogue.core.db import db
from catalogue.offerings.demo import loader
from catalogue.offerings.models import Offering
from catalogue.search import sync
from catalogue.settings import Settings
from tests.builders import NOON, an_offering

SOME = loader.offerings()[:3]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "offerings", lambda: tuple({**one, "steps": []} for one in SOME))


def a_house(home: Path, *, demo: bool) -> Flask:
    return create_app(Settings(home=home, secret_key="tests only", demo=demo, log_level="ERROR"))


def prepared(app: Flask, **about: bool) -> list[str]:
    with app.app_context():
        lines = preparing.prepare(app.config["SETTINGS"], NOON, **about)
        return [line for line in lines if not line.startswith("static files")]


def closed(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_an_empty_home_is_prepared_and_the_second_time_there_is_nothing_to_do(tmp_path: Path, small: None) -> None:
    app = a_house(tmp_path / "home", demo=True)

    assert prepared(app) == [
        "database: from nothing to 0021",
        "vocabularies: loaded",
        "demonstration: 3 offerings loaded",
        "index: 3 offerings",
        "ready",
    ]
    assert prepared(app) == ["ready"]
    with app.app_context():
        assert sync.check() == 0
    closed(app)


def test_without_the_demonstration_it_starts_empty(tmp_path: Path) -> None:
    app = a_house(tmp_path / "home", demo=False)

    assert "index: 0 offerings" in prepared(app)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Offering)) == 0
    closed(app)


def test_a_catalogue_of_ones_own_gets_no_demonstration(settings: Settings, small: None) -> None:
    app = create_app(replace(settings, demo=True))
    with app.app_context():
        an_offering()

    assert not any(line.startswith("demonstration") for line in prepared(app))
    closed(app)


def test_changes_that_wait_are_indexed(app: Flask) -> None:
    sync.rebuild()
    an_offering()

    lines = list(preparing.prepare(app.config["SETTINGS"], NOON))

    assert "index: 1 offerings brought up to date" in lines


def test_old_dates_of_the_demonstration_move_on(tmp_path: Path, small: None) -> None:
    app = a_house(tmp_path / "home", demo=True)
    prepared(app)

    with app.app_context():
        lines = list(preparing.prepare(app.config["SETTINGS"], NOON + timedelta(days=8)))

    assert "demonstration: dates moved on by 1 week" in lines
    closed(app)


def test_an_old_sqlite_is_warned_of(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "SAFE_SQLITE", (99, 0, 0))

    lines = list(preparing.prepare(app.config["SETTINGS"], NOON))

    assert any(line.startswith("warning: SQLite 3.") for line in lines)


def test_a_copy_is_made_while_the_house_is_open_and_put_back_into_an_empty_one(bare_app: Flask, tmp_path: Path) -> None:
    with bare_app.app_context():
        an_offering(reference="kept")
    file = tmp_path / "copy.sqlite3"
    runner = bare_app.test_cli_runner()

    made = runner.invoke(args=["backup", str(file)])
    assert (made.exit_code, "checked" in made.output) == (0, True)
    assert runner.invoke(args=["backup", str(file)]).exit_code == 1, "an older copy is never overwritten"

    other = a_house(tmp_path / "other", demo=False)
    back = other.test_cli_runner().invoke(args=["restore", str(file)])
    assert back.exit_code == 0, back.output
    assert "index: 1 offerings" in back.output
    with other.app_context():
        assert db.session.scalars(select(Offering.reference)).one() == "kept"
        assert sync.check() == 0
    assert "there is a database already" in other.test_cli_runner().invoke(args=["restore", str(file)]).output
    closed(other)


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\x00" + b"rubbish" * 1000, b""])
def test_what_is_no_sound_copy_is_not_put_back(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "copy"
    file.write_bytes(content)
    app = a_house(tmp_path / "home", demo=False)

    result = app.test_cli_runner().invoke(args=["restore", str(file)])

    assert result.exit_code == 1
    assert not (tmp_path / "home" / "catalogue.sqlite3").exists()
    closed(app)


def test_a_database_of_something_else_is_not_put_back(tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite3"
    with sqlite3.connect(file) as foreign:
        foreign.execute("CREATE TABLE recipe (name)")
    foreign.close()
    app = a_house(tmp_path / "home", demo=False)

    assert "no copy of this database" in app.test_cli_runner().invoke(args=["restore", str(file)]).output
    closed(app)


def test_a_failed_copy_leaves_nothing(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(_file: Path) -> None:
        raise copies.CopyFailed("damaged")

    monkeypatch.setattr(copies, "_ensure_sound", damaged)

    result = app.test_cli_runner().invoke(args=["backup", str(tmp_path / "copy")])

    assert result.exit_code == 1
    assert list(tmp_path.glob("copy*")) == []


def test_a_program_that_is_missing_or_fails_is_told(app: Flask) -> None:
    with pytest.raises(copies.CopyFailed, match="not installed"):
        copies._run("no-such-program-anywhere")
    with pytest.raises(copies.CopyFailed, match="false"):
        copies._run("false")


def test_the_web_server_listens_where_it_is_told_to() -> None:
    command = serving.web_command("127.0.0.1", 8123)

    assert command[1:4] == ["-m", "gunicorn", "wsgi:app"]
    assert "127.0.0.1:8123" in command
    assert 1 <= int(command[command.index("--workers") + 1]) <= 4


def test_preparing_is_a_command(bare_app: Flask) -> None:
    result = bare_app.test_cli_runner().invoke(args=["prepare"])

    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "ready")
