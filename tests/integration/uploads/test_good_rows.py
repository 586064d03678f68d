"""“Only the good rows” means exactly that, and the page says beforehand how much comes in and how much stays out."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from catalogue.core.clock import now
from catalogue.offerings.uploads import queries, services
from catalogue.offerings.uploads.rules import NoListings
from catalogue.offerings.uploads.tally import tally
from tests.builders import a_provider
from tests.builders_offerings import a_line, a_run_line
from tests.builders_uploads import a_row, a_table, counts, items, lines_of, offering, published, sent, undone
from tests.integration.uploads.desks import Desk
from tests.integration.uploads.test_mending import lines

MIXED = (
    a_row(1),
    a_row(1, run_reference="r2"),
    a_row(2, capacity="-1"),  # its only row is wrong
    a_row(3, price="much"),
    a_row(3, run_reference="r2", sessions="soon"),  # and so are both of this one's
    a_row(4, capacity="-1"),
    a_row(4, run_reference="r2"),  # of this one a row is good
    a_row(5, kind="banquet"),
    a_row(5, run_reference="r2"),  # what describes it is wrong: its good date has nothing to stand on
)


def test_a_listing_without_a_good_row_stays_out_whole(app: Flask) -> None:
    provider = a_provider()
    upload = sent(provider, a_table(*MIXED))

    assert tally(upload, queries.partition(upload)) == (2, 3, 3, 1, 1)
    published(upload)

    assert [(line["reference"], [run["reference"] for run in line["runs"]]) for line in lines_of(provider)] == [
        ("c1", ["r1", "r2"]),
        ("c4", ["r2"]),
    ]


def test_what_is_here_is_not_touched_by_a_wrong_row(app: Flask) -> None:
    provider = a_provider()
    published(sent(provider, a_table(a_row(1))))
    before = lines_of(provider)

    published(sent(provider, a_table(a_row(1, title_en="Other", price="much"), a_row(2))))

    assert lines_of(provider)[:1] == before


def test_of_lines_each_counts_as_a_row(app: Flask) -> None:
    good, bad = a_line(reference="o1"), a_line(reference="o2", runs=[a_run_line(capacity="many")])
    upload = sent(a_provider(), lines(good, bad), "file.jsonl")

    assert tally(upload, queries.partition(upload)) == (1, 1, 1, 0, 0)


def test_more_wrong_rows_than_errors_that_are_kept_are_all_counted(app: Flask) -> None:
    rows = [a_row(1, run_reference=f"r{number}", price="much", capacity="-1") for number in range(80)]
    upload = sent(a_provider(), a_table(*rows, a_row(1, run_reference="good")))

    assert tally(upload, queries.partition(upload)) == (1, 1, 0, 80, 1)


def test_the_page_says_how_much_comes_in_and_how_much_stays_out(desk: Desk) -> None:
    address = desk.send(a_table(*MIXED))
    desk.work()

    page = re.sub(r"\s+", " ", desk.browser.get(address).text)

    assert "2 listings come in, with 3 rows of the file." in page
    assert "3 listings with errors stay out whole." in page
    assert "1 wrong row stays out of a listing whose other rows are good." in page
    shown = desk.browser.get(f"{address}/errors").text
    assert (shown.count("Stays out until it is mended"), shown.count("Would come in without these rows")) == (3, 1)
    desk.browser.post(address, data={"how": "good"})
    desk.work()
    shown = desk.browser.get(f"{address}/errors").text
    assert (shown.count("Not imported"), shown.count("Imported without these rows")) == (3, 1)
    assert "1 went in without the rows that are wrong" in desk.browser.get(address).text


def test_the_empty_file_as_it_was_taken_publishes_nothing_and_hides_nothing(desk: Desk) -> None:
    first = desk.send(a_table(a_row(1)))
    desk.work()
    desk.browser.post(first, data={"how": "all"})
    desk.work()
    empty = desk.browser.get(f"{desk.address}/template/csv?columns=short").data
    address = desk.send(empty)
    desk.work()

    page = desk.browser.get(address).text

    assert "There is no listing in this file, so nothing is published and nothing is hidden." in page
    assert ("Not in the file, but here" in page, 'name="withdraw"' in page, 'name="how"' in page) == (False,) * 3
    answer = desk.browser.post(address, data={"how": "all", "withdraw": "1"})
    assert (answer.status_code, NoListings.code) == (422, "no_listings")


def test_a_service_hides_nothing_for_a_file_without_listings(app: Flask) -> None:
    provider = a_provider()
    published(sent(provider, a_table(a_row(1))))
    upload = sent(provider, a_table())
    with pytest.raises(NoListings):
        services.choose(upload.id, "all", withdraw=True, now=now())


def test_what_was_left_goes_on_by_itself_and_is_taken_back_by_itself(app: Flask) -> None:
    provider = a_provider()
    first = published(sent(provider, a_table(*MIXED)))
    before, number = lines_of(provider), first.id

    rest = services.take_up_rest(number, None, now())
    assert services.take_up_rest(number, None, now()) == rest
    services.work(now())

    upload = queries.upload_of(provider.id, rest)
    assert (upload.state, upload.name, upload.faulty, upload.absent) == ("checked", "file.csv", 4, 0)
    assert [item.reference for item in items(upload)] == ["c2", "c3", "c4", "c5"]
    services.mend(upload.id, 1, {(4, "capacity"): "5"}, now())
    services.mend(upload.id, 3, {(7, "capacity"): "7"}, now())
    upload = published(queries.upload_of(provider.id, rest))
    assert [line["reference"] for line in lines_of(provider)] == ["c1", "c2", "c4"]
    assert [run.capacity for run in sorted(offering("c4").runs, key=lambda run: run.reference)] == [7, 12]

    assert counts(undone(upload))[3] == 2
    assert lines_of(provider) == before
