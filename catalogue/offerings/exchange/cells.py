"""Cells of a workbook that are not taken as they are: the row is told, and what stands in them is kept."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

REASONS: Mapping[str, LazyString] = {
    "formula": _l("This cell is a formula. Only values are read: please paste the value in its place."),
    "error": _l("This cell holds an error of the spreadsheet in place of a value."),
    "merged": _l("This cell is merged with others. Please unmerge the cells and fill in each row."),
    "long": _l("This cell holds more text than can be read."),
}


class Untaken(str):
    """What stands in such a cell, and why it is not taken."""

    __slots__ = ("reason",)
    reason: str

    def __new__(cls, text: str, reason: str) -> Untaken:
        found = super().__new__(cls, text)
        found.reason = reason
        return found

    @property
    def message(self) -> LazyString:
        return REASONS[self.reason]
