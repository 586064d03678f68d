"""From a file to the catalogue and back: checked, published by choice, the same file again, taken back."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from catalogue.core.clock import now
from catalogue.core.db import transaction
from catalogue.enrolment.services import enrol
from catalogue.offerings.rules import OfferingState
from catalogue.offerings.uploads.rules import NotAllGood
from tests.builders import a_learner, a_provider
from tests.builders_uploads import (
    a_row,
    a_table,
    counts,
    errors,
    items,
    lines_of,
    offering,
    published,
    sent,
    undone,
)


def test_a_check_writes_nothing_and_publishing_takes_the_good_rows(app: Flask) -> None:
    provider = a_provider()
    upload = sent(provider, a_table(a_row(1), a_row(2, capacity="-5"), a_row(3)))

    assert (upload.state, counts(upload), lines_of(provider)) == ("checked", (2, 0, 0, 1, 0), [])
    assert errors(upload) == [(3, "capacity")]

    upload = published(upload)

    assert upload.state == "published"
    assert [(line["reference"], line["state"]) for line in lines_of(provider)] == [
        ("c1", "published"),
        ("c3", "published"),
    ]


def test_the_same_file_again_changes_nothing(app: Flask) -> None:
    provider, content = a_provider(), a_table(a_row(1), a_row(2))
    published(sent(provider, content))

    assert counts(sent(provider, content)) == (0, 0, 2, 0, 0)


def test_what_changes_is_shown_field_by_field(app: Flask) -> None:
    provider = a_provider()
    published(sent(provider, a_table(a_row(1))))
    upload = sent(provider, a_table(a_row(1, title_en="Welding for all", price="150")))

    (item,) = items(upload)
    assert counts(upload) == (0, 1, 0, 0, 0)
    assert [(one["field"], one["run"], one["old"], one["new"]) for one in item.differences] == [
        ("title_en", "", "Welding 1", "Welding for all"),
        ("price", "r1", "100.00", "150.00"),
    ]


def test_all_or_nothing_refuses_while_there_is_an_error(app: Flask) -> None:
    provider = a_provider()
    upload = sent(provider, a_table(a_row(1), a_row(2, price="-1")))
    with pytest.raises(NotAllGood):
        published(upload, "all")
    assert lines_of(provider) == []


def test_undo_brings_back_exactly_what_was_there(app: Flask) -> None:
    provider = a_provider()
    published(sent(provider, a_table(a_row(1), a_row(2), a_row(3))))
    before = lines_of(provider)
    changed = [
        a_row(1, title_ar="\u0644\u062d\u0627\u0645", level="", topics="0715|0613", sessions="2027-01-21T17:00/19:00"),
        a_row(1, run_reference="r2", price="5"),
        a_row(2, summary_en="Other.", capacity=""),
        a_row(9),
    ]
    upload = published(sent(provider, a_table(*changed)), withdraw=True)
    assert lines_of(provider) != before
    assert offering("c3").state == OfferingState.PAUSED

    upload = undone(upload)

    assert upload.state == "undone"
    assert lines_of(provider) == before


def test_what_was_changed_since_is_left_and_named(app: Flask) -> None:
    provider = a_provider()
    published(sent(provider, a_table(a_row(1), a_row(2))))
    upload = published(sent(provider, a_table(a_row(1, title_en="New"), a_row(2, title_en="New too"))))
    _retitle("c1")

    upload = undone(upload)

    kept, back = items(upload)
    assert (kept.applied, back.applied) == ("kept", "undone")
    assert "changed since" in kept.words["en"]
    assert (offering("c1").title_en, offering("c2").title_en) == ("By hand", "Welding 2")


@transaction
def _retitle(reference: str) -> None:
    offering(reference).title_en = "By hand"


def test_a_new_listing_with_people_in_it_is_not_taken_away(app: Flask) -> None:
    provider = a_provider()
    upload = published(sent(provider, a_table(a_row(1), a_row(2))))
    learner = a_learner(birth_date=date(1990, 1, 1))
    enrol(offering("c1").runs[0].id, learner.id, acted_by=learner.account_id or 0, now=now())

    upload = undone(upload)

    assert [(item.applied, bool(item.words)) for item in items(upload)] == [("kept", True), ("undone", False)]
    assert [line["reference"] for line in lines_of(provider)] == ["c1"]


def test_an_unverified_provider_gets_drafts_only(app: Flask) -> None:
    provider = a_provider(state="applied", verified_at=None)
    published(sent(provider, a_table(a_row(1))))

    assert [line["state"] for line in lines_of(provider)] == ["draft"]


def test_rows_of_another_provider_are_refused(app: Flask) -> None:
    provider, other = a_provider(), a_provider()
    upload = sent(
        provider,
        a_table(
            {**a_row(1), "provider": other.reference},
            {**a_row(2), "provider": provider.reference},
            columns=["provider", *a_row()],
        ),
    )
    assert errors(upload) == [(2, "provider")]
    assert counts(published(upload))[:2] == (1, 0)
    assert lines_of(other) == []


def test_a_file_that_cannot_be_read_is_refused_with_words(app: Flask) -> None:
    upload = sent(a_provider(), b"\x00\x01\x02\xff\xfe", "file.csv")

    assert upload.state == "refused"
    assert set(upload.refusal) >= {"ar", "en"}
