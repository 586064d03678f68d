"""What was wrong with an address, in words: the page ignores it and says so."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from catalogue.core import formats
from catalogue.search.presenting.labels import TITLES
from catalogue.search.request import Problem

MOST = 5
MESSAGES = {
    "unknown_parameter": _l("The address asks for “%(name)s”, which this search does not know. It was left out."),
    "unknown_value": _l("Under “%(name)s” there is no choice “%(value)s”. It was left out."),
    "not_a_number": _l("Under “%(name)s” there is “%(value)s”, which is not a number. It was left out."),
    "out_of_range": _l("Under “%(name)s” the number “%(value)s” is not possible. It was left out."),
    "not_a_date": _l("Under “%(name)s” there is “%(value)s”, which is not a date. It was left out."),
    "dates_reversed": _l("The last start date, “%(value)s”, is before the first one. It was left out."),
    "not_a_place": _l("Under “%(name)s” there is “%(value)s”, which is not a place. It was left out."),
    "needs_near": _l("“%(name)s” only works together with a place to start from. It was left out."),
    "too_long": _l("The text under “%(name)s” is very long. Only its beginning was used."),
    "too_many": _l("Too many choices under “%(name)s”. Only the first ones were used."),
    "repeated": _l("“%(name)s” stands in the address more than once. Only the first one was used."),
}
LEFT_OUT = _l("The text under “%(name)s” is too long. It was left out.")


def notes(problems: Iterable[Problem], *, last: int = 0) -> list[Markup]:
    """:param last: the number of the last page, where a later one was asked for."""
    found = list(dict.fromkeys(_worded(problem) for problem in problems))[:MOST]
    if last:
        number = formats.number(last)
        found.append(escape(_("There is no such page. This is the last one, page %(last)s.", last=number)))
    return found


def _worded(problem: Problem) -> Markup:
    message = MESSAGES[problem.code]
    if problem.code == "too_long" and problem.parameter != "q":
        message = LEFT_OUT
    name = TITLES.get(problem.parameter)
    values = {"name": name or formats.isolated(problem.parameter), "value": formats.isolated(problem.value)}
    return escape(message) % values
