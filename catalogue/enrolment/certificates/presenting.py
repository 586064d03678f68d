"""A certificate in words: a sheet in both languages, and the facts of it in the reader's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import segno
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from catalogue.core.formats import at_zone, day_year, hijri, number
from catalogue.core.reader import LANGUAGES, Reader, reader, reading_as
from catalogue.core.texts import LocalText, other_language
from catalogue.enrolment.certificates.models import Certificate

ATTENDED = "attendance"


@dataclass(frozen=True)
class Side:
    """One language of the sheet. What is missing in it stands in the other one, marked as such."""

    lang: str
    kind: str
    to: str
    name: LocalText
    why: str
    title: LocalText
    provider: LocalText
    by: str
    facts: list[tuple[str, str]]
    issuer: str


def sides(certificate: Certificate) -> list[Side]:
    """Both languages, the reader's first."""
    lang = reader().lang
    return [_side(certificate, each) for each in (lang, other_language(lang))]


def _side(certificate: Certificate, lang: str) -> Side:
    said = certificate.content
    with reading_as(Reader(lang=lang)):
        attended = said["kind"]["key"] == ATTENDED
        return Side(
            lang=lang,
            kind=said["kind"][lang],
            to=_("Awarded to"),
            name=said_in(said["learner"], lang),
            why=_("for attending") if attended else _("for completing"),
            title=said_in(said["title"], lang),
            by=_("Offered by"),
            provider=said_in(said["provider"], lang),
            facts=facts(certificate),
            issuer=said["issuer"][lang],
        )


def facts(certificate: Certificate) -> list[tuple[str, str]]:
    """When and how much, in the reader's language."""
    return list(_facts(certificate.content, at_zone(certificate.issued_at).date()))


def _facts(said: Mapping[str, Any], issued_on: date) -> Iterator[tuple[str, str]]:
    if said["from"] and said["from"] != said["completed_on"]:  # a day's course says its day once
        first, last = (day_in_both(date.fromisoformat(said[key])) for key in ("from", "until"))
        yield _("Dates"), first if first == last else _("%(first)s to %(last)s", first=first, last=last)
    yield _("Completed on"), day_in_both(date.fromisoformat(said["completed_on"]))
    if said["hours"]:
        yield _("Length"), hours_words(said["hours"])
    yield _("Issued on"), day_in_both(issued_on)


def hours_words(hours: int) -> str:
    return str(ngettext("%(n)s hour", "%(n)s hours", hours, n=number(hours)))


def day_in_both(day: date) -> str:
    """“3 November 2026 (23 Jumada I 1448 AH)”."""
    islamic = hijri(day)
    return f"{day_year(day)} ({islamic})" if islamic else day_year(day)


def said_in(words: Mapping[str, str], lang: str | None = None) -> LocalText:
    """A frozen text in a language, or in the other one where that is missing."""
    wanted = lang or reader().lang
    for candidate in (wanted, *LANGUAGES):
        if words.get(candidate):
            return LocalText(words[candidate], candidate)
    return LocalText("", wanted)


def qr_code(url: str) -> Markup:
    """The address as a picture that phones read, black on white in every theme; the text stands beside it."""
    drawn = BytesIO()
    segno.make(url, error="m").save(
        drawn, kind="svg", xmldecl=False, svgclass="qr", lineclass=None, omitsize=True, border=2, light="#fff"
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704  # nosec B704: segno's drawing, numbers only
