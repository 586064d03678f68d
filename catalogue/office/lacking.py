"""What a listing still lacks, in words, for the office: without the links that the desk has."""

from __future__ import annotations

from collections.abc import Iterable

from catalogue.core import formats
from catalogue.core.messages import gettext as _
from catalogue.offerings.editing.wording import MISSING
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import Missing


def lacking(offering: Offering, missing: Iterable[Missing]) -> list[str]:
    """What is missing in words; where there are several dates, with the number of the one that lacks it."""
    runs = [run.reference for run in offering.runs]
    numbers = {reference: number for number, reference in enumerate(runs, 1)} if len(runs) > 1 else {}
    return [_words(str(MISSING[one.field]), numbers.get(one.run or "")) for one in missing]


def _words(what: str, number: int | None) -> str:
    return _("%(what)s (date %(number)s)", what=what, number=formats.number(number)) if number else what
