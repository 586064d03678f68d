"""What files and programs change in live listings is kept for the office: what matters, and not for ever."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.filed import queries, rules
from catalogue.offerings.filed import services as filed
from catalogue.offerings.filed.models import FileBatch, FileChange
from catalogue.offerings.filed.rules import MoreThanSeen
from catalogue.offerings.uploads import services
from catalogue.offerings.uploads.models import AccessToken, UploadItem
from catalogue.providers.models import Provider
from tests.builders import a_provider
from tests.builders_offerings import a_line, a_run_line
from tests.builders_providers import a_member
from tests.builders_uploads import a_row, a_table, offering, published, sent, undone

pytestmark = pytest.mark.made_up_counters
LATER = "2027-01-21T17:00/19:00"
MOVED = {"starts_at": "2027-03-21T14:00:00Z", "ends_at": "2027-03-21T16:00:00Z"}


@pytest.fixture
def provider(app: Flask) -> Provider:
    """With two published listings, whose publishing was looked at."""
    made = a_provider()
    published(sent(made, a_table(a_row(1), a_row(2))))
    filed.look_at(batches()[0].id, seen=batches()[0].stamp, actor_id=None, now=now())
    return made


def batches() -> list[FileBatch]:
    db.session.expire_all()
    return list(db.session.scalars(select(FileBatch).order_by(FileBatch.id)))


def noted() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Of the newest batch: the listing, before and after."""
    rows = select(FileChange).where(FileChange.batch_id == batches()[-1].id).order_by(FileChange.id)
    return [(row.offering.reference, row.before, row.after) for row in db.session.scalars(rows)]


def send(provider: Provider, *rows: dict[str, str]) -> None:
    published(sent(provider, a_table(*rows)))


@pytest.mark.parametrize(
    ("about", "after"),
    [
        ({"title_en": "Other"}, {"title": {"en": "Other"}}),
        ({"credential": "completion"}, {"credential": "completion"}),
        ({"price": "5.00"}, {"runs": [{"reference": "r1", "price": "5.00", "currency": "SAR"}]}),
        ({"gender_mode": "women"}, {"runs": [{"reference": "r1", "gender_mode": "women"}]}),
    ],
)
def test_what_people_rely_on_is_kept_before_and_after(
    provider: Provider, about: dict[str, str], after: dict[str, Any]
) -> None:
    send(provider, a_row(1, **about), a_row(2))
    ((reference, _before, found),) = noted()
    assert (reference, found) == ("c1", after)


@pytest.mark.parametrize(
    "about", [{"summary_en": "More sparks."}, {"capacity": "20"}, {"level": "advanced"}, {"sessions": LATER}]
)
def test_what_may_change_freely_is_not(provider: Provider, about: dict[str, str]) -> None:
    send(provider, a_row(1, **about), a_row(2))
    assert len(batches()) == 1


def test_a_time_counts_where_somebody_has_a_seat(provider: Provider) -> None:
    offering("c1").runs[0].seats_taken = 1
    db.session.commit()
    send(provider, a_row(1, sessions=LATER), a_row(2, sessions=LATER))
    ((reference, before, after),) = noted()
    assert reference == "c1"
    assert [run["sessions"][0]["starts_at"] for run in (before["runs"][0], after["runs"][0])] == [
        "2027-01-20T14:00:00Z", "2027-01-21T14:00:00Z",
    ]  # fmt: skip


def test_new_listings_are_kept_as_new_and_drafts_not_at_all(provider: Provider) -> None:
    send(provider, a_row(1), a_row(2), a_row(3), a_row(4, credential=""))
    assert noted() == [("c3", {}, {})]


def test_taking_the_import_back_leaves_nothing_to_look_at(provider: Provider) -> None:
    undone(published(sent(provider, a_table(a_row(1, price="5.00"), a_row(3)))))
    assert noted() == []
    assert batches()[-1].taken_back_at is not None


def test_a_check_alone_and_the_operators_command_note_nothing(provider: Provider) -> None:
    sent(provider, a_table(a_row(1, price="5.00")))
    assert len(batches()) == 1


