"""All of a large file: what is new is seen by nobody until everything is in, and the page says how far it is."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.audit import AuditEntry
from catalogue.core.clock import now
from catalogue.core.db import db, transaction
from catalogue.core.errors import DomainError
from catalogue.offerings.filed.models import FileChange
from catalogue.offerings.models import IndexChange, Offering
from catalogue.offerings.services import states
from catalogue.offerings.uploads import queries, services
from catalogue.offerings.uploads.models import Upload
from catalogue.offerings.uploads.services import holding_back, leasing, taking_in, whole
from catalogue.providers.models import Provider
from catalogue.providers.services import suspend
from tests.builders import a_provider
from tests.builders_proof import an_office_member
from tests.builders_uploads import a_row, a_table, items, lines_of, offering, published, sent, undone
from tests.integration.uploads.desks import Desk


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file fits into one transaction."""
    monkeypatch.setattr(whole, "BATCH", 0)
    monkeypatch.setattr("catalogue.offerings.services.importing.BATCH", 1)


def seen_after_each_batch(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The states of the offerings whenever the worker begins with one more, and when all of them are in."""
    seen: list[list[str]] = []
    hold = leasing.hold

    def looks(*args: Any, **kwargs: Any) -> None:
        seen.append(list(db.session.scalars(select(Offering.state).order_by(Offering.reference))))
        hold(*args, **kwargs)

    monkeypatch.setattr(taking_in, "hold", looks)
    return seen


def test_new_listings_are_drafts_until_all_are_in_and_then_published(
    each_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with each_app.app_context():
        provider = a_provider()
        upload = sent(provider, a_table(a_row(1), a_row(2), a_row(3)))
        seen = seen_after_each_batch(monkeypatch)

        upload = published(upload, "all")

        assert [state for states in seen for state in states if state != "draft"] == []
        assert (upload.state, upload.stage) == ("published", None)
        assert [one["state"] for one in lines_of(provider)] == ["published"] * 3
        found = [offering(f"c{number}") for number in (1, 2, 3)]
        assert len({one.published_at for one in found}) == 1
        assert {one.id for one in found} <= set(db.session.scalars(select(IndexChange.offering_id)))
        moved = select(AuditEntry.from_state, AuditEntry.to_state).where(AuditEntry.entity == "offering")
        assert list(db.session.execute(moved).tuples()) == [("draft", "published")] * 3
        undone(db.session.get_one(Upload, upload.id))
        assert lines_of(provider) == []


def test_what_lacks_something_stays_a_draft(app: Flask) -> None:
    provider = a_provider()

    published(sent(provider, a_table(a_row(1, topics=""), a_row(2))), "all")

    assert [one["state"] for one in lines_of(provider)] == ["draft", "published"]


@transaction
def somebody(reference: str, **about: Any) -> None:
    for name, value in about.items():
        setattr(offering(reference), name, value)


def just_before_they_appear(monkeypatch: pytest.MonkeyPatch, happens: Any) -> None:
    together = holding_back.publish_held

    def and_then(*args: Any) -> None:
        happens()
        together(*args)

    monkeypatch.setattr(whole, "publish_held", and_then)


def test_a_draft_that_somebody_emptied_meanwhile_stays_one(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = a_provider()
    upload = sent(provider, a_table(a_row(1), a_row(2), a_row(3)))

    def two_are_touched() -> None:
        somebody("c1", credential=None)
        somebody("c2", level="advanced")

    just_before_they_appear(monkeypatch, two_are_touched)
    number = published(upload, "all").id

    assert [one["state"] for one in lines_of(provider)] == ["draft", "published", "published"]
    assert [item.draft for item in items(db.session.get_one(Upload, number))] == [True, False, False]


def test_what_is_touched_in_the_last_moment_is_looked_at_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = a_provider()
    upload = sent(provider, a_table(a_row(1), a_row(2)))
    monkeypatch.setattr(holding_back, "ROUNDS", 0)
    just_before_they_appear(monkeypatch, lambda: somebody("c1", credential=None))

    published(upload, "all")

    assert [one["state"] for one in lines_of(provider)] == ["draft", "published"]


def test_what_somebody_has_moved_on_meanwhile_is_left(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = a_provider()
    upload = sent(provider, a_table(a_row(1), a_row(2)))

    def is_submitted() -> None:
        states.submit(offering("c1").id, actor_id=None, now=now())

    just_before_they_appear(monkeypatch, is_submitted)
    published(upload, "all")

    assert [one["state"] for one in lines_of(provider)] == ["in_review", "published"]


def test_nobody_hands_one_in_between_the_last_look_and_publishing(
    each_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was looked at is what appears: who comes in between waits, and then finds it published."""
    refused, threads, look = list[DomainError](), list[Thread](), holding_back._look_again

    def hands_in(number: int) -> None:
        with each_app.app_context():
            try:
                states.submit(number, actor_id=None, now=now())
            except DomainError as answer:
                refused.append(answer)

    def and_somebody(turn: leasing.Turn, item_ids: list[int]) -> None:
        look(turn, item_ids)
        threads.append(Thread(target=hands_in, args=(offering("c1").id,)))
        threads[-1].start()
        threads[-1].join(0.5)

    with each_app.app_context():
        provider = a_provider()
        upload = sent(provider, a_table(a_row(1), a_row(2)))
        monkeypatch.setattr(holding_back, "_look_again", and_somebody)
        published(upload, "all")
        for thread in threads:
            thread.join()
        assert [one["state"] for one in lines_of(provider)] == ["published", "published"]
    assert len(refused) == 1


class Killed(Exception):
    """The worker ends in the middle."""


def test_another_worker_goes_on_where_one_died_and_publishes_all_of_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = a_provider()
    upload = sent(provider, a_table(a_row(1), a_row(2), a_row(3)))
    number = upload.id

    def dies() -> None:
        raise Killed

    with monkeypatch.context() as for_now:
        just_before_they_appear(for_now, dies)
        with pytest.raises(Killed):
            published(upload, "all")
    assert {one["state"] for one in lines_of(provider)} == {"draft"}

    db.session.get_one(Upload, number).leased_until = None
    db.session.commit()
    services.work(now())

    assert [one["state"] for one in lines_of(provider)] == ["published"] * 3


def told_while_it_works(monkeypatch: pytest.MonkeyPatch, number: int) -> list[tuple[str | None, int, int]]:
    """Stage, done and total, whenever a batch begins."""
    told: list[tuple[str | None, int, int]] = []
    hold = leasing.hold

    def looks(*args: Any, **kwargs: Any) -> None:
        hold(*args, **kwargs)
        upload = db.session.get_one(Upload, number)
        db.session.refresh(upload)
        told.append((upload.stage, *queries.progress(upload)[:2]))

    for module in (taking_in, whole):
        monkeypatch.setattr(module, "hold", looks)
    return told


def test_the_bar_moves_in_each_of_the_two_steps(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    provider: Provider = a_provider()
    upload = sent(provider, a_table(a_row(1), a_row(2), a_row(3)))
    told = told_while_it_works(monkeypatch, upload.id)

    published(upload, "all")

    assert [one for one in told if one[0] == "checking_again"] == [
        ("checking_again", done, 4) for done in (0, 2, 3, 4)
    ]  # fmt: skip
    assert [one[1:] for one in told if one[0] == "writing"] == [(0, 3), (0, 3), (1, 3), (2, 3)]
    assert told[-1] == ("opening", 3, 3)


def test_the_page_says_which_step_it_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    address = desk.send(a_table(a_row(1), a_row(2)))
    desk.work()
    desk.browser.post(address, data={"how": "all"})
    for stage, words in (("checking_again", "Step 1 of 2"), ("writing", "Step 2 of 2"), ("opening", "appear now")):
        with desk.app.app_context():
            db.session.query(Upload).one().stage = stage
            db.session.commit()
        assert words in desk.browser.get(address).text


def test_the_office_finds_them_among_what_files_published(app: Flask) -> None:
    upload = published(sent(a_provider(), a_table(a_row(1), a_row(2))), "all")
    rows = db.session.scalars(select(FileChange).order_by(FileChange.id)).all()
    assert [(row.offering.reference, row.fresh) for row in rows] == [("c1", True), ("c2", True)]
    undone(db.session.get_one(Upload, upload.id))
    assert db.session.scalars(select(FileChange)).all() == []


def test_whoever_is_suspended_before_they_appear_has_drafts(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = a_provider()
    upload = sent(provider, a_table(a_row(1), a_row(2)))
    provider_id = provider.id
    just_before_they_appear(
        monkeypatch, lambda: suspend(provider_id, "Complaints.", actor_id=an_office_member().id, now=now())
    )
    published(upload, "all")
    assert [one["state"] for one in lines_of(db.session.get_one(Provider, provider_id))] == ["draft", "draft"]
    assert db.session.scalars(select(FileChange)).all() == []
