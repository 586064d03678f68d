"""The index in step with the database: after imports, edits, withdrawals, rolled-back changes and crashes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from catalogue.core import jobs
from catalogue.core.db import db, transaction
from catalogue.offerings import services
from catalogue.offerings.models import IndexChange, Offering, OfferingTopic, Run, RunSession
from catalogue.offerings.stale import mark_stale
from catalogue.providers import services as providers
from catalogue.search import sync
from catalogue.search.engine import engine
from catalogue.search.port import IndexBusy, IndexUnusable
from catalogue.taxonomy.models import Topic
from tests.builders import NOON, a_provider, a_run, a_venue, an_offering, saved
from tests.builders_offerings import SMALL, taken

pytestmark = pytest.mark.made_up_counters


def waiting() -> int:
    return db.session.scalar(select(func.count()).select_from(IndexChange)) or 0


@pytest.fixture
def in_step(app: Flask) -> Offering:
    """A published offering with a run, in an index that is in step."""
    offering = an_offering(provider=a_provider())
    a_run(offering=offering, venue_id=a_venue().id)
    sync.rebuild()
    return offering


def test_an_import_is_found_at_once(app: Flask) -> None:
    taken(SMALL, publish=True)

    assert jobs.run_named("index", NOON) == 3
    assert (sync.check(), waiting()) == (0, 0)


def test_drafts_never_reach_the_index(app: Flask) -> None:
    taken(SMALL)
    sync.drain(NOON)

    assert dict(engine().versions()) == {}
    assert sync.check() == 0


@transaction
def change(row: Any, **columns: Any) -> None:
    found = db.session.get_one(type(row), row.id)
    for name, value in columns.items():
        setattr(found, name, value)


def _topic() -> int:
    return db.session.scalars(select(Topic.id).where(Topic.code == "0715")).one()


@transaction
def _delete(row: Any) -> None:
    db.session.delete(db.session.get_one(type(row), row.id))


EDITS: dict[str, Callable[[Offering], Any]] = {
    "an offering": lambda offering: change(offering, title_en="Another title"),
    "a run": lambda offering: change(offering.runs[0], price_halalas=100),
    "a session": lambda offering: change(offering.runs[0].sessions[0], ends_at=NOON + timedelta(days=99)),
    "a venue": lambda offering: change(offering.runs[0].venue, name_en="Another hall"),
    "a provider": lambda offering: change(offering.provider, name_en="Another name"),
    "a topic": lambda offering: saved(OfferingTopic(offering_id=offering.id, topic_id=_topic(), position=0)),
    "a core statement": lambda offering: transaction(mark_stale)([offering.id], NOON),
    "a session added": lambda offering: saved(
        RunSession(run_id=offering.runs[0].id, starts_at=NOON, ends_at=NOON + timedelta(hours=1))
    ),
    "a run deleted": lambda offering: _delete(offering.runs[0]),
}


@pytest.mark.parametrize("what", EDITS)
def test_an_edit_is_noticed_and_brought_in(in_step: Offering, what: str) -> None:
    before = in_step.version

    EDITS[what](in_step)

    assert in_step.version > before
    assert sync.check() == 1
    assert sync.drain(NOON) == 1
    assert (sync.check(), waiting()) == (0, 0)


def test_a_change_that_changes_nothing_marks_nothing(in_step: Offering) -> None:
    change(in_step, title_en=in_step.title_en)

    assert (waiting(), sync.check()) == (0, 0)


@pytest.mark.parametrize("withdraw", ["pause", "suspend", "delete"])
def test_what_is_withdrawn_leaves_the_index(in_step: Offering, withdraw: str) -> None:
    if withdraw == "pause":
        services.pause(in_step.id, actor_id=None, now=NOON)
    elif withdraw == "suspend":
        providers.suspend(in_step.provider_id, "why", actor_id=None, now=NOON)
    else:
        _delete(in_step)
    assert sync.check() == 1

    sync.drain(NOON)

    assert (dict(engine().versions()), sync.check()) == ({}, 0)


def test_a_rolled_back_change_leaves_no_mark_and_no_drift(in_step: Offering) -> None:
    before = in_step.version

    @transaction
    def fail() -> None:
        db.session.get_one(Offering, in_step.id).title_en = "Never"
        db.session.flush()
        assert waiting() == 1
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert (waiting(), in_step.version, sync.check()) == (0, before, 0)


def test_a_mark_behind_a_savepoint_goes_with_it_and_a_later_one_stays(in_step: Offering) -> None:
    @transaction
    def half() -> None:
        row = db.session.get_one(Offering, in_step.id)
        inner = db.session.begin_nested()
        row.title_en = "Undone"
        db.session.flush()
        inner.rollback()
        row.title_en = "Done"

    half()

    assert (waiting(), sync.check()) == (1, 1)


def test_a_crash_after_indexing_repeats_without_harm(in_step: Offering, monkeypatch: pytest.MonkeyPatch) -> None:
    change(in_step, title_en="Another title")
    forget = sync._forget
    monkeypatch.setattr(sync, "_forget", lambda _ids: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        sync.drain(NOON)
    monkeypatch.setattr(sync, "_forget", forget)
    assert (waiting(), sync.check()) == (1, 0), "indexed, but not forgotten"

    assert sync.drain(NOON) == 1
    assert (waiting(), sync.check(), len(engine().versions())) == (0, 0, 1)
    assert sync.drain(NOON) == 0


def test_a_change_that_comes_while_draining_waits_for_the_next_time(
    in_step: Offering, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(in_step, title_en="First")
    bring_in = sync._bring_in
    seen: list[int] = []

    def slow(ids: set[int]) -> None:
        bring_in(ids)
        if not seen:
            change(in_step, title_en="Second")
        seen.append(waiting())

    monkeypatch.setattr(sync, "_bring_in", slow)
    sync.drain(NOON)

    assert seen == [2, 1], "exactly the row that was read is forgotten"
    assert (waiting(), sync.check()) == (0, 0)


def test_another_writer_makes_it_wait(in_step: Offering, monkeypatch: pytest.MonkeyPatch) -> None:
    change(in_step, title_en="Another title")

    def busy(_ids: set[int]) -> None:
        raise IndexBusy

    monkeypatch.setattr(sync, "_bring_in", busy)

    assert sync.drain(NOON) == 0
    assert waiting() == 1


def test_a_missing_index_is_built_by_the_next_drain(app: Flask) -> None:
    an_offering()
    with pytest.raises(IndexUnusable):
        sync.drift()
    assert sync.check() == 1

    assert sync.drain(NOON) == 1
    assert (sync.check(), waiting()) == (0, 0)


def test_a_torn_index_is_built_anew_though_nothing_has_changed(in_step: Offering, app: Flask) -> None:
    for path in (app.config["SETTINGS"].home / "index").rglob("*"):
        if path.is_file() and path.name != "CURRENT":
            path.write_bytes(b"torn")
    app.extensions.pop("search_engine")
    assert sync.check() == 1

    assert sync.drain(NOON) == 1
    assert sync.check() == 0


def test_an_index_is_built_only_where_there_is_none(app: Flask) -> None:
    an_offering()

    assert sync.ensure_index() == 1
    assert sync.ensure_index() is None


def test_drift_tells_what_is_missing_too_much_and_outdated(app: Flask) -> None:
    kept, gone = an_offering(), an_offering()
    sync.rebuild()
    late = an_offering()
    change(kept, title_en="New")
    services.pause(gone.id, actor_id=None, now=NOON)

    found = sync.drift()

    assert [set(ids) for ids in (found.missing, found.extra, found.outdated)] == [{late.id}, {gone.id}, {kept.id}]
    assert found.total == sync.check() == 3


def test_a_rebuild_gives_what_draining_gave(app: Flask) -> None:
    taken(SMALL, publish=True)
    sync.drain(NOON)
    drained = dict(engine().versions())

    assert sync.rebuild() == 3
    assert dict(engine().versions()) == drained


def test_many_changes_are_drained_in_several_turns(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    sync.rebuild()
    monkeypatch.setattr(sync, "BATCH", 2)
    for _number in range(5):
        an_offering()

    assert sync.drain(NOON) == 5
    assert (waiting(), sync.check()) == (0, 0)


def test_seats_reach_the_index_through_the_run(in_step: Offering) -> None:
    run = in_step.runs[0]
    change(run, seats_taken=Run.seats_taken + 1)

    assert sync.drain(NOON) == 1


def test_the_commands_rebuild_check_and_explain(bare_app: Flask) -> None:
    runner = bare_app.test_cli_runner()
    with bare_app.app_context():
        an_offering()

    assert runner.invoke(args=["search", "rebuild"]).output == "1 offerings indexed\n"
    assert (runner.invoke(args=["search", "check"]).output, runner.invoke(args=["search", "check"]).exit_code) == (
        "0\n",
        0,
    )
    explained = runner.invoke(args=["search", "explain", 'C++ "clean code" -java']).output
    assert "word c++" in explained
    assert "phrase: clean code" in explained
    assert "without: java" in explained


def test_the_check_answers_with_its_exit_status(bare_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = bare_app.test_cli_runner()
    with bare_app.app_context():
        an_offering()
    monkeypatch.setattr(sync, "drain", lambda _now: 0)

    result = runner.invoke(args=["search", "check"])

    assert (result.output, result.exit_code) == ("1\n", 1)


def test_a_rebuild_beside_another_writer_says_so(bare_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy() -> int:
        raise IndexBusy

    monkeypatch.setattr(sync, "rebuild", busy)

    result = bare_app.test_cli_runner().invoke(args=["search", "rebuild"])

    assert result.exit_code == 1
    assert "another process" in result.output
