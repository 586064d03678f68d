"""CSV as rows of text, each with the number that a spreadsheet shows; what is not readable is told at its row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain

from flask_babel import lazy_gettext as _l

from catalogue.offerings.exchange.problems import MOST_TEXT, Problem
from catalogue.offerings.exchange.shape import Raw
from catalogue.offerings.exchange.table import Record, read_records


def read_table(lines: Iterable[str], *, provider_given: bool) -> Iterator[Raw]:
    """The offerings of a CSV.

    :param lines: the file, opened with `newline=""`.
    """
    csv.field_size_limit(MOST_TEXT)
    yield from read_records(_records(lines), provider_given=provider_given)


class _Feed:
    """Lines on their way to the reader of CSV, which would put together a row of any length. `since`: its letters."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines, self.since = iter(lines), 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines).replace("\0", "")
        self.since += len(line)
        if self.since > MOST_TEXT:
            raise csv.Error("a row without an end")
        return line


def _records(lines: Iterable[str]) -> Iterator[Record]:
    feed = _Feed(lines)
    try:
        first = next(feed, "")
    except csv.Error:  # there is no header
        return
    # Strict: otherwise a quotation mark that is not closed takes the following rows into its cell, and nobody is told.
    reader = csv.reader(chain([first], feed), delimiter=_delimiter(first), strict=True)
    row = 0
    while True:
        row += 1
        before = reader.line_num
        try:
            yield row, next(reader), None
        except StopIteration:
            return
        except csv.Error:
            last = row + max(1, reader.line_num - before) - 1
            yield row, [], _unreadable(row, last)
            row = last
        feed.since = 0


def _unreadable(row: int, last: int) -> Raw:
    message = _l("This row is not readable CSV.")
    if last > row:
        message = _l(
            "A quotation mark in this row is not closed, so the rows up to row %(last)s were not read.", last=last
        )
    rows = list(range(row, last + 1))
    return Raw(row, None, run_rows=rows, flat=True, problems=[Problem(row, "row", message)])


def _delimiter(header: str) -> str:
    """Comma, or what spreadsheets of other languages put in its place."""
    return max(",;\t", key=header.count)
