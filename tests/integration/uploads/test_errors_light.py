"""The page of errors is small and calm, whatever stands in the file."""

from __future__ import annotations

import json

from tests.builders_offerings import a_line
from tests.builders_uploads import a_row, a_table
from tests.counting import counted_queries
from tests.integration.uploads.desks import Desk

HUGE = 900_000
OVERRIDE, CLOSED, MARK = "\u202e", "\u2069\u2069", "\u200f"


def test_twenty_lines_of_a_million_letters_make_a_small_page_that_reads_none_of_them(desk: Desk) -> None:
    lines = [{**a_line(reference=f"o{n}"), "provider": None, "kind": "x" * HUGE} for n in range(20)]
    address = desk.send("\n".join(map(json.dumps, lines)).encode(), "x.jsonl")
    desk.work()

    with counted_queries(desk.app) as queries:
        page = desk.browser.get(f"{address}/errors")

    assert len(page.data) < 60_000
    assert page.text.count("<section") == 10
    assert "x" * 299 + "\u2026" in page.text
    assert [one for one in queries if "upload_item.source" in one] == []
    assert "page=2" in page.text


def test_signs_that_turn_text_round_are_named_and_kept_to_themselves(desk: Desk) -> None:
    desk.browser.get("/ar/")
    row = a_row(1, mode=f"online{OVERRIDE}{CLOSED}{MARK}live\u00ad")
    address = desk.send(a_table(row))
    desk.work()

    page = desk.browser.get(f"{address}/errors").text
    form = desk.browser.get(f"{address}/errors/1").text

    named = "online\u2039direction override U+202E\u203a\u2039direction bracket U+2069\u203a"
    assert named in page
    assert "\u2039direction mark U+200F\u203alive\u2039soft hyphen U+00AD\u203a" in page
    assert '<bdi class="filetext"' in page
    for one in (OVERRIDE, CLOSED):
        assert one not in page
    assert form.count(OVERRIDE) == form.count(f'value="online{OVERRIDE}')  # only where it can be taken away


def test_a_negative_number_and_a_date_stand_by_themselves_in_an_arabic_page(desk: Desk) -> None:
    address = desk.send(a_table(a_row(1, capacity="-5", enrol_closes_at="31/02/2027")))
    desk.work()

    page = desk.browser.get(f"/ar{address[3:]}/errors").text

    for value in ("-5", "31/02/2027"):
        assert f'<bdi class="filetext" dir="ltr"><span class="filetext__whole">{value}</span></bdi>' in page
    assert '\u2068<bdi class="unbroken" dir="ltr">31/02/2027</bdi>\u2069' in page
