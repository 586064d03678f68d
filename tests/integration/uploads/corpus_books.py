"""Workbooks and archives that do everything a file should not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook

from tests.builders_uploads import COLUMNS, a_row
from tests.integration.uploads.case import Case


def a_book(rows: list[dict[str, Any]], *, title: str = "Sheet") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([row.get(name) for name in COLUMNS])
        for cell in sheet[sheet.max_row]:
            if cell.data_type == "f" and not str(row.get("_formula", "")):
                cell.data_type = "s"
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _edited(change: Any, *rows: dict[str, Any]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(COLUMNS))
    for row in rows or (a_row(1),):
        sheet.append([row.get(name) for name in COLUMNS])
    change(book, sheet)
    return saved(book)


def _cell(column: str, value: Any) -> Any:
    def change(_book: Workbook, sheet: Any) -> None:
        sheet.cell(2, COLUMNS.index(column) + 1, value)

    return change


def workbooks() -> Iterator[Case]:
    value: Any
    for name, column, value in (
        ("a whole number as a float", "capacity", 12.0), ("a number", "age_min", 16),
        ("a price as a float", "price", 99.5),
        ("a day", "enrol_closes_at", date(2027, 1, 18)),
        ("a day and a time", "enrol_closes_at", datetime(2027, 1, 18, 20, 0)),
        ("a number for a title", "title_en", 2027),
    ):  # fmt: skip
        yield Case(f"xlsx good: {name}", "x.xlsx", _edited(_cell(column, value)))
    for name, column, value in (
        ("a boolean", "capacity", True), ("half a seat", "capacity", 1.5), ("a boolean for a mode", "mode", False),
        ("a day for a price", "price", date(2027, 1, 18)), ("a formula", "capacity", "=SUM(1,2)"),
        ("a formula in the title", "title_en", '=HYPERLINK("http://x","y")'), ("an error", "price", "#REF!"),
        ("a day out of range", "enrol_closes_at", date(1950, 1, 1)), ("a very long cell", "title_en", "x" * 32_000),
    ):  # fmt: skip
        yield Case(f"xlsx: {name}", "x.xlsx", _edited(_cell(column, value)), at=(2, column))

    def merge(area: str) -> Any:
        return lambda _book, sheet: sheet.merge_cells(area)

    down = _edited(merge("A2:A3"), a_row(1), a_row(1, run_reference="r2"))
    yield Case("merged down", "x.xlsx", down, at=(2, "reference"))
    yield Case("merged across", "x.xlsx", _edited(merge("K2:L2")), at=(2, "mode"))
    yield Case("merged header", "x.xlsx", _edited(merge("A1:B1")), whole="header_merged")

    def hide(_book: Workbook, sheet: Any) -> None:
        sheet.sheet_state = "hidden"
        _book.create_sheet("Notes")

    yield Case("the sheet is hidden and the other is empty", "x.xlsx", _edited(hide), whole="file_empty")

    def first_notes(book: Workbook, _sheet: Any) -> None:
        book.create_sheet("Notes", 0).append(["Please", "read"])

    yield Case("another sheet first", "x.xlsx", _edited(first_notes))
    yield Case("an empty workbook", "x.xlsx", saved(Workbook()), whole="file_empty")
    wrong = Workbook()
    assert wrong.active is not None
    wrong.active.append(["a", "b"])
    yield Case("no such columns", "x.xlsx", saved(wrong), whole="column_missing")
    yield Case("no workbook at all", "x.xlsx", b"reference,kind\n", whole="workbook_not_read")


def archives() -> Iterator[Case]:
    good = a_book([a_row(1)])
    for share in (10, 50, 90, 99):
        yield Case(f"{share} % of a workbook", "x.xlsx", good[: len(good) * share // 100], whole="workbook_not_read")
    yield Case("a workbook named CSV", "x.csv", good, whole="format_not_read")
    yield Case("an archive without a workbook", "x.xlsx", archive_of({"a.txt": b"x"}), whole="workbook_not_read")
    bomb = b"<x>" + b" " * 60_000_000
    yield Case(
        "a zip bomb", "x.xlsx", with_parts(good, {"xl/worksheets/sheet1.xml": bomb}), whole="workbook_unpacks_too_large"
    )
    entities = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        yield Case(
            f"an XML bomb in {part}", "x.xlsx", with_parts(good, {part: entities}), whole="workbook_hides_declarations"
        )
        yield Case(f"broken {part}", "x.xlsx", with_parts(good, {part: b"<x"}), whole="workbook_not_read")
    outside = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'
    yield Case(
        "an outside entity", "x.xlsx", with_parts(good, {"xl/styles.xml": outside}), whole="workbook_hides_declarations"
    )
    sheet = "xl/worksheets/sheet1.xml"
    for name, row, whole in (
        ("a row of very many cells", '<row r="2">' + "<c/>" * 100_000 + "</row>", "workbook_unpacks_too_large"),
        ("a very long text in a sheet", f"<row><c><v>{'1' * 1_200_000}</v></c></row>", "workbook_not_read"),
        ("very much beside the rows", '<row r="2"/><x>' + "<y/>" * 100_000 + "</x>", "workbook_unpacks_too_large"),
        ("a row at the end of the world", '<row r="30000000"><c><v>1</v></c></row>', "workbook_not_read"),
        ("rows that go back", '<row r="3"/><row r="2"/>', "workbook_not_read"),
    ):
        yield Case(name, "x.xlsx", with_parts(good, {sheet: sheet_of(row)}), whole=whole)
    styles = f'<styleSheet xmlns="{MAIN}"><fonts>' + "".join(f'<font><sz val="{n}"/></font>' for n in range(150_000))
    yield Case(
        "very many fonts",
        "x.xlsx",
        with_parts(good, {"xl/styles.xml": styles.encode()}),
        whole="workbook_unpacks_too_large",
    )
    yield Case("a sheet without sizes and numbers", "x.xlsx", with_parts(good, {sheet: sheet_of(bare(a_row(1)))}))
    many = {f"xl/media/{number}.xml": b"<x/>" for number in range(2_100)}
    yield Case("very many parts", "x.xlsx", with_parts(good, many), whole="workbook_unpacks_too_large")


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet_of(rows: str, header: str = "") -> bytes:
    header = header or bare({name: name for name in COLUMNS})
    return f'<worksheet xmlns="{MAIN}"><sheetData>{header}{rows}</sheetData></worksheet>'.encode()


def bare(row: Mapping[str, str]) -> str:
    """A row in which no cell says where it stands."""
    cells = (f'<c t="inlineStr"><is><t>{row.get(name, "")}</t></is></c>' for name in COLUMNS)
    return f"<row>{''.join(cells)}</row>"


def archive_of(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


def with_parts(book: bytes, parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        whole = {name: packed.read(name) for name in packed.namelist()}
    return archive_of({**whole, **parts}, method)
