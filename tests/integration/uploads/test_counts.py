"""The counts of a checked file: each listing in exactly one of them, and together all that is in the file."""

from __future__ import annotations

import re

from flask import Flask

from catalogue.offerings.uploads import queries
from tests.builders import a_provider
from tests.builders_uploads import COLUMNS, a_row, a_table, published, sent
from tests.integration.uploads.desks import Desk

MIXED = (
    a_row(1, price="7"),  # changed
    a_row(1, price="7", run_reference="r2", capacity="-1"),  # with an error in one of its rows
    a_row(2),  # unchanged
    a_row(3, price="9"),  # changed
    a_row(5),  # new
    a_row(6, kind="banquet"),  # not imported
    {**a_row(), "reference": ""},  # nobody knows which
)


def test_every_listing_of_a_file_is_counted_once(app: Flask) -> None:
    provider = a_provider()
    published(sent(provider, a_table(*(a_row(number) for number in (1, 2, 3, 4)))))

    found = queries.partition(sent(provider, a_table(*MIXED)))

    assert found == (1, 1, 1, 3, 1)
    assert found.total == 6


def test_notes_about_the_file_are_no_listings_and_are_told(desk: Desk) -> None:
    address = desk.send(a_table({**a_row(1), "colour": "red"}, columns=[*COLUMNS, "colour"]))
    desk.work()

    page = desk.browser.get(address).text

    assert "1 listing in the file" in page
    assert re.search(r"colour</code>: This column is not known", page)


def test_the_numbers_on_the_page_add_up_and_lead_to_what_they_count(desk: Desk) -> None:
    first = desk.send(a_table(*(a_row(number) for number in (1, 2, 3, 4))))
    desk.work()
    desk.browser.post(first, data={"how": "all"})
    desk.work()
    address = desk.send(a_table(*MIXED))
    desk.work()

    page = desk.browser.get(address).text

    numbers = [int(found) for found in re.findall(r"<dd>(?:<a [^>]*>)?(\d+)", page)]
    assert (numbers, sum(numbers)) == ([1, 1, 1, 3], 6)
    assert "6 listings in the file" in page
    assert "Of those with errors, 1 goes in without the rows that are wrong" in page
    assert "Not in the file, but here: 1 published listing" in page
    for show, count in (("created", 1), ("updated", 1), ("partly", 1), ("absent", 1)):
        shown = desk.browser.get(f"{address}/changes?show={show}").text
        assert (show, shown.count('class="panel pad stack"')) == (show, count)
