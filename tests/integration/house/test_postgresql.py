"""The same on PostgreSQL: prepared, filled, kept in step, copied and put back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from psycopg.pq import TransactionStatus
from sqlalchemy import Executable, create_engine, select, text, update
from sqlalchemy.pool import NullPool

from catalogue.accounts.household import HOUSEHOLD
from catalogue.app import create_app
from catalogue.cli import copies, preparing
from catalogue.core.db import db, transaction
from catalogue.enrolment import demo
from catalogue.offerings.demo import loader
from catalogue.offerings.models import Offering, Run
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


@pytest.mark.postgresql
def test_what_the_server_has_closed_is_not_given_out(postgresql_settings: Settings) -> None:
    """A server that was started again, or closes what stood idle for long, costs no visitor an error."""
    app = create_app(postgresql_settings)
    with app.app_context():
        for _time in range(2):
            closed = _own_number()
            _close_all(postgresql_settings)
            assert _own_number() != closed
        db.engine.dispose()


@pytest.mark.postgresql
def test_a_notice_that_nobody_read_is_no_reason_to_open_another(postgresql_settings: Settings) -> None:
    app = create_app(postgresql_settings)
    with app.app_context():
        before = _own_number()
        raw = db.engine.raw_connection()
        raw.cursor().execute("LISTEN said")
        raw.commit()
        with db.engine.connect() as other:  # the notification comes to a connection that nobody is reading from
            raw.close()
            other.exec_driver_sql("NOTIFY said")
            other.commit()
        assert _own_number() == before
        db.session.remove()
        db.engine.dispose()


@pytest.mark.postgresql
def test_a_page_reads_without_a_transaction_and_with_statements_that_the_server_knows(
    postgresql_settings: Settings,
) -> None:
    app = create_app(postgresql_settings)
    with app.app_context():
        for _page in range(4):
            db.session.scalars(select(Offering.reference)).all()
            assert _state() == TransactionStatus.IDLE
            db.session.remove()
        assert _known_to_the_server("FROM offering") == 1
        db.session.remove()
        db.engine.dispose()


@pytest.mark.postgresql
def test_where_a_pooler_cannot_follow_nothing_is_prepared(postgresql_settings: Settings) -> None:
    app = create_app(replace(postgresql_settings, prepare_statements=False))
    with app.app_context():
        for _page in range(4):
            db.session.scalars(select(Offering.reference)).all()
        assert _known_to_the_server("FROM offering") == 0
        db.session.remove()
        db.engine.dispose()


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "statement",
    [
        update(Run).values(seats_taken=7),
        select(Run.id).with_for_update(),
        text("WITH told AS (INSERT INTO attempt (key_hash, window_ends_at, count) VALUES ('a', now(), 1)) SELECT 1"),
        select(Run.id).execution_options(yield_per=10),
    ],
    ids=["changes", "locks", "changes on the way", "piece by piece"],
)
def test_whatever_does_more_than_read_begins_a_transaction(
    postgresql_settings: Settings, statement: Executable
) -> None:
    """So that it can be taken back, holds its lock, and can go on fetching."""
    app = create_app(postgresql_settings)
    with app.app_context():
        db.session.execute(statement)
        assert _state() == TransactionStatus.INTRANS
        db.session.rollback()
        assert _state() == TransactionStatus.IDLE
        db.session.remove()
        db.engine.dispose()


@pytest.mark.postgresql
def test_a_change_waits_neither_long_for_a_lock_nor_for_a_statement(postgresql_settings: Settings) -> None:
    app = create_app(postgresql_settings)
    with app.app_context():
        assert _bounds() == ("0", "0")
        assert transaction(_bounds)() == ("3s", "20s")
        assert _bounds() == ("0", "0")
        db.session.remove()
        db.engine.dispose()


@pytest.mark.postgresql
def test_a_household_is_found_without_reading_all_learners(postgresql_settings: Settings) -> None:
    app = create_app(postgresql_settings)
    with app.app_context():
        db.session.execute(text("SET enable_seqscan = off"))  # where there is another way, it is taken
        asked = HOUSEHOLD.params(account=1).compile(db.engine, compile_kwargs={"literal_binds": True})
        plan = "\n".join(db.session.scalars(text(f"EXPLAIN {asked}")))
        assert "Seq Scan on learner" not in plan
        db.session.remove()
        db.engine.dispose()


def _state() -> TransactionStatus:
    connection: Any = db.session.connection().connection.dbapi_connection
    return TransactionStatus(connection.info.transaction_status)


def _known_to_the_server(part: str) -> int:
    """How many prepared statements this connection has that contain it."""
    prepared = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE :part")
    return int(db.session.execute(prepared, {"part": f"%{part}%"}).scalar_one())


def _bounds() -> tuple[str, str]:
    one, other = (db.session.scalar(text(f"SHOW {name}")) for name in ("lock_timeout", "statement_timeout"))
    return str(one), str(other)


def _own_number() -> int:
    """The server's number of the connection that a request gets, which is given back at once."""
    number = int(db.session.execute(text("SELECT pg_backend_pid()")).scalar_one())
    db.session.remove()
    return number


def _close_all(settings: Settings) -> None:
    """As a restart of the server does, and waits until it is done."""
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    engine = create_engine(settings.database_url, poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid, 5000) {others}")
