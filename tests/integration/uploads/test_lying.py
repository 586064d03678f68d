"""A file that waits lies in the database: a worker on another machine finds it there."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.uploads import services
from catalogue.offerings.uploads.models import Upload
from catalogue.offerings.uploads.services import lying
from tests.builders import a_provider
from tests.builders_uploads import a_row, a_table, counts, pieces


def test_a_file_in_many_pieces_is_read_as_one_and_then_let_go(each_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lying, "CHUNK", 100)
    with each_app.app_context():
        content = a_table(*(a_row(number, title_en="\u00e9" * 90) for number in range(1, 9)))
        number = services.receive(a_provider().id, BytesIO(content), "x.csv", account_id=None, now=now()).id
        assert pieces() == -(-len(content) // 100)

        services.work(now())

        assert (counts(db.session.get_one(Upload, number))[:4], pieces()) == ((8, 0, 0, 0), 0)


def test_a_file_that_is_still_arriving_is_left_alone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    lay, seen = lying._lay, []

    def and_the_worker_looks(*args: Any) -> None:
        lay(*args)
        seen.append(services.work(now()))

    monkeypatch.setattr(lying, "_lay", and_the_worker_looks)
    monkeypatch.setattr(lying, "CHUNK", 100)
    monkeypatch.setattr(lying, "AT_ONCE", 2)
    services.receive(a_provider().id, BytesIO(a_table(a_row(1), a_row(2))), "x.csv", account_id=None, now=now())

    assert (seen, services.work(now())) == ([0] * len(seen), 1)
    assert len(seen) > 1


def test_a_file_that_broke_off_on_its_way_leaves_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_args: Any) -> None:
        raise OSError

    monkeypatch.setattr(lying, "_all_is_there", breaks)
    with pytest.raises(OSError):
        services.receive(a_provider().id, BytesIO(a_table(a_row())), "x.csv", account_id=None, now=now())

    assert (db.session.query(Upload).count(), pieces()) == (0, 0)


def test_of_a_file_whose_sender_died_no_part_is_taken_for_all(app: Flask) -> None:
    upload = services.receive(a_provider().id, BytesIO(a_table(a_row())), "x.csv", account_id=None, now=now())
    upload.size += 1
    db.session.commit()

    services.work(now())

    assert db.session.query(Upload).one().refusal["en"] == "The file is not there any more. Please send it again."


def test_nothing_of_it_lies_in_the_folder_of_the_machine(app: Flask) -> None:
    services.receive(a_provider().id, BytesIO(a_table(a_row())), "x.csv", account_id=None, now=now())

    home = app.config["SETTINGS"].home
    assert [path.name for path in home.rglob("*") if path.suffix == ".csv"] == []
    assert not (home / "uploads").exists()


def test_a_file_of_which_nothing_can_be_read_is_let_go_too(app: Flask) -> None:
    services.receive(a_provider().id, BytesIO(b"a,b\n1,2\n"), "x.csv", account_id=None, now=now())

    services.work(now())

    assert (db.session.query(Upload).one().state, pieces()) == ("refused", 0)
