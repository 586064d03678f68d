"""The file that comes back with its errors: in its places, in the reader's words, with its lists and its guide."""

from __future__ import annotations

import csv
import io
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from catalogue.offerings.uploads import places
from tests.builders_uploads import COLUMNS, a_row, a_table
from tests.integration.uploads.desks import Desk

ARABIC_ERRORS = "\u0627\u0644\u0623\u062e\u0637\u0627\u0621"


def _filled(desk: Desk) -> bytes:
    """The empty workbook with its two examples, and three rows of one's own below an empty one."""
    book = load_workbook(BytesIO(desk.browser.get(f"{desk.address}/template/xlsx").data))
    sheet: Any = book.worksheets[0]
    names = [str(cell.value).rpartition("(")[2].rstrip(")") for cell in sheet[1]]
    for at, row in ((5, a_row(1)), (6, a_row(2, sessions="soon")), (7, a_row(3, capacity="-1"))):
        for number, name in enumerate(names, start=1):
            sheet.cell(at, number, row.get(name, ""))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_comes_back_row_by_row_with_lists_and_guide_in_arabic(desk: Desk) -> None:
    address = desk.send(_filled(desk), "courses.xlsx")
    desk.work()

    content = desk.browser.get(f"/ar{address[3:]}/errors-file").data

    book = load_workbook(BytesIO(content))
    sheet: Any = book.worksheets[0]
    last = sheet.max_column
    assert sheet.cell(1, last).value == f"{ARABIC_ERRORS}\n(errors)"
    references = [sheet.cell(row, 1).value for row in range(2, 8)]
    assert references == [None, None, None, "c1", "c2", "c3"]
    told = [str(sheet.cell(row, last).value or "") for row in (5, 6, 7)]
    assert (told[0], "(sessions): " in told[1], "(capacity): " in told[2]) == ("", True, True)
    assert [name.partition(" ")[0].isascii() for name in (told[1], told[2])] == [False, False]
    assert len(book.worksheets) == 3
    assert len(sheet.data_validations.dataValidation) > 5
    assert sheet.sheet_view.rightToLeft


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_what_came_back_can_be_sent_again_as_it_is(desk: Desk, lang: str) -> None:
    for content, name in ((_filled(desk), "x.xlsx"), (a_table(a_row(1), a_row(2, capacity="-1")), "x.csv")):
        address = desk.send(content, name)
        desk.work()
        before = desk.browser.get(f"{address}/errors").text.count("<b>Row ")
        again = desk.send(desk.browser.get(f"/{lang}{address[3:]}/errors-file").data, name)
        desk.work()
        page = desk.browser.get(f"{again}/errors").text
        assert (before > 0, page.count("<b>Row ")) == (True, before)
        assert "This field is not known" not in desk.browser.get(again).text


def test_a_table_keeps_its_lines_and_what_could_not_be_read_keeps_its_place(desk: Desk) -> None:
    lines = a_table(a_row(1), a_row(2, capacity="-1")).decode().splitlines()
    lines[2:2] = ["", "c1" + "," * len(COLUMNS) + "x"]  # an empty line, and a row that is too long
    address = desk.send("\r\n".join(lines).encode())
    desk.work()

    answer = desk.browser.get(f"{address}/errors-file").data.decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(answer)))
    assert [row[0] for row in rows[1:]] == ["c1", "", "", "c2"]
    assert "more cells" in rows[3][-1]
    assert "Seats (capacity): " in rows[4][-1]


def test_a_row_that_cannot_keep_its_place_says_where_it_stood(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    monkeypatch.setattr(places, "MOST_EMPTY", 1)
    table = a_table(a_row(1), a_row(2, capacity="-1")).decode().splitlines()
    address = desk.send("\r\n".join([*table[:2], "", "", "", table[2]]).encode())
    desk.work()

    rows = list(csv.reader(io.StringIO(desk.browser.get(f"{address}/errors-file").data.decode("utf-8-sig"))))

    assert [row[0] for row in rows[1:]] == ["c1", "c2"]
    assert rows[2][-1].startswith("In the file that was sent this was row 6.\nSeats (capacity): ")
