"""What the states of a listing are called, and what it still lacks, in words."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.core.messages import gettext as _
from catalogue.offerings.rules import Missing, OfferingState

STATES: dict[str, LazyString] = {
    OfferingState.DRAFT: _l("Draft"),
    OfferingState.IN_REVIEW: _l("In review"),
    OfferingState.CHANGES_REQUESTED: _l("Changes requested"),
    OfferingState.PUBLISHED: _l("Published"),
    OfferingState.PAUSED: _l("Paused"),
    OfferingState.TAKEN_DOWN: _l("Taken down"),
    OfferingState.ARCHIVED: _l("Archived"),
}
TONES: dict[str, str] = {
    OfferingState.IN_REVIEW: "sun",
    OfferingState.CHANGES_REQUESTED: "danger",
    OfferingState.PUBLISHED: "ok",
    OfferingState.TAKEN_DOWN: "danger",
}
LACKS: dict[str, LazyString] = {
    "summary": _l("A summary or a description"),
    "topics": _l("A topic"),
    "credential": _l("What people get at the end"),
    "runs": _l("A date"),
    "gender_mode": _l("For whom the meetings are"),
    "price": _l("The price"),
    "sessions": _l("The meetings"),
    "venue": _l("The place"),
}
"""What publishing needs, by the field that `rules.missing_for_publishing` names."""


def lacking(missing: Iterable[Missing]) -> list[str]:
    """What is missing in words, with the run that lacks it."""
    return [
        str(_("%(what)s (date %(run)s)", what=LACKS[one.field], run=one.run)) if one.run else str(LACKS[one.field])
        for one in missing
    ]
