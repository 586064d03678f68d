"""The learning record as PDF, to send on or to print: Arabic letters joined, both scripts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flask_babel import gettext as _
from fpdf import FPDF
from fpdf.enums import Align, TextDirection, XPos, YPos

from catalogue.core.formats import APART, JOINED, day_full, number
from catalogue.core.reader import reader
from catalogue.core.texts import DIRECTIONS, LocalText, local
from catalogue.enrolment.certificates.addresses import verify_url
from catalogue.enrolment.certificates.presenting import day_in_both
from catalogue.enrolment.certificates.rules import grouped
from catalogue.enrolment.completion.record import Entry, Record
from catalogue.enrolment.completion.typeface import typeface
from catalogue.enrolment.completion.wording import much_words, total_words

FAMILY = "own"
MARGIN, WIDTH = 20, 170
ENTRY_HEIGHT = 48
"""Millimetres, on A4. An entry with a short title is not torn apart."""
GREEN, INK, GREY, LINE = (8, 69, 55), (26, 41, 37), (70, 85, 79), (183, 217, 206)
SCRIPTS = {"ar": ("arab", "ar"), "en": ("latn", "en")}


class Sheet(FPDF):
    """A page that is written in the reader's direction; a text in the other language keeps its own."""

    def __init__(self, lang: str, foot: str, home: Path) -> None:
        super().__init__(format="A4")
        self.lang_of_page, self.foot = lang, foot
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, margin=MARGIN + 5)
        for style, weight in (("", 400), ("B", 600)):
            self.add_font(FAMILY, style, typeface(home, weight))
        self.set_lang(lang)
        self.add_page()

    def say(
        self, text: LocalText | str, size: float, *, bold: bool = False, colour: tuple[int, int, int] = INK
    ) -> None:
        """A paragraph: it stands at the side where the page begins, and reads in its own direction."""
        lang = text.lang if isinstance(text, LocalText) else self.lang_of_page
        self._speak(lang, size, bold, colour)
        side = Align.R if DIRECTIONS[self.lang_of_page] == "rtl" else Align.L
        self.multi_cell(WIDTH, size * 0.62, str(text), align=side, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _speak(self, lang: str, size: float, bold: bool, colour: tuple[int, int, int]) -> None:
        script, language = SCRIPTS[lang]
        self.set_font(FAMILY, "B" if bold else "", size)
        self.set_text_color(*colour)
        direction = TextDirection.RTL if DIRECTIONS[lang] == "rtl" else TextDirection.LTR
        self.set_text_shaping(True, direction=direction, script=script, language=language)

    def rule(self) -> None:
        self.set_draw_color(*LINE)
        self.line(MARGIN, self.get_y() + 2, MARGIN + WIDTH, self.get_y() + 2)
        self.ln(5)

    def footer(self) -> None:
        self.set_y(-MARGIN)
        page = _("Page %(n)s", n=number(self.page_no()))
        self.say(f"{self.foot} · {page}", 9, colour=GREY)


def record_pdf(record: Record, today: date, home: Path) -> bytes:
    """The record in the reader's language.

    :param home: the folder in which the typeface is kept.
    """
    heading = str(_("Learning record"))
    sheet = Sheet(reader().lang, str(_("Learning Catalogue")), home)
    sheet.set_title(heading)
    sheet.say(heading, 24, bold=True, colour=GREEN)
    if record.learner:
        sheet.say(local(record.learner, "full_name"), 16, bold=True)
    sheet.say(_("Written on %(day)s", day=day_full(today)), 11, colour=GREY)
    sheet.say(total_words(record), 11, colour=GREY)
    for entry in record.entries:
        _write(sheet, entry)
    return bytes(sheet.output())


def _write(sheet: Sheet, entry: Entry) -> None:
    if sheet.will_page_break(ENTRY_HEIGHT):
        sheet.add_page()
    sheet.rule()
    sheet.say(local(entry.offering, "title"), 14, bold=True)
    sheet.say(local(entry.offering.provider, "name"), 11)
    sheet.say(_facts(entry), 11, colour=GREY)
    if entry.code:
        sheet.say(_("Certificate %(code)s", code=f"{APART}{grouped(entry.code)}{JOINED}"), 11, colour=GREY)
        sheet.say(LocalText(verify_url(entry.code), "en"), 11, colour=GREY)


def _facts(entry: Entry) -> str:
    day = _("Completed on %(day)s", day=day_in_both(entry.completed_on))
    return " · ".join([str(day), *much_words(entry)])
