"""Workers and their turns: one that is overtaken changes nothing more, one that dies leaves nothing half done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from catalogue.core.audit import AuditEntry
from catalogue.core.clock import now
from catalogue.core.db import db, transaction
from catalogue.offerings.services import states
from catalogue.offerings.uploads import services
from catalogue.offerings.uploads.models import Upload, UploadChunk, UploadPull
from catalogue.offerings.uploads.rules import KEPT_FOR, LEASE, MOST_ATTEMPTS, UNDO_FOR, Source
from catalogue.offerings.uploads.services import checking, publishing, pulling, taking_in, whole, working
from catalogue.providers.models import Provider
from tests.builders import a_provider
from tests.builders_providers import a_member
from tests.builders_uploads import a_row, a_table, items, lines_of, offering, published, sent
from tests.mailbox import posted

AFTER = LEASE + timedelta(seconds=1)


class Killed(Exception):
    """The worker ends in the middle."""


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of one offering."""
    monkeypatch.setattr(taking_in, "BATCH", 1)
    monkeypatch.setattr(whole, "BATCH", 1)
    monkeypatch.setattr("catalogue.offerings.services.importing.BATCH", 1)


def overtaken_after_the_first(monkeypatch: pytest.MonkeyPatch, at: Any, name: str) -> None:
    """Another worker takes the upload to its end, once the first one has read an offering."""
    read, left = getattr(at, name), [True]

    def slowly(*args: Any, **kwargs: Any) -> Iterator[Any]:
        for number, raw in enumerate(read(*args, **kwargs)):
            if number == 1 and left:
                left.clear()
                services.work(now() + AFTER)
            yield raw

    monkeypatch.setattr(at, name, slowly)


@pytest.mark.parametrize(("how", "at"), [("good", taking_in), ("all", whole), ("all", taking_in)])
def test_who_is_overtaken_while_publishing_changes_nothing_more(
    app: Flask, monkeypatch: pytest.MonkeyPatch, one_by_one: None, how: str, at: Any
) -> None:
    provider = a_provider()
    upload = sent(provider, a_table(a_row(1), a_row(2), a_row(3)))
    overtaken_after_the_first(monkeypatch, at, "raws_of")

    upload = published(upload, how)

    assert upload.state == "published"
    assert [(item.outcome, item.applied) for item in items(upload)] == [("created", "applied")] * 3
    ended = select(func.count()).select_from(AuditEntry).where(AuditEntry.entity == "upload")
    assert db.session.scalar(ended) == 1


def test_who_is_overtaken_while_checking_changes_nothing_more(
    app: Flask, monkeypatch: pytest.MonkeyPatch, one_by_one: None
) -> None:
    overtaken_after_the_first(monkeypatch, checking, "rows_of")

    upload = sent(a_provider(), a_table(a_row(1), a_row(2)))

    assert (upload.state, upload.created, len(items(upload))) == ("checked", 2, 2)


def test_a_turn_lasts_from_its_own_beginning(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The work before it may have taken an hour."""
    leases: list[Any] = []
    look = lambda turn, _now: leases.append(db.session.get_one(Upload, turn.upload_id).leased_until)  # noqa: E731
    monkeypatch.setitem(working.WORK, "waiting", look)
    services.receive(a_provider().id, BytesIO(a_table(a_row())), "x.csv", account_id=None, now=now())

    services.work(now() - timedelta(hours=1))

    assert leases[0] > now() + LEASE / 2


def test_hiding_renews_the_lease(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = a_provider()
    published(sent(provider, a_table(*(a_row(number) for number in range(3)))))
    upload = sent(provider, a_table(a_row(9)))
    leases: list[Any] = []

    def pauses(*args: Any, **kwargs: Any) -> None:
        leases.append(db.session.get_one(Upload, upload.id).leased_until)
        states.pause(*args, **kwargs)

    monkeypatch.setattr(publishing, "pause", pauses)
    published(upload, withdraw=True)

    assert len(set(leases)) == 3


def test_a_file_that_is_gone_is_named_as_that(app: Flask) -> None:
    provider = a_provider()
    upload = services.receive(provider.id, BytesIO(a_table(a_row())), "x.csv", account_id=None, now=now())
    db.session.execute(delete(UploadChunk))
    db.session.commit()

    services.work(now())

    upload = db.session.query(Upload).one()
    assert (upload.state, upload.refusal["en"]) == (
        "refused", "The file is not there any more. Please send it again."
    )  # fmt: skip


def test_of_a_file_that_breaks_off_nothing_is_kept(
    app: Flask, monkeypatch: pytest.MonkeyPatch, one_by_one: None
) -> None:
    monkeypatch.setattr(checking, "MOST_OFFERINGS", 2)

    upload = sent(a_provider(), a_table(a_row(1), a_row(2), a_row(3)))

    assert upload.state == "refused"
    assert "Please divide it" in upload.refusal["en"]
    assert items(upload) == []


def fetched_by(provider: Provider, content: bytes) -> int:
    """A file as the daily fetch brings it, to be published without being asked."""
    return _fetched(provider, content, a_member(provider, "editor").account_id)


@transaction
def _fetched(provider: Provider, content: bytes, whose: int | None) -> int:
    pull = {"url": "x", "publish": True, "since": now(), "next_at": now() + UNDO_FOR, "account_id": whose}
    db.session.add(UploadPull(provider_id=provider.id, **pull))
    return services.receive(provider.id, BytesIO(content), "x.csv", account_id=None, source=Source.PULL, now=now()).id


def test_what_was_fetched_is_published_also_when_the_worker_dies_between(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = a_provider()
    fetched_by(provider, a_table(a_row()))

    def dies(*_args: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(checking, "after_check", dies)
        with pytest.raises(Killed):
            services.work(now())
    services.work(now() + AFTER)

    assert offering("c1").state == "published"
    assert len(lines_of(provider)) == 1


def test_a_fetched_file_that_is_given_up_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_args: object) -> None:
        raise Killed

    provider = a_provider()
    fetched_by(provider, a_table(a_row()))
    monkeypatch.setitem(working.WORK, "waiting", dies)
    at = now()
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(Killed):
            services.work(at)
        at += AFTER
    services.work(at)

    assert [one.kind for one in posted(app)] == ["upload_errors"]


def test_a_worker_that_dies_while_it_fetches_does_not_cost_a_day(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(_url: str) -> None:
        raise Killed

    provider = a_provider()
    member = a_member(provider, "editor")
    services.save_pull(provider.id, "http://x.example/", publish=True, account_id=member.account_id or 0, now=now())
    monkeypatch.setattr(pulling, "fetched", dies)
    with pytest.raises(Killed):
        services.pull_due(now())

    assert services.pull_due(now()) == 0
    with pytest.raises(Killed):
        services.pull_due(now() + pulling.AFTER_A_DEATH)


def test_what_was_published_late_is_kept_until_it_cannot_be_taken_back(app: Flask) -> None:
    upload = published(sent(a_provider(), a_table(a_row())))
    upload.created_at = now() - KEPT_FOR - timedelta(hours=1)
    db.session.commit()

    services.forget_old(now())
    assert db.session.query(Upload).count() == 1
    services.forget_old(now() + UNDO_FOR + timedelta(hours=1))
    assert db.session.query(Upload).count() == 0
