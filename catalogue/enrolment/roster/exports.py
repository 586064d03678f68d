"""The roster as a table: XLSX (from the right in Arabic) and CSV. Contacts only while they are shown."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from catalogue.core.formats import at_zone
from catalogue.core.reader import reader
from catalogue.core.spreadsheets import plain_cell
from catalogue.enrolment.forms import Question, questions_of
from catalogue.enrolment.roster.people import Person, Roster, meetings_of
from catalogue.enrolment.roster.wording import MARKS, STATES, section_names

WIDEST = 50
Row = list[str]


def table_of(roster: Roster) -> list[Row]:
    """The head and a row for each; times and days as machines sort them. Notes stay at the desk."""
    run = roster.run
    meetings, questions, sections = meetings_of(run), questions_of(run), section_names(run)
    with_contacts = any(one.contacts is not None for one in roster.everybody)
    head = [
        _("Number of the enrolment"), _("Name in Arabic"), _("Name in English"), _("State"), _("Group"),
        _("A guardian acts for this person"), *([_("E-mail")] if with_contacts else []),
        *(question.label for question in questions),
        *(f"{at_zone(one.starts_at, run.time_zone):%Y-%m-%d %H:%M}" for one in meetings), _("Certificate"),
    ]  # fmt: skip
    rows = []
    for one in roster.everybody:
        rows.append([
            one.number, one.learner.full_name_ar or "", one.learner.full_name_en or "", str(STATES[one.state][0]),
            sections.get(one.enrolment.section or "", ""), _("Yes") if one.guarded else _("No"),
            *([", ".join(one.contacts or ())] if with_contacts else []),
            *(_answer(one, question) for question in questions),
            *(str(MARKS[one.marks[meeting.id]]) if meeting.id in one.marks else "" for meeting in meetings), one.code,
        ])  # fmt: skip
    return [[plain_cell(str(cell)) for cell in row] for row in (head, *rows)]


def _answer(person: Person, question: Question) -> str:
    answer = str(person.enrolment.answers.get(question.key, ""))
    return dict(question.options).get(answer, answer)


def as_csv(rows: Sequence[Row]) -> bytes:
    """With the mark by which spreadsheets know UTF-8."""
    written = StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Sequence[Row]) -> bytes:
    """One sheet, its head fixed; cells are text, whatever they look like."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("People in this class")[:31]
    sheet.sheet_view.rightToLeft = reader().lang == "ar"
    for row in rows:
        sheet.append(row)
    for number, column in enumerate(zip(*rows, strict=True), 1):
        widest = max(len(cell) for cell in column)
        sheet.column_dimensions[get_column_letter(number)].width = min(WIDEST, widest + 2)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for line in sheet.iter_rows():
        for cell in line:
            cell.data_type = "s"
    sheet.freeze_panes = "A2"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


FORMS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
