"""The test house: an app on a fresh database per test, copied from a prepared one so that it is quick."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from catalogue.app import create_app
from catalogue.core.db import db
from catalogue.figures import counting
from catalogue.settings import Settings
from catalogue.taxonomy.services import load_vocabularies
from tests import postgresql
from tests.counters import wrong_counters
from tests.disk import spare_the_disk
from tests.examples import choose_examples
from tests.routes import remember_rules
from tests.statements import remember_statements
from tests.templates import remember_templates

remember_rules()
remember_templates()
remember_statements()
spare_the_disk()
choose_examples()
SECRET = "tests only, never anywhere else"
ORIGIN = "http://localhost"
REQUIRE_ALL = os.environ.get("CATALOGUE_TESTS_REQUIRE_ALL") == "1"
# Not measured: they go once more through what others test line by line, or look at processes of their own, and to be
# measured takes a test in process nearly twice the time.
UNMEASURED = (
    "tests/browser/", "tests/fire/", "tests/properties/", "tests/integration/frame/test_permissions.py",
    "tests/integration/frame/test_walk.py", "tests/integration/search_sync/test_torn_files.py",
    "tests/integration/uploads/test_bombs.py", "tests/integration/waiting/test_machine.py",
)  # fmt: skip
DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


@pytest.hookimpl(optionalhook=True)  # without pytest-xdist there is one process anyway
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    from tests.scheduling import InGroups  # imports pytest-xdist

    return InGroups(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        second_database = "[postgresql" in item.nodeid and "/house/" not in item.nodeid
        if second_database or item.nodeid.startswith(UNMEASURED):
            item.add_marker(pytest.mark.no_cover)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out = terminalreporter.stats.get("skipped", [])
    if left_out:
        verdict = "which fails here" if REQUIRE_ALL else "install it to run them; CI runs them all"
        reasons = sorted({str(report.longrepr[2]) for report in left_out if isinstance(report.longrepr, tuple)})
        terminalreporter.write_line(f"{len(left_out)} TESTS LEFT OUT ({verdict}): {'; '.join(reasons)}", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if REQUIRE_ALL and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with the tables and vocabularies, made once per test process."""
    home = tmp_path_factory.mktemp("prepared")
    prepare(Settings(home=home, secret_key=SECRET, demo=False, log_level="ERROR"))
    return home


def prepare(settings: Settings) -> None:
    """Bring a database to the newest tables and load the vocabularies."""
    app = create_app(settings)
    with app.app_context():
        upgrade()
        load_vocabularies()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def settings(prepared_home: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Settings]:
    home = tmp_path / "home"
    shutil.copytree(prepared_home, home)
    found = Settings(home=home, secret_key=SECRET, demo=False, log_level="ERROR")
    yield found
    _ensure_counters_are_true(found, request)


def _ensure_counters_are_true(settings: Settings, request: pytest.FixtureRequest) -> None:
    """E7, for every test with a database; also for what a server of its own did there."""
    if request.node.get_closest_marker("made_up_counters") is None:
        assert wrong_counters(settings.database) == [], "run, section, seats and waiting as counted, as they are"


@pytest.fixture
def waits_for_the_disk() -> bool:
    """Whether a commit of PostgreSQL waits for the disk; `tests/fire` says yes."""
    return False


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgresql.Server]:
    """A running PostgreSQL; where none is installed, its tests are left out loudly, in CI they fail."""
    folder = postgresql.binaries()
    if folder is None:
        pytest.skip("PostgreSQL is not installed")
    server = postgresql.Server(folder)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def prepared_postgresql(
    postgresql_server: postgresql.Server, tmp_path_factory: pytest.TempPathFactory
) -> tuple[postgresql.Server, str]:
    """The server and the name of a database with the tables and vocabularies, to be copied."""
    name = postgresql_server.create()
    url = postgresql_server.url(name)
    prepare(
        Settings(home=tmp_path_factory.mktemp("pg"), database_url=url, secret_key=SECRET, demo=False, log_level="ERROR")
    )
    return postgresql_server, name


@pytest.fixture
def postgresql_settings(
    prepared_postgresql: tuple[postgresql.Server, str],
    tmp_path: Path,
    request: pytest.FixtureRequest,
    waits_for_the_disk: bool,
) -> Iterator[Settings]:
    server, prepared = prepared_postgresql
    server.wait_for_the_disk(waits_for_the_disk)
    name = server.create(like=prepared)
    home = tmp_path / "pg-home"
    found = Settings(home=home, database_url=server.url(name), secret_key=SECRET, demo=False, log_level="ERROR")
    yield found
    _ensure_counters_are_true(found, request)
    server.drop(name)


@pytest.fixture(params=DATABASES)
def each_settings(request: pytest.FixtureRequest) -> Settings:
    """Settings for SQLite, then for PostgreSQL: for tests of what must hold on both."""
    name = "postgresql_settings" if request.param == "postgresql" else "settings"
    found: Settings = request.getfixturevalue(name)
    return replace(found)


@pytest.fixture(scope="session")
def strace() -> None:
    """That strace is there; where it is not, its tests are left out loudly, in CI they fail."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")


@pytest.fixture
def bare_app(settings: Settings) -> Iterator[Flask]:
    """The app without a context: for tests that make requests (a pushed context would be shared with them)."""
    yield from an_app(settings)


@pytest.fixture
def each_app(each_settings: Settings) -> Iterator[Flask]:
    """As `bare_app`, on each database."""
    yield from an_app(each_settings)


def an_app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.testing = False
    app.extensions[counting.NAME] = counting.Tally(
        flush_seconds=inf
    )  # a test that looks at the tables writes when it says
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(bare_app: Flask) -> Iterator[Flask]:
    """The app with a context: for tests that call services and queries."""
    with bare_app.app_context():
        yield bare_app


@pytest.fixture
def client(bare_app: Flask) -> FlaskClient:
    """A visitor's browser that names its origin, as browsers do."""
    browser = bare_app.test_client()
    browser.environ_base["HTTP_ORIGIN"] = ORIGIN
    return browser
