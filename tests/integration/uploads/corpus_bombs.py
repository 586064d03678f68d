"""Small files that would grow without end in the memory or the hours of whoever reads them.

`whole` is the code of the refusal. Where there is none, what the bomb is made of is not looked at; the rest is read.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Iterator

from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from tests.builders_offerings import a_line, a_run_line
from tests.builders_uploads import COLUMNS, a_row, a_table
from tests.integration.uploads.case import Case
from tests.integration.uploads.corpus_books import a_book, bare, sheet_of, with_parts

SHEET, STYLES, WORKBOOK = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"
TOO_LARGE = "workbook_unpacks_too_large"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def bombs() -> Iterator[Case]:
    yield from _formulas()
    yield from _rows()
    yield from _beside_the_rows()
    yield from _archives()
    yield from _tables()
    yield from _lines()


def _rows_case(name: str, rows: str, whole: str = "", at: tuple[int, str] | None = None) -> Case:
    return Case(name, "x.xlsx", with_parts(a_book([]), {SHEET: sheet_of(bare(a_row(1)) + rows)}), whole=whole, at=at)


def _formulas() -> Iterator[Case]:
    long = "&quot;" + "x" * 900_000 + "&quot;&amp;A1"
    many = "+".join(["A1"] * 30_000)
    again = '<c><f t="shared" si="0"/><v>1</v></c>'
    for name, formula in (("a long formula", long), ("a formula of many parts", many)):
        first = f'<c r="A3"><f t="shared" ref="A3:Z3" si="0">{formula}</f><v>1</v></c>'
        yield _rows_case(f"{name}, repeated", f'<row r="3">{first}{again * 1_500}</row>', at=(3, "row"))


def _rows() -> Iterator[Case]:
    cell = f'<c t="inlineStr"><is><t>{"xyzw" * 240_000}</t></is></c>'
    yield _rows_case("a row of very long texts", f"<row>{cell * 250}</row>", TOO_LARGE)  # it packs suspiciously well
    cell = f'<c t="inlineStr"><is><t>{"y" * 30_000}</t></is></c>'
    columns = [*COLUMNS, *(f"more {number}" for number in range(40))]
    header = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in columns)
    letters = sheet_of(f"{bare(a_row(1))}<row>{cell * 40}</row>", header=f"<row>{header}</row>")
    yield Case("a row of a million letters", "x.xlsx", with_parts(a_book([]), {SHEET: letters}), at=(3, "row"))
    parts = f"<t>{'y' * 900_000}</t>"
    yield _rows_case(
        "a cell of very many texts", f'<row><c t="inlineStr"><is>{parts * 2}</is></c></row>', at=(3, "reference")
    )
    yield _rows_case("elements in elements", "<row>" + "<a>" * 90_000 + "</a>" * 90_000 + "</row>", TOO_LARGE)
    names = ("".join(f"<a{50 * row + one}/>" for one in range(50)) for row in range(4_000))
    yield _rows_case("a name for each element", "".join(f"<row>{row}</row>" for row in names), TOO_LARGE)
    names = (f'<row a{number}="1"/>' for number in range(20_000))
    yield _rows_case("a name for each attribute", "".join(names), TOO_LARGE)
    names = (f'<row xmlns:a{number}="x"/>' for number in range(20_000))
    yield _rows_case("a short name for each name", "".join(names), TOO_LARGE)
    yield _rows_case("a name without an end", f"<{'a' * 600_000}/>", TOO_LARGE)
    yield _rows_case("an attribute without an end", f'<row a="{"a" * 1_500_000}"/>', TOO_LARGE)
    yield _rows_case("one place twenty thousand times", '<row r="3">' + '<c r="A3"/>' * 21_000 + "</row>", TOO_LARGE)
    yield _rows_case("a number of a million digits", f"<row><c><v>{'9' * 900_000}</v></c></row>", "workbook_not_read")
    yield _rows_case("a text that the table does not have", '<row><c t="s"><v>-1</v></c></row>', "workbook_not_read")
    merged = '<mergeCell ref="A2:XFD900000"/>' * 300
    whole = sheet_of(bare(a_row(1))).replace(b"</worksheet>", f"<mergeCells>{merged}</mergeCells></worksheet>".encode())
    yield Case("merged again and again", "x.xlsx", with_parts(a_book([]), {SHEET: whole}), whole="too_many_merged")


def _beside_the_rows() -> Iterator[Case]:
    good = a_book([a_row(1)])
    look = f'<styleSheet xmlns="{SHEET_MAIN_NS}">'
    brackets = f'{look}<numFmts><numFmt numFmtId="165" formatCode="{"[" * 1_900_000}"/></numFmts>'
    few = brackets.replace("[" * 1_900_000, "[" * 400_000)
    rest = '<cellXfs><xf numFmtId="165"/></cellXfs></styleSheet>'
    yield Case("a format without an end", "x.xlsx", with_parts(good, {STYLES: brackets + rest}), whole=TOO_LARGE)
    yield Case("a format of many brackets", "x.xlsx", with_parts(good, {STYLES: few + rest}))
    each = f"{look}<cellXfs>{'<xf/>' * 390_000}</cellXfs></styleSheet>"
    yield Case("very many styles", "x.xlsx", with_parts(good, {STYLES: each}))
    names = "".join(f'<definedName name="a{number}">A1</definedName>' for number in range(80_000))
    yield Case("very many names of places", "x.xlsx", _in_the_workbook(f"<definedNames>{names}</definedNames>"))
    links = "".join(f'<externalReference r:id="a{number}"/>' for number in range(60_000))
    yield Case(
        "very many other workbooks", "x.xlsx", _in_the_workbook(f"<externalReferences>{links}</externalReferences>")
    )
    one = "".join(f'<sheet name="S{number}" sheetId="{number}" r:id="rId1"/>' for number in range(2, 300))
    yield Case("one sheet three hundred times", "x.xlsx", _in_the_workbook("", sheets=one))
    yield Case("very many sheets", "x.xlsx", _sheets(250), whole="too_many_sheets")
    yield Case("sizes of very many sheets", "x.xlsx", with_parts(good, {
        f"xl/worksheets/more{number}.xml": b"<x>" + b" " * 262_144 for number in range(600)
    }))  # fmt: skip
    for name, before, after in (
        ("very many rules about cells", "", "<conditionalFormatting><cfRule/></conditionalFormatting>" * 20_000),
        ("very many lists of values", "", f"<dataValidations>{'<dataValidation/>' * 90_000}</dataValidations>"),
        ("very many widths of columns", "<cols>" + '<col min="1" max="2"/>' * 90_000 + "</cols>", ""),
    ):
        sheet = sheet_of(bare(a_row(1))).decode()
        sheet = sheet.replace("<sheetData>", f"{before}<sheetData>").replace("</sheetData>", f"</sheetData>{after}")
        yield Case(name, "x.xlsx", with_parts(good, {SHEET: sheet}))
    remarks = "<comment><text><t>x</t></text></comment>" * 40_000
    beside = {"xl/comments1.xml": f"<comments>{remarks}</comments>", "xl/drawings/drawing1.xml": "<a>" * 300_000}
    yield Case("very many remarks and drawings", "x.xlsx", with_parts(good, beside))
    texts = "".join(f"<si><t>{number:024d}\U0001f600</t></si>" for number in range(1_510_000))
    yield Case("a table of very many texts", "x.xlsx", _texts(texts), whole=TOO_LARGE)
    yield Case(
        "a table of many texts", "x.xlsx", _texts(texts[: texts.index("<si><t>" + f"{900_000:024d}")]), at=(3, "kind")
    )


def _in_the_workbook(more: str, sheets: str = "") -> bytes:
    one = f'<workbook xmlns="{SHEET_MAIN_NS}" xmlns:r="{OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/>'
    return with_parts(a_book([a_row(1)]), {WORKBOOK: f"{one}{sheets}</sheets>{more}</workbook>"})


def _sheets(number: int) -> bytes:
    """That many, each with a part of its own."""
    names = [f"more{one}" for one in range(number)]
    links = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/worksheet" Target="worksheets/{name}.xml"/>' for name in names
    )
    shown = "".join(f'<sheet name="{name}" sheetId="1" r:id="{name}"/>' for name in names)
    row = sheet_of("")
    return with_parts(a_book([]), {
        WORKBOOK: f'<workbook xmlns="{SHEET_MAIN_NS}" xmlns:r="{OFFICE}"><sheets>{shown}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
        **{f"xl/worksheets/{name}.xml": row for name in names},
    })  # fmt: skip


def _texts(texts: str) -> bytes:
    """In a part with a name of its own, which no look at the names of parts recognises."""
    book = a_book([])
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        kinds = packed.read("[Content_Types].xml").decode()
    kinds = kinds.replace("</", f'<Override PartName="/xl/more/texts.xml" ContentType="{SHARED_STRINGS}"/></', 1)
    table = f'<sst xmlns="{SHEET_MAIN_NS}">{texts}</sst>'
    rows = bare(a_row(1)) + '<row><c t="s"><v>7</v></c></row>'
    return with_parts(book, {"[Content_Types].xml": kinds, "xl/more/texts.xml": table, SHEET: sheet_of(rows)})


def _archives() -> Iterator[Case]:
    sheet = sheet_of(bare(a_row(1)))
    for method, name in ((zipfile.ZIP_BZIP2, "bzip2"), (zipfile.ZIP_LZMA, "lzma")):
        packed = with_parts(a_book([]), {SHEET: sheet + b" " * 90_000_000}, method=method)
        yield Case(f"packed by {name}", "x.xlsx", _lying(packed), whole="workbook_not_read")
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", *(20, 3, 20, 0), *(0, 0, 0, 33), 0, 0, 0, 2, 0, 0, 0, 0, 0, 0)
    book = a_book([])
    end = book.rindex(b"PK\x05\x06")
    more = 400_000 * (len(entry) + 2)
    start, size = struct.unpack("<L", book[end + 16 : end + 20])[0], struct.unpack("<L", book[end + 12 : end + 16])[0]
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_535, 65_535, size + more, start, 0)
    yield Case(
        "a list of parts without an end", "x.xlsx", book[:end] + (entry + b"ab") * 400_000 + tail, whole=TOO_LARGE
    )
    hidden = b"<!--" + b"x" * 300_000 + b'--><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>' + sheet
    yield Case(
        "declarations behind a long remark", "x.xlsx", with_parts(a_book([]), {SHEET: hidden}),
        whole="workbook_hides_declarations",
    )  # fmt: skip


def _lying(packed: bytes) -> bytes:
    """The same, whose list of parts says that they are small."""
    return packed.replace(struct.pack("<L", 90_000_000 + len(sheet_of(bare(a_row(1))))), struct.pack("<L", 900_000))


def _tables() -> Iterator[Case]:
    names = [*COLUMNS, *(f"c{number}" for number in range(120_000))]
    header = ",".join(names).encode()
    row = a_table(a_row(1)).split(b"\r\n")[1] + b"," * 120_000
    yield Case(
        "very many columns that nobody knows", "x.csv", b"\r\n".join([header, *[row] * 60]), at=(3, "run_reference")
    )
    yield Case("one endless row", "x.csv", a_table(a_row(1)) + b"x" * 8_000_000, at=(3, "row"))
    yield Case(
        "very many cells in each row", "x.csv", a_table(a_row(1)) + (b"," * 990_000 + b"x\r\n") * 8, at=(3, "row")
    )
    yield Case("very many quotation marks", "x.csv", a_table(a_row(1)) + b'""' * 480_000 + b"\r\n", at=(3, "kind"))


def _lines() -> Iterator[Case]:
    mine = {**a_line(), "provider": None}
    good = json.dumps(mine).encode()

    def after(line: object) -> bytes:
        return b"\n".join([good, *[json.dumps(line).encode()] * 4])

    keys = {f"k{number}": 1 for number in range(70_000)}
    yield Case(
        "very many fields that nobody knows", "x.jsonl", after({**mine, "reference": "o2", **keys}), at=(3, "reference")
    )
    yield Case("very many languages", "x.jsonl", after({**mine, "reference": "o2", "title": keys}), at=(2, "title.k0"))
    yield Case("very many runs", "x.jsonl", after({**mine, "reference": "o2", "runs": [{}] * 200_000}), at=(2, "runs"))
    runs = [a_run_line(reference=f"r{one}", **dict.fromkeys(map(str, range(500)))) for one in range(150)]
    yield Case(
        "very many fields of runs", "x.jsonl", after({**mine, "reference": "o2", "runs": runs}), at=(3, "reference")
    )
    yield Case(
        "lists in lists",
        "x.jsonl",
        good + b"\n" + b'{"title": ' + b"[" * 400_000 + b"]" * 400_000 + b"}",
        at=(2, "line"),
    )
    yield Case(
        "very many lists", "x.jsonl", after({**mine, "reference": "o2", "topics": [[]] * 240_000}), at=(2, "topics")
    )
