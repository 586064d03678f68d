"""What a listing still lacks, in words, for the office: without the links that the desk has."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from catalogue.core import formats
from catalogue.core.messages import gettext as _
from catalogue.offerings.editing.wording import MISSING
from catalogue.offerings.images.queries import unseen
from catalogue.offerings.models import Offering
from catalogue.offerings.rules import Missing

TO_BE_SEEN = _l(
    "A copy of the picture, so that somebody can look at it. Where a file names it by its address, one is made within "
    "minutes once the provider is verified."
)


def lacking(offering: Offering, missing: Iterable[Missing]) -> list[str]:
    """What is missing in words; where there are several dates, with the number of the one that lacks it."""
    runs = [run.reference for run in offering.runs]
    numbers = {reference: number for number, reference in enumerate(runs, 1)} if len(runs) > 1 else {}
    found = [_words(str(MISSING[one.field]), numbers.get(one.run or "")) for one in missing]
    return [*found, str(TO_BE_SEEN)] if unseen(offering, offering.image) else found


def _words(what: str, number: int | None) -> str:
    return _("%(what)s (date %(number)s)", what=what, number=formats.number(number)) if number else what
