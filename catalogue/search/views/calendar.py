"""What takes place in a month, filtered as the search is."""

from __future__ import annotations

import re
from datetime import date

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from catalogue.core.clock import now
from catalogue.core.formats import ascii_digits
from catalogue.core.http import public_page
from catalogue.search.presenting.month import YEARS, month_of
from catalogue.search.presenting.problems import notes
from catalogue.search.views.blueprint import asked, bp

DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?")


@bp.get("/calendar")
def calendar() -> ResponseReturnValue:
    """A month (`month=2026-12`) or one day of it (`date=2026-12-06`).

    Without either the present month, or the first one after it with something that fits.
    """
    query, problems = asked("month", "date")
    moment = now()
    day = _date(request.args.get("date", ""))
    chosen = day or _date(request.args.get("month", ""))
    month = month_of(query, chosen.replace(day=1) if chosen else None, day, moment)
    return public_page(make_response(render_template("search/calendar.html", month=month, notes=notes(problems))))


def _date(text: str) -> date | None:
    """A day, or the first one of a month; nothing where it cannot be read."""
    parts = DAY.fullmatch(ascii_digits(text))
    if not parts or int(parts[1]) not in YEARS:
        return None
    try:
        return date(int(parts[1]), int(parts[2]), int(parts[3] or 1))
    except ValueError:
        return None
