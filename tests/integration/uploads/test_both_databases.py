"""What PostgreSQL does otherwise than SQLite: rows are locked one by one, so that two really do come at once."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.services.taking import Rows
from catalogue.offerings.uploads import queries, rules, services
from catalogue.offerings.uploads.meanwhile import changed_here
from catalogue.offerings.uploads.models import Upload
from catalogue.offerings.uploads.rules import NotCheckedNow
from catalogue.offerings.uploads.same import same_mistakes
from catalogue.offerings.uploads.services import receiving
from catalogue.offerings.uploads.tally import tally
from tests.at_once import at_once
from tests.builders import a_provider
from tests.builders_offerings import a_line
from tests.builders_uploads import a_row, a_table, counts, errors, items, lines_of, offering, published, sent, undone
from tests.integration.uploads.test_programs import Program


def both_have_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither writes before both have looked at what is there; where only one may write at all, nobody waits long."""
    read, met = Rows.read, threading.Barrier(2)

    def waits(self: Rows, listings: Sequence[Any]) -> None:
        read(self, list(listings))
        with suppress(threading.BrokenBarrierError):
            met.wait(2)

    monkeypatch.setattr(Rows, "read", waits)


def test_of_two_files_at_once_the_one_too_many_does_not_wait(each_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with each_app.app_context():
        number = a_provider().id
    monkeypatch.setattr(rules, "MOST_WAITING", 1)
    count, met = receiving._waiting, threading.Barrier(2)

    def slowly(provider_id: int) -> int:
        found = count(provider_id)
        with suppress(threading.BrokenBarrierError):
            met.wait(1)
        return found

    monkeypatch.setattr(receiving, "_waiting", slowly)

    def send() -> object:
        return services.receive(number, io.BytesIO(a_table(a_row(1))), "x.csv", account_id=None, now=now()).id

    came = at_once(each_app, send, send)

    assert sorted(type(one).__name__ for one in came) == ["TooManyWaiting", "int"]
    with each_app.app_context():
        assert db.session.query(Upload).count() == 1


def test_a_file_is_checked_mended_published_and_taken_back(each_app: Flask) -> None:
    with each_app.app_context():
        provider = a_provider()
        published(sent(provider, a_table(a_row(1), a_row(2))))
        before = lines_of(provider)
        upload = sent(provider, a_table(a_row(1, price="7"), a_row(3, capacity="-1"), a_row(4)))
        number = upload.id
        assert errors(upload) == [(3, "capacity")]
        assert services.mend(number, 2, {(3, "capacity"): "9"}, now()) == 0
        upload = published(db.session.get_one(Upload, number), "all", withdraw=True)
        assert [(item.outcome, item.applied) for item in items(upload)] == [
            ("updated", "applied"), ("created", "applied"), ("created", "applied"), ("absent", "applied"),
        ]  # fmt: skip
        again = sent(provider, a_table(a_row(1, price="7"), a_row(3, capacity="9"), a_row(4)))
        assert (again.changes, again.unchanged) == (0, 3)
        undone(db.session.get_one(Upload, number))
        assert lines_of(provider) == before


def test_what_is_counted_checked_again_mended_together_and_left_over(each_app: Flask) -> None:
    with each_app.app_context():
        provider = a_provider()
        rows = [a_row(1), *(a_row(number, gender_mode="all") for number in (2, 3)), a_row(4, price="much")]
        number = sent(provider, a_table(*rows, a_row(4, run_reference="r2"))).id
        upload = db.session.get_one(Upload, number)
        assert tally(upload, queries.partition(upload)) == (2, 2, 2, 1, 1)
        (same,) = same_mistakes(upload)
        services.mend_together(number, {same.name: "mixed"})
        services.work(now())
        upload = published(db.session.get_one(Upload, number))
        assert (counts(upload), queries.left_of(upload), changed_here(upload)) == ((4, 0, 0, 1, 0), 1, 4)
        rest = services.take_up_rest(number, None, now())
        services.work(now())
        upload = queries.upload_of(provider.id, rest)
        services.choose_again(upload.id)
        services.work(now())
        assert (counts(queries.upload_of(provider.id, rest)), errors(upload)) == ((0, 0, 1, 1, 0), [(5, "price")])


def test_signs_that_a_database_may_not_take_are_taken_or_told(each_app: Flask) -> None:
    odd = "a\x00b\udc00\ud800c\ufeff\u202e"
    lines = [{**a_line(reference=f"o{n}"), "provider": None} for n in range(4)]
    lines[0] |= {"title": {"en": odd}, odd: odd, "topics": [odd]}
    lines[1] |= {"reference": odd, "summary": {"en": odd}}
    lines[2] |= {"hours": 10**30, "age_min": -(10**30)}
    lines[3] |= {"skills_taught": [odd, "x" * 300], "image": {"url": f"https://example.org/{odd}"}}
    content = "\n".join(map(json.dumps, lines)).encode()
    with each_app.app_context():
        upload = published(sent(a_provider(), content, "file.jsonl"))

        assert upload.state == "published"
        assert errors(upload) == [(1, "topics"), (3, "age_min"), (3, "hours"), (4, "skills_taught")]
        assert offering("abc").summary_en == "abc"


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity"])
def test_a_number_without_end_is_told_at_its_line(each_app: Flask, number: str) -> None:
    """Python would read it, and write what PostgreSQL takes for no JSON: the whole file could never be checked."""
    lines = [json.dumps({**a_line(reference=f"o{n}", runs=[]), "provider": None}) for n in range(3)]
    lines[1] = lines[1].replace("{", f'{{"unknown": {number}, ', 1)
    with each_app.app_context():
        upload = published(sent(a_provider(), "\n".join(lines).encode(), "file.jsonl"))

        assert upload.state == "published"
        assert errors(upload) == [(2, "line")]
        assert {offering(one).reference for one in ("o0", "o2")} == {"o0", "o2"}


def test_no_program_brings_a_number_without_end(each_app: Flask) -> None:
    program = Program(each_app)
    for number in ("1e999", "NaN"):
        answer = program.client.put(
            f"/api/v1/provide/{program.number}/offerings/o1",
            data=f'{{"kind": "course", "title": {{"en": "Welding"}}, "unknown": {number}}}',
            headers={"Authorization": f"Bearer {program.token}", "Content-Type": "application/json"},
        )
        assert (answer.status_code, answer.get_json()["code"]) == (400, "not_json")


def test_a_listing_that_two_programs_bring_at_once_is_one(each_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    program = Program(each_app)
    both_have_read(monkeypatch)

    first, second = at_once(each_app, program.put, lambda: program.put(title={"en": "Welding for all"}))

    assert sorted((first.status_code, second.status_code)) == [200, 201]
    with each_app.app_context():
        assert offering("o1").title_en in {"Welding", "Welding for all"}


def test_publish_pressed_by_two_is_pressed_once(each_app: Flask) -> None:
    with each_app.app_context():
        number = sent(a_provider(), a_table(a_row(1), a_row(2))).id

    def press() -> None:
        services.choose(number, "good", withdraw=False, now=now())

    assert [type(one) for one in at_once(each_app, press, press)].count(NotCheckedNow) == 1
    assert sorted(at_once(each_app, lambda: services.work(now()), lambda: services.work(now()))) == [0, 1]
    with each_app.app_context():
        assert [item.applied for item in items(db.session.get_one(Upload, number))] == ["applied", "applied"]


def test_two_who_mend_one_offering_at_once_both_succeed(each_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with each_app.app_context():
        number = sent(a_provider(), a_table(a_row(1, price="much", capacity="-1"))).id
    both_have_read(monkeypatch)

    left = at_once(
        each_app,
        lambda: services.mend(number, 1, {(2, "price"): "7"}, now()),
        lambda: services.mend(number, 1, {(2, "capacity"): "9"}, now()),
    )

    assert 0 in left
    with each_app.app_context():
        (item,) = items(db.session.get_one(Upload, number))
        assert (item.errors, item.outcome) == (0, "created")
