"""Between a check and its publishing, and between publishing and taking back, others work at the same listings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.clock import now
from catalogue.core.db import db, transaction
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.services import cancel, enrol
from catalogue.offerings.models import Run
from catalogue.offerings.rules import OfferingState
from catalogue.offerings.services.states import pause
from catalogue.offerings.uploads import queries, services
from catalogue.offerings.uploads.models import Upload
from catalogue.offerings.uploads.rules import (
    LEASE,
    UNDO_FOR,
    NotCheckedNow,
    NotEveryoneNamed,
    NothingToPublish,
    UndoOver,
)
from catalogue.offerings.uploads.services import taking_in, whole
from catalogue.providers.models import Provider
from tests.builders import a_learner, a_provider
from tests.builders_offerings import a_line
from tests.builders_uploads import a_row, a_table, counts, items, lines_of, offering, published, sent, undone


@pytest.fixture
def provider(app: Flask) -> Provider:
    """A provider with three courses."""
    found = a_provider()
    published(sent(found, a_table(a_row(1), a_row(2), a_row(3))))
    return found


def somebody_enrols(reference: str = "c1", run: str = "r1") -> Enrolment:
    found = next(one for one in offering(reference).runs if one.reference == run)
    learner = a_learner(birth_date=date(1990, 1, 1))
    enrol(found.id, learner.id, acted_by=learner.account_id or 0, now=now())
    db.session.expire_all()
    return db.session.scalars(select(Enrolment).order_by(Enrolment.id.desc())).all()[0]


@transaction
def by_hand(reference: str = "c1", **about: Any) -> None:
    row = offering(reference)
    for name, value in about.items():
        setattr(row, name, value)


@transaction
def run_by_hand(reference: str, **about: Any) -> None:
    by_hand_of(offering(reference).runs[0], **about)


@transaction
def by_hand_of(row: Run, **about: Any) -> None:
    for name, value in about.items():
        setattr(row, name, value)


def applied(upload: Upload) -> list[str]:
    db.session.expire_all()
    return [item.applied for item in items(upload)]


def reasons(upload: Upload) -> list[Mapping[str, Any]]:
    return [item.words for item in queries.not_done(upload)]


def test_a_row_that_cannot_be_taken_any_more_is_named_and_the_others_are_taken(provider: Provider) -> None:
    upload = sent(provider, a_table(a_row(1, capacity="1"), a_row(2, price="7")))
    somebody_enrols()
    somebody_enrols()

    upload = published(upload, withdraw=True)

    assert (upload.state, applied(upload)) == ("published", ["failed", "applied", "applied"])
    (words,) = reasons(upload)
    assert words["en"] == "There are already 2 people in this run."
    assert offering("c1").runs[0].capacity == 12
    assert offering("c3").state == OfferingState.PAUSED


def test_all_or_nothing_becomes_nothing_when_a_row_cannot_be_taken_any_more(provider: Provider) -> None:
    upload = sent(provider, a_table(a_row(1, capacity="1"), a_row(2, price="7")))
    somebody_enrols()
    somebody_enrols()
    before = lines_of(provider)

    upload = published(upload, "all")

    assert (upload.state, upload.how, upload.leased_until) == ("checked", None, None)
    assert "Nothing was published." in upload.refusal["en"]
    assert lines_of(provider) == before
    assert applied(upload) == ["pending", "pending", "pending"]

    upload = published(sent(provider, a_table(a_row(2, price="7"))), "all")
    assert (upload.state, offering("c2").runs[0].price_halalas) == ("published", 700)


def test_all_or_nothing_takes_back_what_a_worker_that_died_had_published(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = sent(provider, a_table(a_row(1, price="7"), a_row(2, capacity="1"), a_row(9)))
    number, before = upload.id, lines_of(provider)
    services.choose(number, "all", withdraw=False, now=now())
    a_worker_dies_at_the_second_row(monkeypatch)
    assert lines_of(provider) != before
    somebody_enrols("c2")
    somebody_enrols("c2")

    services.work(now() + LEASE + timedelta(seconds=1))

    upload = db.session.get_one(Upload, number)
    assert (upload.state, upload.how) == ("checked", None)
    assert lines_of(provider) == before
    assert (counts(upload)[:4], set(applied(upload))) == ((1, 1, 0, 1), {"pending"})


def a_worker_dies_at_the_second_row(monkeypatch: pytest.MonkeyPatch) -> None:
    record, calls = taking_in._record, []

    def dies(item: Any, taken: Any) -> None:
        calls.append(item)
        if len(calls) == 2:
            raise InterruptedError
        record(item, taken)

    with monkeypatch.context() as patch:
        patch.setattr(taking_in, "BATCH", 1)
        patch.setattr(whole, "BATCH", 1)
        patch.setattr("catalogue.offerings.services.importing.BATCH", 1)
        patch.setattr(taking_in, "_record", dies)
        with pytest.raises(InterruptedError):
            services.work(now())


def test_steps_that_a_worker_that_died_left_behind_are_set_by_the_next(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [a_line(reference="p", kind="programme", steps=["c1", "c4"]), a_line(reference="c4")]
    content = b"\n".join(json.dumps({**line, "provider": None}).encode() for line in lines)
    upload, before = sent(provider, content, "file.jsonl"), lines_of(provider)
    services.choose(upload.id, "good", withdraw=False, now=now())
    a_worker_dies_at_the_second_row(monkeypatch)
    assert offering("p").steps == []

    services.work(now() + LEASE + timedelta(seconds=1))

    assert steps() == ["c1", "c4"]
    undone(upload)
    assert lines_of(provider) == before


def test_a_draft_that_the_import_completed_is_a_draft_again(provider: Provider) -> None:
    published(sent(provider, a_table(a_row(9, summary_en=""))))
    before = lines_of(provider)
    assert offering("c9").state == OfferingState.DRAFT
    upload = published(sent(provider, a_table(a_row(9))))
    assert offering("c9").state == OfferingState.PUBLISHED

    undone(upload)

    assert lines_of(provider) == before


def test_what_was_hidden_meanwhile_is_not_hidden_again(provider: Provider) -> None:
    published(sent(provider, a_table(a_row(4))))
    upload = sent(provider, a_table(a_row(1, price="7")))
    pause(offering("c2").id, actor_id=None, now=now())
    db.session.delete(offering("c4"))
    db.session.commit()

    upload = published(upload, withdraw=True)

    assert applied(upload) == ["applied", "failed", "applied", "applied"]
    assert set(reasons(upload)[0]) == {"ar", "en"}
    undone(upload)
    assert offering("c2").state == OfferingState.PAUSED
    assert offering("c3").state == OfferingState.PUBLISHED


def test_what_somebody_did_by_hand_already_is_not_taken_back(provider: Provider) -> None:
    upload = sent(provider, a_table(a_row(1, title_en="Metal"), a_row(2), a_row(3)))
    by_hand(title_en="Metal")
    upload = published(upload)
    assert items(upload)[0].outcome == "unchanged"
    by_hand(title_en="Metal for all")

    upload = undone(upload)

    assert offering("c1").title_en == "Metal for all"
    assert items(upload)[0].applied == "undone"


def test_a_run_that_the_import_added_goes_again(provider: Provider) -> None:
    before = lines_of(provider)
    upload = sent(provider, a_table(a_row(1), a_row(1, run_reference="r2")))
    (item,) = [one for one in items(upload) if one.outcome == "updated"]
    assert [(one["field"], one["run"], one["old"]) for one in item.differences] == [("run", "r2", None)]

    upload = published(upload)
    assert [run.reference for run in offering("c1").runs] == ["r1", "r2"]
    undone(upload)

    assert lines_of(provider) == before


@pytest.mark.parametrize("run", ["r1", "r2"])
def test_what_somebody_has_enrolled_in_since_stays_as_she_found_it(provider: Provider, run: str) -> None:
    upload = published(sent(provider, a_table(a_row(1, price="7"), a_row(1, price="7", run_reference="r2"))))
    somebody_enrols("c1", run)

    upload = undone(upload)

    assert "Somebody has enrolled in it since" in reasons(upload)[0]["en"]
    assert [run.price_halalas for run in offering("c1").runs] == [700, 700]


def test_who_was_enrolled_before_or_has_left_since_keeps_nothing_from_being_taken_back(provider: Provider) -> None:
    somebody_enrols()
    upload = published(sent(provider, a_table(a_row(1, price="7"))))
    left = somebody_enrols()
    cancel(left.id, acted_by=left.learner.account_id or 0, now=now())

    undone(upload)

    assert offering("c1").runs[0].price_halalas == 10_000


@pytest.mark.made_up_counters
def test_a_run_that_the_import_added_stays_with_the_people_in_it(provider: Provider) -> None:
    upload = published(sent(provider, a_table(a_row(1, price="7"), a_row(1, price="7", run_reference="r2"))))
    by_hand_of(next(run for run in offering("c1").runs if run.reference == "r2"), seats_taken=1)

    upload = undone(upload)

    assert "already people in the run" in reasons(upload)[0]["en"]
    assert "r2" in reasons(upload)[0]["en"]
    assert [run.price_halalas for run in offering("c1").runs] == [700, 700]


def test_what_cannot_be_brought_back_as_it_was_is_left_as_it_is(provider: Provider) -> None:
    columns = [*a_row(), "venue_en", "venue_ar", "city"]
    row = {**a_row(1), "venue_en": "Hall", "city": "jubail-industrial-city"}
    published(sent(provider, a_table(row, columns=columns)))
    arabic = "\u0642\u0627\u0639\u0629"
    upload = published(sent(provider, a_table({**row, "venue_ar": arabic, "price": "7"}, columns=columns)))
    assert offering("c1").runs[0].price_halalas == 700

    upload = undone(upload)

    assert "exactly as it was" in reasons(upload)[0]["en"]
    assert offering("c1").runs[0].price_halalas == 700  # all of it is left, not a part


@pytest.mark.made_up_counters
def test_seats_that_are_taken_keep_a_change_from_being_taken_back(provider: Provider) -> None:
    run_by_hand("c1", capacity=1)
    upload = published(sent(provider, a_table(a_row(1, capacity="20"))))
    run_by_hand("c1", seats_taken=2)

    upload = undone(upload)

    assert reasons(upload)[0]["en"] == "There are already 2 people in this run."
    assert offering("c1").runs[0].capacity == 20


def test_a_new_listing_that_somebody_had_enrolled_in_is_hidden_and_one_that_is_gone_is_named(
    provider: Provider,
) -> None:
    upload = published(sent(provider, a_table(a_row(7), a_row(8), a_row(9))))
    db.session.delete(offering("c7"))
    enrolment = somebody_enrols("c8")
    cancel(enrolment.id, acted_by=enrolment.learner.account_id or 0, now=now())

    upload = undone(upload)

    assert offering("c8").state == OfferingState.PAUSED
    assert "c9" not in [line["reference"] for line in lines_of(provider)]
    gone, hidden = reasons(upload)
    assert gone["en"] == "It is not there any more."
    assert "hidden from now on" in hidden["en"]


def test_what_was_withdrawn_is_shown_again_unless_others_decided_about_it(provider: Provider) -> None:
    upload = published(sent(provider, a_table(a_row(9))), withdraw=True)
    by_hand("c1", state=OfferingState.ARCHIVED)
    by_hand("c2", summary_en=None)

    upload = undone(upload)

    assert [offering(one).state for one in ("c1", "c2", "c3")] == ["archived", "paused", "published"]
    first, second = reasons(upload)
    assert "archived since" in first["en"]
    assert set(second) == {"ar", "en"}


def test_steps_of_a_programme_are_checked_published_and_taken_back(provider: Provider) -> None:
    def programme(*steps: str) -> bytes:
        title = {"en": " and ".join(("A programme", *steps[2:]))}
        lines = [a_line(reference="p", kind="programme", title=title, steps=list(steps)), a_line(reference="c4")]
        return b"\n".join(json.dumps({**line, "provider": None}).encode() for line in lines)

    published(sent(provider, programme("c1", "c4", "nowhere"), "file.jsonl"))
    assert steps() == ["c1", "c4"]
    before = lines_of(provider)

    assert counts(sent(provider, programme("c1", "c4", "nowhere"), "file.jsonl"))[:3] == (0, 0, 2)
    upload = sent(provider, programme("c4", "c3", "nobody"), "file.jsonl")
    item = items(upload)[0]
    assert (item.outcome, [one["field"] for one in item.differences]) == ("updated", ["title_en", "steps"])
    assert (item.errors, item.notes) == (0, 1)
    assert "nobody" in item.problems[0]["words"]["en"]
    assert steps() == ["c1", "c4"]

    upload = published(upload)
    assert steps() == ["c4", "c3"]
    undone(upload)
    assert lines_of(provider) == before


def steps() -> list[str]:
    db.session.expire_all()
    references = {one.id: reference for reference in ("c1", "c2", "c3", "c4") for one in [offering(reference)]}
    return [references[link.step_id] for link in offering("p").steps]


def test_a_file_that_names_steps_it_brings_itself_says_that_they_change(provider: Provider) -> None:
    columns = [*a_row(), "steps"]
    programme = {**a_row(7), "kind": "programme"}
    published(sent(provider, a_table({**programme, "steps": "c1"}, columns=columns)))

    upload = sent(provider, a_table({**programme, "steps": "c1|c6"}, a_row(6), columns=columns))

    assert [item.outcome for item in items(upload)][:2] == ["updated", "created"]
    assert items(upload)[0].problems == []
    undone(published(upload))
    assert [link.position for link in offering("c7").steps] == [0]


def test_what_may_not_be_decided_is_refused(provider: Provider) -> None:
    unchanged = sent(provider, a_table(a_row(1), a_row(2), a_row(3)))
    with pytest.raises(NothingToPublish):
        services.choose(unchanged.id, "good", withdraw=True, now=now())
    with pytest.raises(NotCheckedNow):
        services.choose_undo(unchanged.id, now())

    nameless = sent(provider, a_table(a_row(1, price="7"), a_row(2, reference="")))
    with pytest.raises(NotEveryoneNamed):
        services.choose(nameless.id, "good", withdraw=True, now=now())

    done = published(nameless)
    with pytest.raises(UndoOver):
        services.choose_undo(done.id, now() + UNDO_FOR + timedelta(minutes=1))
    assert offering("c1").runs[0].price_halalas == 700
