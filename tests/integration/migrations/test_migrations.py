"""Every migration, up and down, on filled tables, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from catalogue.app import create_app, engine_options
from catalogue.core.db import Model, db
from catalogue.settings import ROOT, Settings
from catalogue.taxonomy.services import load_vocabularies
from tests import postgresql
from tests.conftest import DATABASES, SECRET
from tests.integration.migrations.filling import fill_every_table

FOLDER = str(ROOT / "migrations")
SCRIPTS = ScriptDirectory.from_config(Config(f"{FOLDER}/alembic.ini", config_args={"script_location": FOLDER}))
REVISIONS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]

pytestmark = pytest.mark.slow


@pytest.fixture(params=DATABASES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An app on a database without any table."""
    settings = Settings(home=tmp_path / "home", secret_key=SECRET, demo=False, log_level="ERROR")
    server: postgresql.Server | None = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        name = server.create()
        settings = replace(settings, database_url=server.url(name))
    app = create_app(settings)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    if server:
        server.drop(name)


@pytest.fixture
def filled(empty: Flask) -> Flask:
    """An app on a database at head with at least one row in every table."""
    with empty.app_context():
        upgrade()
        load_vocabularies()
        fill_every_table()
        let_go()
    return empty


def let_go() -> None:
    """Keep no connection, so that tables can be changed."""
    db.session.remove()
    db.engine.dispose()


def plain_engine(app: Flask) -> Engine:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    module = {key: value for key, value in engine_options(url).items() if key == "module"}
    return create_engine(url, poolclass=NullPool, **module)


def rows(app: Flask) -> dict[str, int]:
    """How many rows each table has."""
    with plain_engine(app).connect() as connection:
        names = inspect(connection).get_table_names()
        return {name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0 for name in names}


def shape(app: Flask) -> dict[str, Any]:
    """Everything that the database knows about its tables, in an order of its own; asked of all tables at once."""
    look = inspect(plain_engine(app))
    columns, keys, checks = look.get_multi_columns(), look.get_multi_pk_constraint(), look.get_multi_check_constraints()
    unique, indexes = look.get_multi_unique_constraints(), look.get_multi_indexes()
    links = look.get_multi_foreign_keys()
    return {
        table[1]: {
            "columns": sorted((str(c["name"]), str(c["type"]), c["nullable"]) for c in found),
            "key": keys[table]["constrained_columns"],
            "checks": sorted((c["name"], " ".join(c["sqltext"].split())) for c in checks[table]),
            "unique": sorted(tuple(c["column_names"]) for c in unique[table]),
            "indexes": sorted(_index(index) for index in indexes[table]),
            "links": sorted(
                (*c["constrained_columns"], c["referred_table"], str(c["options"].get("ondelete")))
                for c in links[table]
            ),
        }
        for table, found in columns.items()
        if table[1] != "alembic_version"
    }


def _index(index: Any) -> tuple[str, tuple[str, ...], bool, str]:
    options = index.get("dialect_options", {})
    where = next((options[name] for name in ("sqlite_where", "postgresql_where") if name in options), "")
    return index["name"], tuple(index["column_names"]), bool(index["unique"]), str(where)


def test_there_is_one_head() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    assert REVISIONS, "no migrations found: check this test"


def test_the_newest_migration_gives_exactly_the_tables_of_the_models(empty: Flask, tmp_path: Path) -> None:
    with empty.app_context():
        upgrade()
        check()
        let_go()
        migrated = shape(empty)
        downgrade(revision="base")
        Model.metadata.create_all(db.engine)
        let_go()
    assert migrated.keys() == shape(empty).keys()
    for name, table in shape(empty).items():
        assert migrated[name] == table, name


def test_each_migration_goes_up_down_and_up_again_to_the_same_tables(empty: Flask) -> None:
    """One after the other on one database: from nothing for each would take the square of their number."""
    with empty.app_context():
        for revision in REVISIONS:
            upgrade(revision=revision)
            first = shape(empty)
            downgrade(revision="-1")
            before = shape(empty)
            upgrade(revision="+1")
            assert shape(empty) == first, revision
            assert before != first, revision


def test_each_migration_down_and_up_keeps_the_rows_of_every_table_that_stays(filled: Flask) -> None:
    with filled.app_context():
        for revision in reversed(REVISIONS):
            downgrade(revision=revision)
            at_revision = rows(filled)
            downgrade(revision="-1")
            below = rows(filled)
            upgrade(revision="+1")
            again = rows(filled)
            staying = below.keys() - {"alembic_version"}
            kept = {name: at_revision[name] for name in staying}
            assert {name: below[name] for name in staying} == kept, revision
            assert {name: again[name] for name in staying} == kept, revision


def test_filling_leaves_no_table_empty(filled: Flask) -> None:
    assert {name for name, count in rows(filled).items() if not count} == set()


def scripts_with(tmp_path: Path, upgrading: str) -> str:
    """The project's migrations and one more, in a folder of their own."""
    folder = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", folder)
    (folder / "versions" / "9999_a_trial.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n\n"
        f'revision = "9999"\ndown_revision = "{REVISIONS[-1]}"\nbranch_labels = depends_on = None\n\n\n'
        f"def upgrade() -> None:\n    {upgrading}\n\n\ndef downgrade() -> None:\n    pass\n"
    )
    return str(folder)


def test_rebuilding_a_table_that_others_point_to_loses_no_row(filled: Flask, tmp_path: Path) -> None:
    rebuilding = """sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("run", recreate="always" if sqlite else "never") as table:
        table.add_column(sa.Column("note", sa.Text()))"""
    before = rows(filled)
    with filled.app_context():
        upgrade(directory=scripts_with(tmp_path, rebuilding))
    assert rows(filled) == before


def test_a_migration_that_loses_rows_is_refused_and_nothing_of_it_stays(filled: Flask, tmp_path: Path) -> None:
    before = rows(filled)
    with filled.app_context(), pytest.raises(SystemExit):  # Flask-Migrate's way of failing
        upgrade(directory=scripts_with(tmp_path, 'op.execute("DELETE FROM enrolment_event")'))
    assert rows(filled) == before
    with plain_engine(filled).connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == REVISIONS[-1]
