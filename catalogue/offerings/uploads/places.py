"""Rows of a file that go back to where they stood, so that a line that is named is found under its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush

from flask_babel import lazy_gettext as _l

from catalogue.offerings.exchange.headings import ERRORS
from catalogue.offerings.exchange.shape import RUNS_MAX
from catalogue.offerings.exchange.table_writing import Row

FIRST = 2
"""Below the headings."""
MOST_EMPTY = 5000
"""Empty rows that are put in where something stood that was no listing; beyond them a row says where it stood."""
STOOD = _l("In the file that was sent this was row %(row)s.")


def in_their_places(rows: Iterable[tuple[int, Row]]) -> Iterator[Row]:
    """:param rows: the number of each in the file that was sent, and its cells."""
    at, empty = FIRST, 0
    for number, row in _in_order(rows):
        if at < number and number - at <= MOST_EMPTY - empty:
            empty += number - at
            while at < number:
                yield {}
                at += 1
        if at != number and row.get(ERRORS):
            row = {**row, ERRORS: f"{str(STOOD) % {'row': number}}\n{row[ERRORS]}"}
        yield row
        at += 1


def _in_order(rows: Iterable[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
    """What could not be read was recorded before the offering among whose rows it stood."""
    waiting: list[tuple[int, int, Row]] = []
    for order, (number, row) in enumerate(rows):
        heappush(waiting, (number, order, row))
        if len(waiting) > RUNS_MAX:
            number, _order, row = heappop(waiting)
            yield number, row
    while waiting:
        number, _order, row = heappop(waiting)
        yield number, row
