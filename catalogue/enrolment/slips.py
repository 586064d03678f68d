"""The printed slip of an enrolment made at a counter: the same in Arabic and in English, on one page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flask import render_template, url_for
from markupsafe import Markup

from catalogue.core.reader import LANGUAGES, reader, reading_as
from catalogue.enrolment.models import Enrolment
from catalogue.enrolment.presenting import joining_of, payment_words
from catalogue.offerings.calendars import place_line
from catalogue.offerings.rules import SessionState
from catalogue.offerings.run_words import price_words

MEETINGS_MOST = 5
"""More would not fit on half a sheet; the rest is counted."""


@dataclass(frozen=True)
class Code:
    """The code for taking the record over, and until when it works."""

    words: str
    until: datetime


def halves(enrolment: Enrolment, code: Code | None) -> list[tuple[str, Markup]]:
    """The slip in each language, the reader's own first, in the reader's digits and calendar."""
    ordered = sorted(LANGUAGES, key=lambda lang: lang != reader().lang)
    return [(lang, _half(enrolment, code, lang)) for lang in ordered]


def _half(enrolment: Enrolment, code: Code | None, lang: str) -> Markup:
    run = enrolment.run
    meetings = [one for one in run.sessions if one.state != SessionState.CANCELLED]
    with reading_as(replace(reader(), lang=lang)):
        words = render_template(
            "assisting/_slip.html", enrolment=enrolment, run=run, lang=lang, code=code,
            meetings=meetings[:MEETINGS_MOST], more=len(meetings[MEETINGS_MOST:]), place=place_line(run, lang),
            price=price_words(run), payment=payment_words(run), joining=joining_of(enrolment),
            deadline=run.cancel_deadline, claim_url=url_for("enrolment.claim", lang=lang, _external=True),
        )  # fmt: skip
    return Markup(words)  # noqa: S704  # nosec B704: a template of ours, which escapes what is put in
