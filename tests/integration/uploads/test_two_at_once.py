"""Two people, or a person and the worker, at the same listing in the same moment: neither's change is lost."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from catalogue.core.clock import now
from catalogue.core.db import db, transaction
from catalogue.offerings.uploads import queries, services
from catalogue.offerings.uploads.models import Upload
from catalogue.offerings.uploads.services import mending, undoing
from catalogue.providers.models import Provider
from tests.builders import a_provider
from tests.builders_uploads import a_row, a_table, items, lines_of, offering, published, sent, undone


@pytest.fixture
def provider(app: Flask) -> Provider:
    return a_provider()


@transaction
def by_hand(title: str) -> None:
    offering("c1").title_en = title


@transaction
def taken_away() -> None:
    db.session.delete(offering("c1"))


def test_two_who_mend_two_cells_of_one_offering_both_succeed(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = sent(provider, a_table(a_row(1, price="much", capacity="-1")))
    number, check = upload.id, mending.checked
    left: list[int] = []

    def meanwhile(*args: Any) -> Any:
        found = check(*args)
        if not left:
            left.append(-1)
            left.append(services.mend(number, 1, {(2, "price"): "7"}, now()))
        return found

    monkeypatch.setattr(mending, "checked", meanwhile)

    assert services.mend(number, 1, {(2, "capacity"): "20"}, now()) == 0
    assert left[1] == 1  # the other one's cell
    (item,) = items(upload)
    cells = dict(item.source["rows"])[2]
    assert (cells["price"], cells["capacity"], item.errors) == ("7", "20", 0)


def test_a_change_by_hand_in_the_moment_of_taking_back_stays(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(sent(provider, a_table(a_row(1))))
    upload = published(sent(provider, a_table(a_row(1, price="7"))))
    in_between(monkeypatch, lambda: by_hand("Metal for all"))

    upload = undone(upload)

    assert (offering("c1").title_en, offering("c1").runs[0].price_halalas) == ("Metal for all", 700)
    assert [item.applied for item in items(upload)] == ["kept"]
    assert "changed since" in queries.not_done(upload)[0].words["en"]


def test_what_is_taken_away_in_the_moment_of_taking_back_does_not_return(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(sent(provider, a_table(a_row(1))))
    upload = published(sent(provider, a_table(a_row(1, price="7"))))
    in_between(monkeypatch, taken_away)

    undone(upload)

    assert lines_of(provider) == []


def in_between(monkeypatch: pytest.MonkeyPatch, change: Any) -> None:
    """After the worker has looked at an offering, and before it writes to it."""
    write = undoing._as_it_was

    def late(*args: Any) -> None:
        change()
        write(*args)

    monkeypatch.setattr(undoing, "_as_it_was", late)


def test_a_change_by_hand_between_check_and_publishing_stays_and_is_named(provider: Provider) -> None:
    published(sent(provider, a_table(a_row(1), a_row(2))))
    upload = sent(provider, a_table(a_row(1, price="7"), a_row(2, price="7")))
    by_hand("Metal for all")

    upload = published(upload)

    assert (offering("c1").title_en, offering("c1").runs[0].price_halalas) == ("Metal for all", 10_000)
    assert [(item.reference, item.applied) for item in items(upload)] == [("c1", "failed"), ("c2", "applied")]
    assert "since the file was checked" in queries.not_done(upload)[0].words["en"]


def test_all_or_nothing_overrules_no_change_by_hand_either(provider: Provider) -> None:
    published(sent(provider, a_table(a_row(1), a_row(2))))
    upload = sent(provider, a_table(a_row(1, price="7"), a_row(2, price="7")))
    by_hand("Metal for all")
    before = lines_of(provider)

    upload = published(upload, "all")

    assert (upload.state, upload.faulty, lines_of(provider)) == ("checked", 1, before)


def test_what_was_entered_by_hand_under_the_same_reference_meanwhile_is_not_overwritten(provider: Provider) -> None:
    first, second = sent(provider, a_table(a_row(1))), sent(provider, a_table(a_row(1, price="7")))
    number = second.id
    published(first)

    upload = published(db.session.get_one(Upload, number))

    assert [item.applied for item in items(upload)] == ["failed"]
    assert offering("c1").runs[0].price_halalas == 10_000
