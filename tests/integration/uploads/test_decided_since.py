"""An import that is taken back overrules nobody: what others have decided since stays and is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings import services as offerings
from catalogue.offerings.editing.services import Wanted, archive, save, take_down
from catalogue.offerings.models import Offering
from catalogue.offerings.reports.models import Report
from catalogue.offerings.reports.rules import ReportState
from catalogue.offerings.reports.services import decide
from catalogue.offerings.uploads import queries
from catalogue.offerings.uploads.models import Upload, UploadItem
from tests.builders import a_provider
from tests.builders_office import a_report
from tests.builders_proof import an_office_member
from tests.builders_uploads import a_row, a_table, items, lines_of, offering, published, sent, undone
from tests.overlapping import overlapping

BY: dict[str, Any] = {"actor_id": None}


def taken_down(number: int) -> None:
    take_down(number, "Not true.", now=now(), **BY)


def paused(number: int) -> None:
    offerings.pause(number, now=now(), **BY)


def archived(number: int) -> None:
    paused(number)
    archive(number, now=now(), **BY)


def with_a_proposal(number: int) -> None:
    row = db.session.get_one(Offering, number)
    save(row.provider_id, number, Wanted({"title": {"en": "Metal for all"}}), now=now(), **BY)


def with_a_report(number: int) -> None:
    a_report(db.session.get_one(Offering, number))


def submitted(number: int) -> None:
    offerings.submit(number, now=now(), **BY)


def sent_back(number: int) -> None:
    submitted(number)
    offerings.request_changes(number, "More, please.", now=now(), **BY)


def approved(number: int) -> None:
    submitted(number)
    row = db.session.get_one(Offering, number)
    row.provider.state, row.provider.verified_at = "verified", now()
    db.session.commit()
    offerings.approve(number, now=now(), **BY)


SINCE: dict[str, Callable[[int], None]] = {
    "taken it down": taken_down,
    "paused since": paused,
    "archived since": archived,
    "waiting for the office": with_a_proposal,
    "reported": with_a_report,
}
OF_A_DRAFT: dict[str, Callable[[int], None]] = {
    "with the office now": submitted,
    "asked for changes": sent_back,
    "published since": approved,
}


def told(upload: Upload) -> list[str]:
    """In English; the Arabic is another."""
    found = [item.words for item in queries.not_done(upload)]
    assert all(words["ar"] != words["en"] for words in found)
    return [words["en"] for words in found]


def standing(reference: str) -> tuple[str, str | None]:
    db.session.expire_all()
    return offering(reference).state, offering(reference).title_en


@pytest.mark.parametrize("words", SINCE)
def test_what_was_decided_of_a_listing_that_the_file_changed_stands_and_the_rest_is_taken_back(
    app: Flask, words: str
) -> None:
    provider = a_provider()
    published(sent(provider, a_table(a_row(1), a_row(2))))
    other = lines_of(provider)[1]
    upload = published(sent(provider, a_table(a_row(1, title_en="Free money"), a_row(2, title_en="Other"), a_row(3))))
    SINCE[words](offering("c1").id)
    before = standing("c1")

    upload = undone(upload)

    assert standing("c1") == before
    assert [item.applied for item in items(upload)] == ["kept", "undone", "undone"]
    assert [words in one for one in told(upload)] == [True]
    assert [line for line in lines_of(provider) if line["reference"] != "c1"] == [other]


@pytest.mark.parametrize("words", SINCE)
def test_what_was_decided_of_a_listing_that_the_file_brought_stands(app: Flask, words: str) -> None:
    upload = published(sent(a_provider(), a_table(a_row(1))))
    SINCE[words](offering("c1").id)
    before = standing("c1")

    upload = undone(upload)

    assert standing("c1") == before
    assert [words in one for one in told(upload)] == [True]


@pytest.mark.parametrize("words", OF_A_DRAFT)
@pytest.mark.parametrize("known", [True, False])
def test_a_draft_that_was_sent_to_the_office_since_stays_whatever_the_office_said(
    app: Flask, words: str, known: bool
) -> None:
    provider = a_provider(state="applied", verified_at=None)
    if known:
        published(sent(provider, a_table(a_row(1, title_en="Metal"))))
    upload = published(sent(provider, a_table(a_row(1))))
    OF_A_DRAFT[words](offering("c1").id)
    before = standing("c1")

    upload = undone(upload)

    assert standing("c1") == before
    assert [words in one for one in told(upload)] == [True]


def test_what_was_said_of_a_listing_is_not_deleted_with_it_when_the_office_has_answered(app: Flask) -> None:
    upload = published(sent(a_provider(), a_table(a_row(1))))
    with_a_report(offering("c1").id)
    decide(db.session.scalars(select(Report.id)).one(), ReportState.RESOLVED, actor_id=an_office_member().id, now=now())

    undone(upload)

    assert db.session.query(Report).count() == 1


def test_a_report_that_is_closed_keeps_no_change_from_being_taken_back(app: Flask) -> None:
    provider = a_provider()
    published(sent(provider, a_table(a_row(1))))
    upload = published(sent(provider, a_table(a_row(1, title_en="Other"))))
    with_a_report(offering("c1").id)
    decide(db.session.scalars(select(Report.id)).one(), ReportState.RESOLVED, actor_id=an_office_member().id, now=now())

    undone(upload)

    assert standing("c1") == ("published", "Welding 1")


def test_a_report_that_comes_in_at_that_moment_is_not_deleted(each_app: Flask) -> None:
    with each_app.app_context():
        upload = published(sent(a_provider(), a_table(a_row(1))))
        number, listing = upload.id, offering("c1").id

    overlapping(each_app, lambda: with_a_report(listing), lambda: undone(db.session.get_one(Upload, number)))

    with each_app.app_context():
        assert db.session.query(Report).count() == 1
        assert [item.applied for item in items(db.session.get_one(Upload, number))] == ["kept"]


def test_what_the_office_takes_down_at_that_moment_stays_down(each_app: Flask) -> None:
    with each_app.app_context():
        provider = a_provider()
        published(sent(provider, a_table(a_row(1))))
        upload = published(sent(provider, a_table(a_row(1, title_en="Free money"))))
        number, listing = upload.id, offering("c1").id

    overlapping(each_app, lambda: taken_down(listing), lambda: undone(db.session.get_one(Upload, number)))

    with each_app.app_context():
        assert standing("c1") == ("taken_down", "Free money")


def test_what_was_hidden_by_a_file_then_shown_and_paused_by_hand_stays_paused(app: Flask) -> None:
    provider = a_provider()
    published(sent(provider, a_table(a_row(1), a_row(2))))
    upload = published(sent(provider, a_table(a_row(1), a_row(3))), withdraw=True)
    number = offering("c2").id
    offerings.resume(number, now=now(), **BY)
    paused(number)

    upload = undone(upload)

    assert standing("c2")[0] == "paused"
    assert ["paused since" in one for one in told(upload)] == [True]


def test_a_listing_that_was_paused_or_with_the_office_before_becomes_what_it_was(app: Flask) -> None:
    provider = a_provider()
    published(sent(provider, a_table(a_row(1), a_row(2))))
    paused(offering("c1").id)
    db.session.execute(update(Offering).where(Offering.reference == "c2").values(state="in_review"))
    db.session.commit()
    upload = published(sent(provider, a_table(a_row(1, title_en="Other"), a_row(2, title_en="Other"))))
    seen = offering("c2").stamp

    undone(upload)

    assert [standing("c1"), standing("c2")] == [("paused", "Welding 1"), ("in_review", "Welding 2")]
    assert offering("c2").stamp != seen


def test_two_files_are_taken_back_one_after_the_other(app: Flask) -> None:
    provider = a_provider()
    published(sent(provider, a_table(a_row(1))))
    before = lines_of(provider)
    first = published(sent(provider, a_table(a_row(1, title_en="One"))))
    second = published(sent(provider, a_table(a_row(1, title_en="Two"))))

    undone(second)
    undone(first)

    assert lines_of(provider) == before


@pytest.mark.parametrize(
    ("state_before", "state", "back"), [("taken_down", "taken_down", False), ("draft", "published", True)]
)
def test_of_what_was_imported_before_this_was_noted_the_state_tells(
    app: Flask, state_before: str, state: str, back: bool
) -> None:
    provider = a_provider()
    published(sent(provider, a_table(a_row(1))))
    upload = published(sent(provider, a_table(a_row(1, title_en="Other"))))
    noted = {"state_after": None, "applied_at": None, "state_before": state_before}
    db.session.execute(update(UploadItem).values(noted))
    db.session.execute(update(Offering).values(state=state))
    db.session.commit()

    undone(upload)

    assert standing("c1") == ((state_before, "Welding 1") if back else (state, "Other"))
