"""Files that do everything a file should not: each with what must be said of it. Made here, not kept as files.

A case is refused as a whole (`whole`), or tells a problem at a row and a field (`at`), or is read as if nothing were
odd (`fine`). The numbers of rows are those of the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.builders_offerings import a_line, a_run_line
from tests.builders_uploads import COLUMNS, a_row, a_table
from tests.integration.uploads.case import Case
from tests.integration.uploads.corpus_books import a_book, archives, workbooks

ARABIC_TITLE = "\u0627\u0644\u0644\u062d\u0627\u0645 \u0644\u0644\u0645\u0628\u062a\u062f\u0626\u064a\u0646"
LONG = "x" * 10_000
OVERRIDE = "\u202e"


# Column → values that are refused there, each in the one row of a table and in a cell of a workbook.
BAD: dict[str, tuple[str, ...]] = {
    "reference": ("", " ", OVERRIDE, LONG),
    "kind": ("", "banquet", "course|workshop", "=1+1"),
    "title_en": (LONG, OVERRIDE),
    "topics": ("9999", "0715|9999", "welding", "07 15", "-"),
    "level": ("wizard", "beginner|advanced", LONG),
    "age_min": ("-1", "121", "sixteen", "1.5", "16-18", "\u0661\u0666\u0661", "1e2"),
    "credential": ("crown", "attendance, completion"),
    "run_reference": ("", OVERRIDE, LONG),
    "mode": ("", "telepathy", "in person or so", "online_live|in_person"),
    "gender_mode": ("robots", "women and girls"),
    "price": ("-1.00", "1,500.00", "free of charge", "NaN", "inf", "1e9", "12.345", "USD 5", "50 SAR each",
              "\u0661\u066c\u0665\u0660\u0660"),
    "capacity": ("-5", "0", "many", "1.5", "12 seats", "99999999", "0x10", "--5"),
    "enrol_closes_at": (
        "31/02/2027", "30/02/2027", "2027-02-30", "1448-13-01", "1448-09-31", "31/09/1448", "00/01/2027", "2027-00-10",
        "1999-01-01", "2101-01-01", "20/1/27", "tomorrow", "2027", "2027-01", "2027-01-20T25:00", "2027-01-20T10:61",
        "45000", "20 January 2027", "\u0663\u0661/\u0660\u0662/\u0662\u0660\u0662\u0667", "2027-W03", "9999-99-99",
        "2027-01-20T10:00+99:00", "1-1-1", "32/01/2027",
    ),
    "sessions": (
        "2027-01-20T17:00", "2027-01-20T19:00/17:00", "2027-01-20/2027-01-21", "/", "a/b", "2027-01-20T17:00/",
        "31/02/2027 17:00/19:00", "1448-09-31T17:00/19:00", "2027-01-20T17:00/19:00|2027-01-20T17:00/20:00",
        "17:00/19:00", "17:00-19:00", "2027-01-20T19:00-17:00", "31/02/2027 17:00-19:00", "2027-01-20 17:00~19:00",
        "2027-01-20T17:00-03:00",
    ),
}  # fmt: skip
# Column → values that are read, however odd they look.
GOOD: dict[str, tuple[str, ...]] = {
    "age_min": ("\u0661\u0666", "16.0", " 16 ", "\u06f1\u06f6"),
    "capacity": ("\u0661\u0662", "12.0"),
    "price": ("\u0661\u0660\u0660\u066b\u0665\u0660", "0", "100", "SAR 5", "50 sar", "Free",
              "\u0665\u0660 \u0631\u064a\u0627\u0644", "\u0645\u062c\u0627\u0646\u064a"),
    "enrol_closes_at": (
        "1448-08-01", "01/08/1448", "\u0660\u0661/\u0660\u0661/\u0662\u0660\u0662\u0667",
        "18/01/2027", "18-01-2027", "18.01.2027",
        "2027/01/18", "2027-01-18T20:00", "2027-01-18 20:00", "2027-01-18T20:00Z", "2027-01-18T20:00+03:00",
        "\u0661\u0664\u0664\u0668-\u0660\u0668-\u0660\u0661", "1448-08-01 AH",
    ),
    "sessions": (
        "20/01/2027 17:00/19:00", "20/01/2027 17:00/20/01/2027 19:00", "1448-08-12T17:00/19:00",
        "20/01/2027 17:00-19:00", "2027-01-20T17:00-19:00", "2027-01-20 17:00 \u2013 19:00",
        "1448-08-12 AH 17:00-19:00", "20-01-2027 17:00 to 19:00", "2027-01-20 17:00-2027-01-20 19:00",
        "20/01/2027 17:00-19:00|21/01/2027 17:00-19:00",
        "\u0662\u0660/\u0660\u0661/\u0662\u0660\u0662\u0667 \u0661\u0667:\u0660\u0660-\u0661\u0669:\u0660\u0660",
        "20/01/2027 17:00-19:00/cancelled", "2027-01-20T17:00-03:00/2027-01-20T19:00-03:00",
        "2027-01-20T17:00/2027-01-20T19:00", "2027-01-20T17:00/19:00|2027-01-21T17:00/19:00",
        "\u0662\u0660\u0662\u0667-\u0660\u0661-\u0662\u0660 \u0661\u0667:\u0660\u0660/\u0661\u0669:\u0660\u0660",
    ),
    "title_en": ("=cmd|' /C calc'!A0", "+1", "@x", "\ufeffWelding", "Wel\u0000ding", f"a{OVERRIDE}b",
                 "<script>alert(1)</script>"),
    "kind": ("Course", " course "),
    "mode": ("ONLINE_LIVE", "online live"),
}  # fmt: skip


def cases() -> Iterator[Case]:
    yield from _values()
    yield from _tables()
    yield from _encodings()
    yield from _lines()
    yield from workbooks()
    yield from archives()


def _values() -> Iterator[Case]:
    for column, values in BAD.items():
        for number, value in enumerate(values):
            row = a_row(1, **{column: value})
            where = (2, "title" if column == "title_en" and value == OVERRIDE else column)
            yield Case(f"csv {column} {number}", "x.csv", a_table(row), at=where)
            if len(value) < 1_000 and not value.startswith("="):
                yield Case(f"xlsx {column} {number}", "x.xlsx", a_book([row]), at=where)
    for column, values in GOOD.items():
        for number, value in enumerate(values):
            yield Case(f"csv good {column} {number}", "x.csv", a_table(a_row(1, **{column: value})))


def _tables() -> Iterator[Case]:
    row = a_row(1)
    whole = a_table(row)
    header, line = whole.split(b"\r\n")[:2]
    yield Case("the same offering twice, apart", "x.csv", a_table(row, a_row(2), row), at=(4, "reference"))
    yield Case("the same run twice", "x.csv", a_table(row, row), at=(3, "run_reference"))
    yield Case("a run before its offering", "x.csv", a_table({**row, "title_en": "", "kind": ""}, row), at=(2, "kind"))
    yield Case(
        "columns disagree", "x.csv", a_table(row, {**row, "run_reference": "b", "level": "advanced"}), at=(3, "level")
    )
    yield Case("a quotation mark that is not closed", "x.csv", header + b'\r\n"' + line + b"\r\n", at=(2, "row"))
    yield Case("cut in the middle of a row", "x.csv", whole[: len(header) + 20])
    yield Case("more cells than columns", "x.csv", header + b"\r\n" + line + b",,,extra\r\n", at=(2, "row"))
    yield Case("only a header", "x.csv", header + b"\r\n")
    yield Case("no reference column", "x.csv", whole.replace(b"reference,", b"number,", 1), whole="column_missing")
    yield Case("no title column", "x.csv", b"reference,kind\r\nc1,course\r\n", whole="column_missing")
    yield Case("a column twice", "x.csv", header + b",kind\r\n" + line + b",course\r\n", whole="column_twice")
    yield Case("a column that is not known", "x.csv", header + b",colour\r\n" + line + b",red\r\n")
    yield Case("semicolons", "x.csv", whole.replace(b",", b";"))
    yield Case("tabs", "x.csv", whole.replace(b",", b"\t"))
    yield Case("empty rows between", "x.csv", header + b"\r\n,,,\r\n" + line + b"\r\n\r\n")
    yield Case("very many columns", "x.csv", header + b"," * 100_000 + b"\r\n" + line)
    yield Case("a million columns", "x.csv", header + b"," * 1_000_000 + b"\r\n" + line, whole="column_missing")
    yield Case("a row without an end", "x.csv", a_table(a_row(1, title_en="x\n" * 600_000), a_row(2)), at=(2, "row"))
    long = [a_row(1, run_reference=f"r{number}", summary_en="x" * 9_000) for number in range(150)]
    yield Case("rows of one offering with very much text", "x.csv", a_table(*long), at=(2, "runs"))
    yield Case("blanks alone", "x.csv", b" \r\n\t\r\n", whole="file_empty")
    other = a_table({**row, "provider": "p-other"}, columns=["provider", *COLUMNS])
    yield Case("another provider", "x.csv", other, at=(2, "provider"))
    many = [a_row(1, run_reference=f"r{number}") for number in range(201)]
    yield Case("201 runs", "x.csv", a_table(*many), at=(2, "runs"))


def _encodings() -> Iterator[Case]:
    arabic = a_table(a_row(1, title_ar=ARABIC_TITLE)).decode()
    yield Case("utf-8 with a mark", "x.csv", b"\xef\xbb\xbf" + arabic.encode())
    yield Case("windows-1256", "x.csv", (arabic * 1).encode("cp1256"))
    for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "iso8859-6"):
        yield Case(name, "x.csv", arabic.encode(name), whole="encoding_not_read")
    yield Case("mixed", "x.csv", arabic.encode() + arabic.encode("cp1256"), whole="encoding_not_read")
    yield Case("half a letter at the end", "x.csv", arabic.encode() + b"\xd8", whole="encoding_not_read")
    french = a_table(a_row(1, title_en="\u00e9\u00e8\u00ea")).decode().encode("latin-1")
    yield Case("latin-1", "x.csv", french, whole="encoding_not_read")
    yield Case("noise", "x.csv", bytes(range(256)) * 20, whole="encoding_not_read")
    yield Case("a PDF", "x.csv", b"%PDF-1.7\n", whole="format_not_read")
    yield Case("an old workbook", "x.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, whole="format_not_read")


def _lines() -> Iterator[Case]:
    def a_file(*lines: Any) -> bytes:
        return b"".join((one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in lines)

    mine = {**a_line(), "provider": None}
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
            ({"title": "Welding"}, "title"), ({"title": {"fr": "x"}}, "title.fr"), ({"title": {"en": 5}}, "title.en"),
            ({"topics": "0715"}, "topics"), ({"topics": [["0715"]]}, "topics"), ({"age_min": True}, "age_min"),
            ({"runs": {}}, "fine"), ({"runs": "r"}, "runs"), ({"runs": ["r"]}, "runs[0]."),
            ({"runs": [a_run_line(), a_run_line()]}, "runs[1].reference"),
            ({"runs": [a_run_line(capacity=-5)]}, "runs[0].capacity"),
            ({"runs": [a_run_line(price=-5)]}, "runs[0].price"),
            ({"runs": [a_run_line(sessions=[{"starts_at": "2027-02-31T10:00Z", "ends_at": "x"}])]},
             "runs[0].sessions[0]"),
            ({"runs": [a_run_line(enrol_closes_at="2027-01-20")]}, "runs[0].enrol_closes_at"),
            ({"runs": [a_run_line(venue="here")]}, "runs[0].venue"), ({"image": {"url": "javascript:x"}}, "image.url"),
            ({"runs": [a_run_line(sections=[{"key": "a"}])]}, "runs[0].sections[0].gender_mode"),
            ({"runs": [a_run_line(questions=[{"key": "!"}])]}, "runs[0].questions[0].key"),
            ({"provider": {"reference": "p-other"}}, "provider"), ({"provider": 5.5}, "provider"),
            ({"steps": [f"o{number}" for number in range(61)]}, "steps"),
        )  # fmt: skip
    for number, (about, where) in enumerate(wrong):
        content = a_file({**mine, **about})
        yield Case(f"json {number} {where}", "x.jsonl", content, at=None if where == "fine" else (1, where))
    yield Case("json line without an end", "x.jsonl", a_file(mine, b"[" + b"1," * 600_000 + b"1]"), at=(2, "line"))
    for name, content in (
        ("no JSON", b"reference"), ("cut", b'{"reference": "o1", "ki'), ("a list", b"[1]"), ("a number", b"5"),
        ("NaN", b'{"reference": NaN}'), ("very deep", b"[" * 100_000),
        ("deep", b'{"title": ' + b"[" * 40 + b"]" * 40 + b"}"), ("a text", b'"x"'), ("null", b"null"),
    ):  # fmt: skip
        yield Case(f"json line: {name}", "x.jsonl", a_file(mine, content), at=(2, "line"))
