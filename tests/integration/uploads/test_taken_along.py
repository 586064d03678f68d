"""Everything that an offering can have goes out as a file and comes back without a difference."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from catalogue.core.db import db
from catalogue.offerings.models import Offering
from catalogue.offerings.uploads.models import Upload, UploadItem
from tests.builders_offerings import a_line, a_run_line
from tests.builders_uploads import a_row, a_table
from tests.integration.uploads.desks import Desk


def newest(desk: Desk) -> tuple[str, int, int, int]:
    """State, changed, unchanged and with errors of the upload that was sent last."""
    with desk.app.app_context():
        upload = db.session.scalars(select(Upload).order_by(Upload.id.desc()).limit(1)).one()
        return upload.state, upload.updated, upload.unchanged, upload.faulty


@pytest.fixture
def full(desk: Desk) -> Desk:
    """A course with all that a table has columns for, and a programme."""
    run = a_run_line(
        mode="in_person", city="jubail-industrial-city", district="khalij", price="10.00", flexible_start=True,
        waiting_list=3, room={"en": "Room 1"}, languages=["ar"], reduced={"price": "5.00", "for": "job_seekers"},
        venue={"name": {"en": "Hall"}, "address": {"en": "Gate 1"}, "access": {"wheelchair": "yes"}},
        enrol_closes_at="2027-01-18T20:00:30+03:00",
        sessions=[
            {"starts_at": "2027-01-20T17:00+03:00", "ends_at": "2027-01-20T19:00+03:00"},
            {"starts_at": "2027-01-21T17:00+03:00", "ends_at": "2027-01-21T19:00+03:00", "state": "cancelled"},
        ],
    )  # fmt: skip
    lines = [a_line(runs=[run], prerequisites=["Patience"]), a_line(reference="p", kind="programme", steps=["o1"])]
    content = "\n".join(json.dumps({**line, "provider": None}) for line in lines)
    address = desk.send(content.encode(), "file.jsonl")
    desk.work()
    desk.browser.post(address, data={"how": "good"})
    desk.work()
    assert desk.lines() == ["o1", "p"]
    return desk


def test_a_full_offering_comes_back_unchanged_from_each_kind_of_file(full: Desk) -> None:
    for form in ("csv", "xlsx", "jsonl"):
        full.send(full.browser.get(f"{full.address}/listings/{form}").data, f"again.{form}")
        full.work()
        assert (form, *newest(full)) == (form, "checked", 0, 2, 0)


def test_a_title_that_no_workbook_can_hold_spoils_none(full: Desk) -> None:
    with full.app.app_context():
        offering = db.session.scalars(select(Offering).where(Offering.reference == "o1")).one()
        offering.title_en = "Weld\uffff\ufdd0ing"  # from before such signs were taken out
        db.session.commit()

    sheet = load_workbook(io.BytesIO(full.browser.get(f"{full.address}/listings/xlsx").data)).worksheets[0]

    assert "Welding" in {cell for row in sheet.iter_rows(values_only=True) for cell in row}


def test_a_table_says_times_and_structures_as_somebody_would_type_them(full: Desk) -> None:
    file = full.browser.get(f"{full.address}/listings/xlsx").data
    header, row, *_others = load_workbook(io.BytesIO(file)).worksheets[0].iter_rows(values_only=True)
    cells = dict(zip([str(name).rpartition("(")[2].rstrip(")") for name in header], row, strict=True))

    assert cells["sessions"] == "2027-01-20T17:00/2027-01-20T19:00|2027-01-21T17:00/2027-01-21T19:00/cancelled"
    assert cells["enrol_closes_at"] == "2027-01-18T20:00:30"
    assert (cells["venue_en"], cells["venue_address_en"], cells["venue_access"]) == ("Hall", "Gate 1", "wheelchair=yes")
    assert (cells["reduced_price"], cells["reduced_for"], cells["flexible_start"]) == ("5.00", "job_seekers", "true")
    assert cells["room_en"] == "Room 1"


def workbook(*merged: str, hidden: bool = False) -> bytes:
    book, file, changed = Workbook(), io.BytesIO(), io.BytesIO()
    sheet = book.active
    assert sheet
    sheet.append(list(a_row()))
    for area in merged:
        sheet.merge_cells(area)
    book.save(file)
    with zipfile.ZipFile(file) as packed, zipfile.ZipFile(changed, "w") as again:
        for name in packed.namelist():
            content = packed.read(name)
            if hidden and name == "xl/workbook.xml":  # no library writes it
                content = content.replace(b'state="visible"', b'state="hidden"')
            again.writestr(name, content)
    return changed.getvalue()


def test_a_workbook_that_shows_nothing_or_is_all_merged_is_refused_with_words(desk: Desk) -> None:
    hidden = desk.send(workbook(hidden=True), "file.xlsx")
    merged = desk.send(workbook(*(f"A{row}:B{row}" for row in range(2, 303))), "file.xlsx")
    desk.work()

    assert "Every sheet of this workbook is hidden." in desk.browser.get(hidden).text
    assert "Very many cells of this sheet are merged." in desk.browser.get(merged).text


def test_what_spreadsheets_make_of_cells_is_read_as_it_was_meant(desk: Desk) -> None:
    book, file = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet
    columns = [*a_row(), "flexible_start", "hours", "room_en", "summary_ar"]
    sheet.append(columns)
    about = {"flexible_start": True, "hours": 12.0, "room_en": time(9, 30), "summary_ar": timedelta(hours=30)}
    cells = {**a_row(), "price": 99.5, "enrol_closes_at": datetime(2027, 1, 18, 20, 30), **about}
    sheet.append([cells[name] for name in columns])
    whole_day = {**a_row(2), "enrol_closes_at": date(2027, 1, 18), "flexible_start": False}
    sheet.append([whole_day.get(name) for name in columns])
    book.save(file)
    desk.send(file.getvalue(), "file.xlsx")
    desk.work()

    assert newest(desk) == ("checked", 0, 0, 0)
    with desk.app.app_context():
        first, second = db.session.scalars(select(UploadItem).order_by(UploadItem.position)).all()
        kept = first.source["rows"][0][1]
        later = second.source["rows"][0][1]
    assert (kept["flexible_start"], kept["hours"], kept["price"]) == ("true", "12", "99.5")
    assert (kept["room_en"], kept["enrol_closes_at"]) == ("09:30:00", "2027-01-18T20:30:00")
    assert kept["summary_ar"].startswith("1 day, 6:00")
    assert (later["enrol_closes_at"], later["flexible_start"]) == ("2027-01-18", "false")


EVIL = "=cmd|'/c calc'!a1"


def test_no_cell_of_a_table_with_errors_is_run_and_a_column_that_nobody_knows_is_not_kept(desk: Desk) -> None:
    row = {**a_row(1, title_en=f"\x0b{EVIL}", capacity="-1"), EVIL: EVIL}
    address = desk.send(a_table(row, columns=list(row)))
    desk.work()

    file = desk.browser.get(f"{address}/errors-file").data.decode("utf-8-sig")

    texts = [cell for line in csv.reader(io.StringIO(file)) for cell in line if "calc" in cell]
    assert texts == [f"'\x0b{EVIL}"]


def test_no_cell_of_a_workbook_with_errors_is_run_and_a_column_that_nobody_knows_is_not_kept(desk: Desk) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    row = {**a_row(1, title_en=EVIL, capacity="-1"), EVIL: EVIL}
    sheet.append(list(row))
    sheet.append(list(row.values()))
    for line in sheet.iter_rows():
        for cell in line:
            cell.data_type = "s"
    file = io.BytesIO()
    book.save(file)
    address = desk.send(file.getvalue(), "file.xlsx")
    desk.work()

    back = load_workbook(io.BytesIO(desk.browser.get(f"{address}/errors-file").data))

    cells = [cell for line in back.worksheets[0].iter_rows() for cell in line if "calc" in str(cell.value)]
    assert [(cell.data_type, cell.value) for cell in cells] == [("s", f"'{EVIL}")]
