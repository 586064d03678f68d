"""Errors of a file mended on screen: what is typed is read as the file would have been."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook

from catalogue.core.clock import now
from catalogue.core.db import db
from catalogue.offerings.uploads import services
from catalogue.offerings.uploads.cells import LONGEST, faulty_cells
from catalogue.offerings.uploads.models import Upload
from catalogue.offerings.uploads.rules import NotCheckedNow
from catalogue.providers.models import Provider
from tests.builders import a_provider
from tests.builders_offerings import a_line, a_run_line
from tests.builders_uploads import a_row, a_table, counts, errors, items, lines_of, offering, published, sent


@pytest.fixture
def provider(app: Flask) -> Provider:
    return a_provider()


def lines(*given: dict[str, Any]) -> bytes:
    return b"\n".join(json.dumps({**one, "provider": None}).encode() for one in given)


def cells(upload: Upload, position: int = 1) -> dict[str, str]:
    """The cells that are to be mended: field → what stands there."""
    item = items(upload)[position - 1]
    return {cell.field: cell.value for cell in faulty_cells(item.source, item.problems)}


def mended(upload: Upload, typed: dict[str, str], position: int = 1) -> int:
    """:returns: how many errors are left."""
    item, number = items(upload)[position - 1], upload.id
    changes = {
        (cell.row, cell.field): typed[cell.field]
        for cell in faulty_cells(item.source, item.problems)
        if cell.field in typed
    }
    assert len(changes) == len(typed), "only what is wrong can be mended"
    left = services.mend(number, position, changes, now())
    db.session.expire_all()
    return left


# The line that is sent, what the form shows of it, and what is typed there instead.
LINES: dict[str, tuple[dict[str, Any], dict[str, str], dict[str, str]]] = {
    "an empty title is asked for in each language": (
        a_line(title=None), {"title.ar": "", "title.en": ""}, {"title.en": "Welding"},
    ),
    "a number may be typed": (a_line(age_min=-3), {"age_min": "-3"}, {"age_min": "\u0661\u0666"}),
    "a list has lines between its entries": (
        a_line(topics=["0715", "welding"]), {"topics": "0715 | welding"}, {"topics": "0715 | 0613"},
    ),
    "a session is its start and its end": (
        a_line(runs=[a_run_line(sessions=[{"starts_at": "2027-01-20T19:00+03:00", "ends_at": "soon",
                                           "state": "cancelled"}])]),
        {"runs[0].sessions[0]": "2027-01-20T19:00+03:00/soon/cancelled"},
        {"runs[0].sessions[0]": "2027-01-20T19:00+03:00/21:00+03:00/cancelled"},
    ),
    "sessions are typed one after the other": (
        a_line(runs=[a_run_line(sessions="tomorrow")]),
        {"runs[0].sessions": "tomorrow"},
        {"runs[0].sessions": "2027-01-20T19:00+03:00/21:00+03:00 | 2027-01-21T19:00+03:00/21:00+03:00"},
    ),
    "what is no text stands as JSON": (
        a_line(runs=[a_run_line(reduced=5)]),
        {"runs[0].reduced": "5"},
        {"runs[0].reduced": '{"price": "0.00", "for": "job_seekers"}'},
    ),
    "a deeper field is put in its place": (
        a_line(runs=[a_run_line(price="10", reduced={"price": "5"})]),
        {"runs[0].reduced.for": ""},
        {"runs[0].reduced.for": "job_seekers"},
    ),
    "the name of a venue is asked for in each language": (
        a_line(runs=[a_run_line(venue={"address": {"en": "Gate 1"}})]),
        {"runs[0].venue.name.ar": "", "runs[0].venue.name.en": ""},
        {"runs[0].venue.name.en": "Hall"},
    ),
    "a number of degrees": (
        a_line(runs=[a_run_line(venue={"name": {"en": "Hall"}, "latitude": "north", "longitude": [4]})]),
        {"runs[0].venue.latitude": "north", "runs[0].venue.longitude": "4"},
        {"runs[0].venue.latitude": "\u0662\u0667.5", "runs[0].venue.longitude": "49.5"},
    ),
    "true or false": (
        a_line(runs=[a_run_line(questions=[{"key": "q", "label": {"en": "Why?"}, "required": "perhaps"}])]),
        {"runs[0].questions[0].required": "perhaps"},
        {"runs[0].questions[0].required": "True"},
    ),
    "answers to choose from": (
        a_line(runs=[a_run_line(questions=[{"key": "q", "label": {"en": "Why?"}, "kind": "choice", "options": [
            {"value": "x" * 101, "label": {"en": "Work"}}, {"value": "\u202e", "label": {"en": "Joy"}},
        ]}])]),
        {"runs[0].questions[0].options[0].value": "x" * 101, "runs[0].questions[0].options[1].value": "\u202e"},
        {"runs[0].questions[0].options[0].value": "work", "runs[0].questions[0].options[1].value": "joy"},
    ),
    "a language that is not ours goes when it is emptied": (
        a_line(title={"en": "Welding", "fr": "Soudage"}), {"title.fr": "Soudage"}, {"title.fr": " "},
    ),
    "an answer about a venue goes when it is emptied": (
        a_line(runs=[a_run_line(venue={"name": {"en": "Hall"}, "access": {"wheelchair": "maybe"}})]),
        {"runs[0].venue.access.wheelchair": "maybe"},
        {"runs[0].venue.access.wheelchair": ""},
    ),
}  # fmt: skip


def test_each_field_of_a_line_is_mended_as_the_form_shows_it(provider: Provider) -> None:
    wrong = []
    for about, (line, shown, typed) in LINES.items():
        upload = sent(provider, lines(line), "file.jsonl")
        found = cells(upload)
        left = mended(upload, typed) if found == shown else -1
        if left:
            wrong.append((about, found, left, errors(upload)))
    assert wrong == []


def test_what_was_mended_is_what_is_published(provider: Provider) -> None:
    line = a_line(runs=[a_run_line(capacity="many", reduced=5)], topics=["welding"])
    upload = sent(provider, lines(line), "file.jsonl")
    reduced = '{"price": "0.00", "for": "job_seekers"}'

    assert mended(upload, {"topics": "0715", "runs[0].capacity": "12"}) == 1
    assert mended(upload, {"runs[0].reduced": reduced.replace("}", "")}) == 1  # no JSON is a text
    assert cells(upload) == {"runs[0].reduced": reduced.replace("}", "")}
    assert mended(upload, {"runs[0].reduced": reduced}) == 0
    published(upload)

    (found,) = lines_of(provider)
    assert (found["topics"], found["runs"][0]["capacity"]) == (["0715"], 12)
    assert found["runs"][0]["reduced"] == {"price": "0.00", "for": "job_seekers"}


def test_a_language_with_a_longer_name_is_told_and_nothing_else_is_touched(provider: Provider) -> None:
    upload = sent(provider, lines(a_line(title={"en": "Welding", "en-GB": "Welding"})), "file.jsonl")

    assert errors(upload) == [(1, "title.en-GB")]
    assert cells(upload) == {}


def test_what_is_longer_than_a_form_gives_back_is_not_put_into_one(provider: Provider) -> None:
    upload = sent(provider, lines(a_line(description={"en": "x" * (LONGEST + 1)}, age_min=-1)), "file.jsonl")

    assert set(errors(upload)) == {(1, "description.en"), (1, "age_min")}
    assert cells(upload) == {"age_min": "-1"}


def test_a_line_that_is_no_object_is_told_and_cannot_be_mended(provider: Provider) -> None:
    upload = sent(provider, b'["welding"]\n' + lines(a_line(runs=["monday"])), "file.jsonl")

    assert [row for row, _field in errors(upload)] == [1, 2]
    assert (cells(upload, 1), cells(upload, 2)) == ({}, {})
    changes = {(1, "title.en"): "x", (2, "runs[7].mode"): "x", (2, "runs[0].mode"): "x"}  # nothing stands there
    assert services.mend(upload.id, 2, changes, now()) == 1
    assert services.mend(upload.id, 1, changes, now()) == 1


def test_what_describes_an_offering_is_mended_in_all_its_rows(provider: Provider) -> None:
    rows = [a_row(1, kind="banquet", run_reference=f"r{number}") for number in (1, 2, 3)]
    upload = sent(provider, a_table(*rows))
    assert errors(upload) == [(2, "kind")]

    assert mended(upload, {"kind": "course"}) == 0

    published(upload)
    assert [run.reference for run in offering("c1").runs] == ["r1", "r2", "r3"]


def test_a_cell_of_a_run_is_mended_in_its_row_alone(provider: Provider) -> None:
    upload = sent(provider, a_table(a_row(1, capacity="-1"), a_row(1, run_reference="r2", capacity="-1")))
    assert errors(upload) == [(2, "capacity"), (3, "capacity")]

    services.mend(upload.id, 1, {(2, "capacity"): "5"}, now())

    db.session.expire_all()
    assert errors(upload) == [(3, "capacity")]


def test_a_column_that_the_file_lacks_may_be_mended(provider: Provider) -> None:
    columns = [name for name in a_row() if name != "mode"]
    row = {name: value for name, value in a_row().items() if name in columns}
    upload = sent(provider, a_table(row, columns=columns))
    assert errors(upload) == [(2, "mode")]

    assert mended(upload, {"mode": "online_live"}) == 0

    assert upload.columns == [*columns, "mode"]
    published(upload)
    assert offering("c1").runs[0].mode == "online_live"


def test_a_formula_is_replaced_by_what_is_typed(provider: Provider) -> None:
    book, file = Workbook(), io.BytesIO()
    assert book.active
    book.active.append(list(a_row()))
    book.active.append(list(a_row(1, price="=10*10", title_en="=A1").values()))
    book.save(file)
    upload = sent(provider, file.getvalue(), "file.xlsx")
    assert cells(upload) == {"price": "=10*10", "title_en": "=A1"}

    assert mended(upload, {"price": "100"}) == 1  # the other one is a formula still
    assert mended(upload, {"title_en": "Welding"}) == 0


def test_the_steps_of_a_programme_are_told_when_it_is_mended(provider: Provider) -> None:
    line = a_line(kind="programme", age_min=-1, steps=["nowhere"])
    upload = sent(provider, lines(line), "file.jsonl")

    assert mended(upload, {"age_min": "5"}) == 0

    (item,) = items(upload)
    assert [one["field"] for one in item.problems] == ["steps"]
    assert "nowhere" in item.problems[0]["words"]["en"]


def test_what_is_published_already_is_not_mended(provider: Provider) -> None:
    upload = published(sent(provider, a_table(a_row(1, capacity="-1"), a_row(2))))
    with pytest.raises(NotCheckedNow):
        mended(upload, {"capacity": "5"})
    assert errors(upload) == [(2, "capacity")]
    assert counts(upload)[3] == 1


@pytest.mark.parametrize("typed", ["[" * 900 + "]" * 900, "[" * 15_000, "[NaN]", '[{"a": Infinity}]', "{"])
def test_what_only_looks_like_a_structure_is_a_text(each_app: Flask, typed: str) -> None:
    with each_app.app_context():
        upload = sent(a_provider(), lines(a_line(topics=["welding"])), "file.jsonl")

        assert mended(upload, {"topics": typed}) == 1
