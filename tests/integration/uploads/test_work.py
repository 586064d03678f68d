"""The worker: a lease keeps two from one upload, a worker that dies loses nothing, old files go."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.uploads import services
from catalogue.offerings.uploads.models import Upload
from catalogue.offerings.uploads.rules import KEPT_FOR, LEASE, MOST_ATTEMPTS
from catalogue.offerings.uploads.services import taking_in, working
from tests.builders import a_provider
from tests.builders_uploads import a_row, a_table, lines_of, pieces, sent, undone


class Killed(Exception):
    """The worker ends in the middle."""


def test_a_worker_that_dies_while_publishing_is_followed_by_another(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = a_provider()
    rows = [a_row(number) for number in range(150)]
    number = sent(provider, a_table(*rows)).id
    before = lines_of(provider)
    services.choose(number, "good", withdraw=False, now=now())
    taken: list[object] = []

    def dies(item: Any, one: Any) -> None:
        taken.append(one)
        if len(taken) == 120:  # in the second batch, whose transaction is lost with it
            raise Killed
        record(item, one)

    record = taking_in._record
    monkeypatch.setattr(taking_in, "_record", dies)
    with pytest.raises(Killed):
        services.work(now())
    monkeypatch.undo()
    assert len(lines_of(provider)) == 100

    assert services.work(now()) == 0  # it is still leased
    assert services.work(now() + LEASE + timedelta(seconds=10)) == 1
    upload = db.session.get_one(Upload, number)
    assert upload.state == "published"
    assert len(lines_of(provider)) == 150
    undone(upload)
    assert lines_of(provider) == before


def test_a_file_that_ends_every_worker_is_given_up(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def ends(_turn: object, _now: object) -> None:
        raise Killed

    provider = a_provider()
    monkeypatch.setitem(working.WORK, "waiting", ends)
    with pytest.raises(Killed):
        sent(provider, a_table(a_row()))
    at = now()
    for _ in range(MOST_ATTEMPTS - 1):
        at += LEASE + timedelta(seconds=1)
        with pytest.raises(Killed):
            services.work(at)
    services.work(at + LEASE + timedelta(seconds=1))

    upload = db.session.query(Upload).one()
    assert upload.state == "refused"
    assert set(upload.refusal) == {"ar", "en"}


def test_files_and_records_go_after_thirty_days(app: Flask) -> None:
    sent(a_provider(), a_table(a_row()))
    sent(a_provider(), b"a,b\n1,2\n")
    assert pieces() == 0  # what it says stands in the records, as soon as it was read
    services.receive(a_provider().id, BytesIO(b"x"), "x.csv", account_id=None, now=now())
    assert services.forget_old(now()) == 0
    assert pieces() == 1

    assert services.forget_old(now() + KEPT_FOR + timedelta(hours=2)) == 3
    assert pieces() == 0
    assert db.session.query(Upload).count() == 0
