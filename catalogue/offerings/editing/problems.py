"""What is wrong with the fields of the exchange format, put at the fields of a form."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from flask_babel import LazyString

from catalogue.offerings.exchange.problems import Problem

RUN = re.compile(r"^runs\[\d+\]\.")
Errors = dict[str, LazyString | str]


def at_fields(problems: Iterable[Problem], names: Collection[str]) -> Errors:
    """Name of the field → message; `runs[0].venue.name.ar` stands at `venue_name_ar`.

    :param names: the fields that the form has; what belongs to none stands at the nearest, else at none ("").
    """
    found: Errors = {}
    for problem in problems:
        found.setdefault(_field(problem.field, names), problem.message)
    return found


def _field(path: str, names: Collection[str]) -> str:
    parts = [part for part in re.split(r"[.\[\]]+", RUN.sub("", path)) if part]
    while parts:
        name = "_".join(parts)
        for candidate in (name, f"{name}_ar", f"{name}_name_ar"):
            if candidate in names:
                return candidate
        parts.pop()
    return ""