def test_more_that_comes_in_is_not_marked_unseen(provider: Provider) -> None:
    send(provider, a_row(1, price="5.00"), a_row(2))
    batch = batches()[-1]
    seen, number = batch.stamp, batch.id
    batch.version += 1
    db.session.commit()
    with pytest.raises(MoreThanSeen):
        filed.look_at(number, seen=seen, actor_id=None, now=now())
    assert batches()[-1].looked_at is None


def put(provider: Provider, reference: str = "o1", **about: Any) -> None:
    token = db.session.scalars(select(AccessToken)).first()
    if token is None:
        services.make_token(provider.id, a_member(provider, "editor").account_id or 0, "A program", now())
        token = db.session.scalars(select(AccessToken)).one()
    services.put({**a_line(**about), "reference": reference, "provider": None}, token, now())


def test_what_programs_send_is_one_batch_a_day_until_it_was_looked_at(provider: Provider) -> None:
    put(provider)
    put(provider, "o2")
    assert [one.source for one in batches()] == ["desk", "program"]
    filed.look_at(batches()[-1].id, seen=batches()[-1].stamp, actor_id=None, now=now())
    put(provider, runs=[a_run_line(price="5.00")])
    assert len(batches()) == 3
    assert [(reference, after["runs"][0]["price"]) for reference, _before, after in noted()] == [("o1", "5.00")]


def test_a_listing_that_is_sent_again_and_again_stands_once_from_first_to_last(provider: Provider) -> None:
    put(provider)
    filed.look_at(batches()[-1].id, seen=batches()[-1].stamp, actor_id=None, now=now())
    for price in ("5.00", "6.00"):
        put(provider, runs=[a_run_line(price=price)])
    put(provider, runs=[a_run_line(price="6.00")], title={"en": "Other"})
    ((_reference, before, after),) = noted()
    assert [side["runs"][0]["price"] for side in (before, after)] == ["0.00", "6.00"]
    assert after["title"] == {"en": "Other"}
    put(provider)
    assert noted() == []


def test_a_new_listing_that_is_changed_before_anybody_looked_stands_as_new_and_as_changed(provider: Provider) -> None:
    put(provider)
    offering("o1").runs[0].seats_taken = 1
    db.session.commit()
    put(provider, title={"en": "Other"}, runs=[a_run_line(price="20.00", sessions=[MOVED])])
    ((_reference, old, new),) = noted()
    before, after = old["runs"][0], new["runs"][0]
    assert (new["title"], before["price"], after["price"]) == ({"en": "Other"}, "0.00", "20.00")
    assert (after["sessions"][0]["starts_at"], before["sessions"] == after["sessions"]) == (MOVED["starts_at"], False)
    assert how_many() == (1, 1)
    put(provider)
    assert (noted(), how_many()) == ([("o1", {}, {})], (0, 1))


def how_many() -> tuple[int, int]:
    """Changed and new, of the newest batch."""
    batch = queries.batch_by_public_id(batches()[-1].public_id)
    shown = [len(queries.changes(batch.row.id, fresh=fresh, page=1).rows) for fresh in (False, True)]
    assert shown == [batch.changed, batch.fresh]
    return batch.changed, batch.fresh


def test_what_was_looked_at_is_forgotten_after_a_month_and_the_rest_after_half_a_year(provider: Provider) -> None:
    send(provider, a_row(1, price="5.00"), a_row(2))
    filed.forget_old(now() + rules.KEPT_AFTER_LOOKING + timedelta(minutes=1))
    assert len(batches()) == 1
    filed.forget_old(now() + rules.KEPT_UNSEEN + timedelta(minutes=1))
    assert batches() == []


def test_it_outlives_the_record_of_the_upload(provider: Provider) -> None:
    send(provider, a_row(1, price="5.00"), a_row(2))
    services.forget_old(now() + timedelta(days=31))
    assert db.session.scalars(select(UploadItem)).all() == []
    assert [one.upload_id for one in batches()] == [None, None]
    assert len(noted()) == 1
