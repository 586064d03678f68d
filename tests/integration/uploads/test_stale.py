"""A result that does not hold any more says so, and is checked again as it stands, without the file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from catalogue.core.clock import now
from catalogue.core.db import db, transaction
from catalogue.offerings.exchange.shape import RUNS_MAX
from catalogue.offerings.uploads import queries, services
from catalogue.offerings.uploads.meanwhile import changed_here
from catalogue.offerings.uploads.models import Upload
from catalogue.offerings.uploads.rules import NotCheckedNow, ResultStale
from catalogue.providers.models import Provider
from tests.builders import a_provider
from tests.builders_uploads import a_row, a_table, counts, errors, items, lines_of, offering, published, sent, undone
from tests.integration.uploads.desks import Desk

TWO = a_table(a_row(1), a_row(2))


@pytest.fixture
def later() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(now(), tick=True) as traveller:
        yield traveller


@pytest.fixture
def provider(app: Flask) -> Provider:
    return a_provider()


def again(upload: Upload) -> Upload:
    number = upload.id
    services.choose_again(number)
    services.work(now())
    db.session.expire_all()
    return db.session.get_one(Upload, number)


def test_a_file_whose_twin_was_taken_back_says_so_and_is_checked_again(
    provider: Provider, later: time_machine.Traveller
) -> None:
    first = published(sent(provider, TWO))
    second = sent(provider, TWO)
    assert (counts(second), changed_here(second)) == ((0, 0, 2, 0, 0), 0)
    number = second.id
    later.shift(timedelta(minutes=1))
    undone(first)

    second = db.session.get_one(Upload, number)
    assert changed_here(second) == 2
    with pytest.raises(ResultStale):
        services.choose(number, "all", withdraw=False, now=now())
    second = again(second)

    assert (counts(second), changed_here(second)) == ((2, 0, 0, 0, 0), 0)
    published(second, "all")
    assert [line["reference"] for line in lines_of(provider)] == ["c1", "c2"]


def test_what_somebody_changed_is_compared_with_anew(provider: Provider, later: time_machine.Traveller) -> None:
    published(sent(provider, TWO))
    upload = sent(provider, a_table(a_row(1, price="5"), a_row(2)))
    later.shift(timedelta(minutes=1))
    _retitle("c2")

    assert changed_here(upload) == 1
    upload = again(upload)

    assert counts(upload) == (0, 2, 0, 0, 0)
    assert [one["field"] for one in items(upload)[1].differences] == ["title_en"]


@transaction
def _retitle(reference: str) -> None:
    offering(reference).title_en, offering(reference).changed_at = "By hand", now()


def test_checking_again_finds_the_same_in_a_file_that_is_wrong_in_many_ways(provider: Provider) -> None:
    too_many = [a_row(9, run_reference=f"r{number}") for number in range(RUNS_MAX + 3)]
    rows = [a_row(1, price="much"), a_row(2), {**a_row(3), "reference": ""}, a_row(2, run_reference="x"), *too_many]
    upload = sent(provider, a_table(*rows, columns=[*a_row(), "colour"]))
    before = (counts(upload), errors(upload), [item.outcome for item in items(upload)])

    upload = again(upload)

    assert (counts(upload), errors(upload), [item.outcome for item in items(upload)]) == before
    assert len(queries.about_the_file(upload)) == 1


def test_what_is_published_is_not_checked_again(provider: Provider) -> None:
    number = published(sent(provider, TWO)).id
    with pytest.raises(NotCheckedNow):
        services.choose_again(number)


def test_the_page_offers_it_in_one_click(desk: Desk, later: time_machine.Traveller) -> None:
    first = desk.send(TWO)
    desk.work()
    desk.browser.post(first, data={"how": "all"})
    desk.work()
    second = desk.send(TWO)
    desk.work()
    assert "out of date" not in desk.browser.get(second).text
    later.shift(timedelta(minutes=1))
    desk.browser.post(f"{first}/undo")
    desk.work()

    assert "This result is out of date: 2 listings of the file have changed here" in desk.browser.get(second).text
    assert desk.browser.post(f"{second}/check-again").location == second
    desk.work()
    page = desk.browser.get(second).text
    assert ("out of date" in page, 'name="how" value="all"' in page) == (False, True)
