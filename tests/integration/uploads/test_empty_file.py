"""The file that is offered for filling: a person fills it in either language, and it goes in."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from catalogue.core.db import db
from catalogue.core.reader import LANGUAGES, Reader, reading_as
from catalogue.offerings.exchange.headings import column_of, heading
from catalogue.offerings.exchange.lists import key_of
from catalogue.offerings.exchange.table_writing import COLUMNS
from catalogue.offerings.uploads.models import Upload
from catalogue.taxonomy.queries import topics_by_code
from tests.builders_uploads import errors, items, offering
from tests.integration.uploads.desks import Desk

FILLED = {
    "reference": "a-1", "title_ar": "\u0623\u0633\u0627\u0633\u064a\u0627\u062a \u0627\u0644\u0644\u062d\u0627\u0645",
    "summary_ar": "\u0644\u0644\u0645\u0628\u062a\u062f\u0626\u064a\u0646", "title_en": "Welding",
    "summary_en": "For beginners", "topics": "0715", "run_reference": "1",
    "venue_ar": "\u0627\u0644\u0642\u0627\u0639\u0629",
    "venue_en": "Hall", "price": "\u0665\u0660 \u0631\u064a\u0627\u0644", "capacity": "\u0662\u0660",
    "sessions": "\u0662\u0660/\u0661/\u0662\u0660\u0662\u0667 \u0661\u0667:\u0660\u0660\u2013\u0662\u0660:\u0660\u0660",
}  # fmt: skip
CHOSEN = ("kind", "credential", "mode", "gender_mode", "city")


def fetched(desk: Desk, lang: str, form: str, *, short: bool) -> bytes:
    address = f"/{lang}{desk.address[3:]}/template/{form}"
    return bytes(desk.browser.get(address, query_string={"columns": "short"} if short else {}).data)


def in_workbook(content: bytes) -> bytes:
    """One more row below the examples; what is chosen from a list is chosen from it, by its label."""
    book = load_workbook(io.BytesIO(content))
    sheet, values = book.worksheets[0], book.worksheets[2]
    columns = [column_of(str(cell.value)) for cell in sheet[1]]
    lists = {column_of(str(cells[0].value)): str(cells[2].value) for cells in values.iter_cols()}
    sheet.append([lists[name] if name in CHOSEN else FILLED.get(name) for name in columns])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def in_table(content: bytes) -> bytes:
    columns = [column_of(cell) for cell in next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))]
    keys = dict(zip(CHOSEN, ("workshop", "attendance", "in_person", "mixed", "jubail-industrial-city"), strict=True))
    text = io.StringIO()
    csv.writer(text).writerow([{**FILLED, **keys}.get(name, "") for name in columns])
    return content + text.getvalue().encode()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("short", [True, False])
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_file_that_is_offered_goes_in_when_it_is_filled(desk: Desk, lang: str, short: bool, form: str) -> None:
    content = fetched(desk, lang, form, short=short)

    with desk.app.app_context():
        filled = (in_workbook if form == "xlsx" else in_table)(content)
    desk.send(filled, f"filled.{form}")
    desk.work()

    with desk.app.app_context():
        upload = db.session.scalars(select(Upload)).one()
        assert (upload.state, errors(upload)) == ("checked", [])
        assert (upload.created, upload.drafts) == (1, 0)
        left_out = [one["words"]["en"] for item in items(upload) for one in item.problems]
        assert left_out == ["This row is an example of the empty file, so it was not read."] * 2


def test_what_was_chosen_by_its_label_and_typed_by_a_person_is_stored_as_meant(desk: Desk) -> None:
    with desk.app.app_context():
        filled = in_workbook(fetched(desk, "ar", "xlsx", short=True))
    address = desk.send(filled, "filled.xlsx")
    desk.work()
    desk.browser.post(address, data={"how": "all"})
    desk.work()

    with desk.app.app_context():
        found = offering("a-1")
        run = found.runs[0]
        assert (found.kind, found.credential, run.mode, run.gender_mode) == (
            "workshop",
            "attendance",
            "online_live",
            "women",
        )
        assert (run.price_halalas, run.capacity) == (5000, 20)
        assert [(one.starts_at.isoformat(), one.ends_at.hour) for one in run.sessions] == [
            ("2027-01-20T14:00:00+00:00", 17)
        ]


def test_the_workbook_leads_from_right_to_left_and_marks_what_is_needed(desk: Desk) -> None:
    book = load_workbook(io.BytesIO(fetched(desk, "ar", "xlsx", short=True)))
    first = book.worksheets[0]
    with desk.app.app_context():
        head = {column_of(str(cell.value)): str(cell.value) for cell in first[1]}

    assert [sheet.sheet_view.rightToLeft for sheet in book.worksheets] == [True] * 3
    assert len(head) == 14
    assert [name for name, words in head.items() if "*" in words] == [
        "reference",
        "kind",
        "title_ar",
        "run_reference",
        "mode",
    ]
    assert all(f"({name})" in words and not words.isascii() for name, words in head.items())
    assert {name for name, words in head.items() if "+" in words} == {
        "summary_ar", "topics", "credential", "venue_ar", "gender_mode", "price", "sessions",
    }  # fmt: skip
    assert first["A2"].number_format == first.column_dimensions["E"].number_format == "@"


def test_each_closed_list_is_offered_at_its_cells(desk: Desk) -> None:
    book = load_workbook(io.BytesIO(fetched(desk, "ar", "xlsx", short=True)))
    first = book.worksheets[0]
    with desk.app.app_context():
        columns = [column_of(str(cell.value)) for cell in first[1]]
    rules = {str(rule.sqref).split(":")[0].rstrip("2"): rule.formula1 for rule in first.data_validations.dataValidation}

    offered = {columns[ord(letter) - ord("A")] for letter in rules}
    assert offered == {"kind", "topics", "credential", "mode", "city", "gender_mode"}
    assert all(book.worksheets[2].title in str(place) for place in rules.values())


def test_the_second_sheet_says_of_each_column_what_may_stand_there(desk: Desk) -> None:
    book = load_workbook(io.BytesIO(fetched(desk, "en", "xlsx", short=False)))
    rows = list(book.worksheets[1].iter_rows(values_only=True))

    assert [row[1] for row in rows[1:]] == [name for name in COLUMNS if name != "provider"]
    about = {str(row[1]): row for row in rows}
    assert about["sessions"][0] == "Meetings"
    assert "20/01/2027 17:00-19:00" in str(about["sessions"][3])
    assert str(about["sessions"][4]).endswith("17:00-20:00")
    assert [name for name, row in about.items() if not row[3]] == []


def test_an_example_that_somebody_began_to_change_is_told_and_not_swallowed(desk: Desk) -> None:
    with desk.app.app_context():
        lines = in_table(fetched(desk, "en", "csv", short=True)).decode("utf-8-sig")
    desk.send(lines.replace("An evening of Arabic calligraphy", "An evening of pottery").encode(), "filled.csv")
    desk.work()

    with desk.app.app_context():
        upload = db.session.scalars(select(Upload)).one()
        assert errors(upload) == [(2, "reference")]
        assert upload.created == 1


def test_every_heading_leads_back_to_its_column_in_either_language(desk: Desk) -> None:
    for lang in LANGUAGES:
        with desk.app.app_context(), reading_as(Reader(lang=lang)):
            bare = {name: column_of(str(heading(name))) for name in COLUMNS if name != "provider"}
            assert {name: found for name, found in bare.items() if found != name} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_topic_is_offered_by_its_name_and_leads_back_to_one(desk: Desk, lang: str) -> None:
    book = load_workbook(io.BytesIO(fetched(desk, lang, "xlsx", short=False)))
    with desk.app.app_context():
        lists = {column_of(str(cells[0].value)): cells[1:] for cells in book.worksheets[2].iter_cols()}
        offered = [str(cell.value) for cell in lists["topics"] if cell.value]
        known = topics_by_code()

        assert [one for one in offered if one.isdigit()] == []
        assert {key_of("topics", one) for one in offered} == set(known)
        assert sum(one.endswith("(0021)") for one in offered) == 1, "the narrow field above it has the same name"
