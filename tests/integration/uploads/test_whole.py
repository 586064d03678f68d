"""All or nothing: of a file that fits into one transaction no part is ever seen; of one that fails nothing is left."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from catalogue.core.clock import now
from catalogue.core.db import db, transaction
from catalogue.offerings.rules import OfferingState
from catalogue.offerings.uploads import queries, services
from catalogue.offerings.uploads.models import Upload
from catalogue.offerings.uploads.services import taking_in, undoing, whole
from catalogue.providers.models import Provider
from tests.builders import a_provider
from tests.builders_uploads import a_row, a_table, errors, items, lines_of, offering, published, sent


class Killed(Exception):
    """The worker ends in the middle."""


@pytest.fixture
def provider(app: Flask) -> Provider:
    """A provider with three courses."""
    found = a_provider()
    published(sent(found, a_table(a_row(1), a_row(2), a_row(3))))
    return found


@transaction
def four_come_to(reference: str) -> None:
    offering(reference).runs[0].seats_taken = 4


@transaction
def nobody_comes_to(reference: str) -> None:
    offering(reference).runs[0].seats_taken = 0


@pytest.fixture
def refused(provider: Provider) -> Upload:
    """All or nothing of three rows, of which the second cannot be taken any more."""
    upload = sent(provider, a_table(a_row(1, price="7"), a_row(2, capacity="3"), a_row(9)))
    four_come_to("c2")
    found = published(upload, "all", withdraw=True)
    nobody_comes_to("c2")
    return found


def test_nothing_is_there_when_the_worker_dies_at_the_second_row(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload, before = sent(provider, a_table(a_row(1, price="7"), a_row(9))), lines_of(provider)
    record, calls = taking_in._record, []

    def dies(item: Any, taken: Any) -> None:
        calls.append(taken)
        if len(calls) == 2:
            raise Killed
        record(item, taken)

    monkeypatch.setattr("catalogue.offerings.services.importing.BATCH", 1)
    monkeypatch.setattr(taking_in, "_record", dies)
    with pytest.raises(Killed):
        published(upload, "all")

    assert lines_of(provider) == before


def test_a_row_that_cannot_be_taken_any_more_is_named_at_its_field_and_mended(
    provider: Provider, refused: Upload
) -> None:
    assert errors(refused) == [(3, "capacity")]
    assert (refused.state, refused.created, refused.updated, refused.faulty) == ("checked", 1, 1, 1)
    four_come_to("c2")
    number = refused.id

    assert services.mend(number, 2, {(3, "capacity"): "4"}, now()) == 0
    upload = published(db.session.get_one(Upload, number), "all")

    assert (upload.state, upload.refusal) == ("published", {})
    assert offering("c2").runs[0].capacity == 4
    nobody_comes_to("c2")


def test_what_the_file_leaves_out_can_still_be_hidden_after_a_failure(provider: Provider, refused: Upload) -> None:
    assert offering("c3").state == OfferingState.PUBLISHED

    published(refused, "good", withdraw=True)

    assert offering("c3").state == OfferingState.PAUSED


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file fits into one transaction."""
    monkeypatch.setattr(whole, "BATCH", 0)
    monkeypatch.setattr("catalogue.offerings.services.importing.BATCH", 1)


def test_of_a_large_file_too_nothing_is_left(provider: Provider, large: None, monkeypatch: pytest.MonkeyPatch) -> None:
    upload, before = sent(provider, a_table(a_row(1, price="7"), a_row(2, capacity="3"), a_row(9))), lines_of(provider)
    late(monkeypatch)

    upload = published(upload, "all")
    nobody_comes_to("c2")

    assert (upload.state, errors(upload)) == ("checked", [(3, "capacity")])
    assert lines_of(provider) == before


def test_what_somebody_changed_meanwhile_is_named_and_left(
    provider: Provider, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = sent(provider, a_table(a_row(1, price="7"), a_row(2, capacity="3"), a_row(9)))
    late(monkeypatch)
    take_back = undoing.take_back

    def a_title_by_hand(*args: Any) -> None:
        by_hand("c1", "Metal for all")
        take_back(*args)

    monkeypatch.setattr(whole, "take_back", a_title_by_hand)
    upload = published(upload, "all")
    nobody_comes_to("c2")

    assert upload.state == "published"
    assert "but not what is named below" in upload.refusal["en"]
    assert [item.reference for item in queries.not_done(upload)] == ["c1", "c2"]
    assert offering("c1").title_en == "Metal for all"
    assert [item.applied for item in items(upload)] == ["kept", "failed", "undone", "pending"]


def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """The seats of the second course are taken right after everything was checked again."""
    check = whole._check_again

    def and_then(*args: Any) -> None:
        check(*args)
        four_come_to("c2")

    monkeypatch.setattr(whole, "_check_again", and_then)


@transaction
def by_hand(reference: str, title: str) -> None:
    offering(reference).title_en = title
