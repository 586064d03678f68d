"""What a listing still lacks, in words, for the office: without the links that the desk has."""

from __future__ import annotations

from collections.abc import Iterable

from catalogue.core.messages import gettext as _
from catalogue.offerings.editing.wording import MISSING
from catalogue.offerings.rules import Missing


def lacking(missing: Iterable[Missing]) -> list[str]:
    """What is missing in words, with the run that lacks it."""
    return [
        str(_("%(what)s (date %(run)s)", what=MISSING[one.field], run=one.run)) if one.run else str(MISSING[one.field])
        for one in missing
    ]
