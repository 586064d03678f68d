"""Forty mistakes in one file: each is named at its row and field, all are mended, undo brings back what was."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from sqlalchemy import select

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.uploads import services
from catalogue.offerings.uploads.cells import faulty_cells
from catalogue.offerings.uploads.models import Upload
from catalogue.providers.models import Provider
from tests.builders import a_provider
from tests.builders_uploads import a_row, a_table, counts, errors, items, lines_of, published, sent, undone
from tests.integration.uploads.desks import Desk

MISTAKES: tuple[tuple[str, str], ...] = (
    *(("kind", one) for one in ("banquet", "", "corse")),
    *(("topics", one) for one in ("9999", "0715|1", "welding")),
    *(("level", one) for one in ("wizard", "begginer")),
    *(("age_min", one) for one in ("-1", "121", "sixteen", "1.5")),
    *(("credential", one) for one in ("crown", "attendence")),
    *(("mode", one) for one in ("", "telepathy", "online", "in_persn")),
    *(("gender_mode", one) for one in ("robots", "womens")),
    *(("price", one) for one in ("-1.00", "1,500", "free of charge", "12.345")),
    *(("capacity", one) for one in ("-5", "0", "many", "1.5")),
    *(("enrol_closes_at", one) for one in ("31/02/2027", "1448-13-01", "tomorrow", "2027-01-20T25:00", "1999-01-01")),
    *(("sessions", one) for one in ("2027-01-20T17:00", "2027-01-20T19:00/17:00", "a/b", "1448-09-31T17:00/19:00")),
    ("title_en", "x" * 201),
    ("run_reference", ""),
    ("reference", "c1"),
)


def test_forty_mistakes_are_named_mended_published_and_taken_back(app: Flask) -> None:
    assert len(MISTAKES) == 40
    provider = a_provider()
    published(sent(provider, a_table(*(a_row(number, price="7.00") for number in range(1, 21)))))
    before = lines_of(provider)
    rows = [a_row(1), *(a_row(number, **{column: value}) for number, (column, value) in enumerate(MISTAKES, start=2))]

    upload = sent(provider, a_table(*rows))

    assert errors(upload) == [(number + 2, column) for number, (column, _value) in enumerate(MISTAKES, start=1)]
    assert upload.faulty == 40
    for item in items(upload):
        if item.errors:
            _mend(upload, item.position, {cell.field: cell.row for cell in faulty_cells(item.source, item.problems)})
    upload = db.session.scalars(select(Upload).where(Upload.id == upload.id)).one()
    assert (errors(upload), upload.faulty, counts(upload)[:2]) == ([], 0, (21, 20))

    upload = published(upload, "all")
    assert len(lines_of(provider)) == 41
    undone(upload)
    assert lines_of(provider) == before


NAMED = re.compile(r"<b>Row (\d+)</b> · .*?<code dir=\"ltr\">([a-z_]+)</code>")
FIELD = re.compile(r'name="c-(\d+)-([a-z_]+)"')


def test_the_same_forty_through_the_pages_of_a_desk(desk: Desk) -> None:
    browser = desk.browser
    first = desk.send(a_table(*(a_row(number, price="7.00") for number in range(1, 21))))
    desk.work()
    browser.post(first, data={"how": "all"})
    desk.work()
    with desk.app.app_context():
        before = lines_of(db.session.get_one(Provider, desk.provider_id))
    rows = [a_row(1), *(a_row(number, **{column: value}) for number, (column, value) in enumerate(MISTAKES, start=2))]

    address = desk.send(a_table(*rows))
    desk.work()

    pages = [browser.get(f"{address}/errors?page={number}").text for number in range(1, 5)]
    named = [(int(row), column) for page in pages for row, column in NAMED.findall(page)]
    assert named == [(number + 2, column) for number, (column, _value) in enumerate(MISTAKES, start=1)]
    assert "page=5" not in pages[-1]
    assert [page.count("Mend here") for page in pages] == [10] * 4
    assert browser.post(address, data={"how": "all"}).status_code == 422
    for position in re.findall(r'/errors/(\d+)"', "".join(pages)):
        form = browser.get(f"{address}/errors/{position}").text
        good: dict[str, str] = a_row(int(position))
        answer = browser.post(
            f"{address}/errors/{position}",
            data={f"c-{row}-{column}": good[column] for row, column in FIELD.findall(form)},
        )
        assert (answer.status_code, position) == (303, position)
    assert "There are no errors." in browser.get(f"{address}/errors").text
    assert browser.post(address, data={"how": "all"}).status_code == 303
    desk.work()
    assert len(desk.lines()) == 41
    assert "It is done." in browser.get(address).text

    assert browser.post(f"{address}/undo").status_code == 303
    desk.work()

    assert "The import was taken back." in browser.get(address).text
    with desk.app.app_context():
        assert lines_of(db.session.get_one(Provider, desk.provider_id)) == before


def _mend(upload: Upload, position: int, wrong: dict[str, int]) -> None:
    """Each wrong cell gets what a good row has there."""
    good: dict[str, Any] = a_row(position)
    changes = {(row, column): good[column] for column, row in wrong.items()}
    assert services.mend(upload.id, position, changes, now()) == 0, (position, wrong)
