"""What the sheets beside a table say: each column in the reader's words, and the lists that cells are chosen from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from flask_babel import lazy_gettext as _l
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from catalogue.core.clock import now
from catalogue.core.formats import at_zone
from catalogue.core.reader import reader
from catalogue.offerings.exchange.examples import values_to_show
from catalogue.offerings.exchange.headings import ERRORS, FOR_PUBLISHING, KNOWN, NEEDED, heading
from catalogue.offerings.exchange.lists import LISTS, key_of, with_code
from catalogue.offerings.uploads.allowed import words_of

Sheet: TypeAlias = Any
Cell: TypeAlias = Any
"""Of a workbook that is only written: openpyxl says nothing of what they have."""
ABOUT, VALUES = _l("What the columns mean"), _l("Values to choose from")
ALWAYS = {"reference", "kind", "run_reference", "mode"}
BEFORE_PUBLISHING = {"topics", "credential", "gender_mode", "price", "sessions"}
OF_ONE_LANGUAGE: Mapping[str, str] = {"title": NEEDED, "summary": FOR_PUBLISHING, "venue": FOR_PUBLISHING}
"""One language is enough: the reader's column has the mark."""
MARKS = {
    NEEDED: _l("Always needed"),
    FOR_PUBLISHING: _l("Needed for publishing; without it the listing stays a draft"),
}
FILLED_ROWS = 5_000
"""So far down cells offer their list."""
WRAPPED = Alignment(wrap_text=True, vertical="top")


def mark(column: str) -> str:
    """What stands behind the heading of a column that is needed."""
    if column in ALWAYS:
        return NEEDED
    if column in BEFORE_PUBLISHING:
        return FOR_PUBLISHING
    field, _underscore, lang = column.rpartition("_")
    return OF_ONE_LANGUAGE.get(field, "") if lang == reader().lang else ""


def chosen_from(columns: Iterable[str]) -> list[str]:
    """The columns that have a list."""
    return [name for name in columns if name in LISTS]


def _label(column: str, key: str, words: Mapping[str, str]) -> str:
    """A value as it can be chosen: its label, with its code where another has the same, as long as it leads back."""
    label = words[reader().lang]
    offered = (label, with_code(label, key), key)
    return next((one for one in offered if key_of(column, one) == key), key)


def offer_lists(sheet: Sheet, columns: Sequence[str]) -> None:
    """A list at each cell whose values are known; where several may stand, something else may be typed as well."""
    place = quote_sheetname(str(VALUES))
    for number, name in enumerate(chosen_from(columns), start=1):
        letter, last = get_column_letter(number), len(LISTS[name]()) + 1
        rule = DataValidation("list", f"{place}!${letter}$2:${letter}${last}", allow_blank=True)
        rule.showErrorMessage = False  # a key is as good as a label, and the check says what is wrong
        at = get_column_letter(columns.index(name) + 1)
        rule.add(f"{at}2:{at}{FILLED_ROWS}")
        sheet.data_validations.append(rule)


def explain(book: Workbook, columns: Sequence[str]) -> None:
    """The sheets that only explain."""
    about = _sheet(book, str(ABOUT), (26, 20, 26, 60, 34))
    heads = (_l("Column"), _l("Short name"), _l("Is it needed?"), _l("What may stand there"), _l("Example"))
    about.append([_bold(about, str(head)) for head in heads])
    shown = values_to_show(at_zone(now()).date())
    for name in (name for name in columns if name in KNOWN and name != ERRORS):
        allowed = str(words_of(name) or "")
        needed = str(MARKS.get(mark(name), ""))
        about.append([_cell(about, text) for text in (str(heading(name)), name, needed, allowed, shown.get(name, ""))])
    named = chosen_from(columns)
    values = _sheet(book, str(VALUES), [28] * len(named))
    values.append([_bold(values, str(heading(name))) for name in named])
    labels = [[_label(name, key, words) for key, words in LISTS[name]().items()] for name in named]
    for number in range(max(map(len, labels), default=0)):
        values.append([one[number] if number < len(one) else None for one in labels])


def _sheet(book: Workbook, title: str, widths: Sequence[int]) -> Sheet:
    sheet: Sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.sheet_view.rightToLeft = reader().lang == "ar"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    return sheet


def _bold(sheet: Sheet, text: str) -> Cell:
    cell = _cell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Sheet, text: str) -> Cell:
    cell = WriteOnlyCell(sheet, text)
    cell.alignment = WRAPPED
    return cell
