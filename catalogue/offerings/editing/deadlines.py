"""Deadlines that stay behind when the meetings of a date move on: said once, at their field, before they are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from catalogue.accounts.forms import Answers
from catalogue.core import formats
from catalogue.core.formats import at_zone
from catalogue.offerings.rules import SessionState

KEPT = "deadlines_kept"
"""The field of the form that says for which first meeting they are meant to stay."""
BEFORE_IT = ("enrol_closes_at", "cancel_until")
"""Those that are thought of from the first meeting backwards."""


def tell_left_behind(form: Answers, typed: MultiDict[str, str], before: dict[str, Any], run: dict[str, Any]) -> None:
    """Put it at the fields of deadlines that did not move with the first meeting, unless she was told and means it.

    :param before: the run as the form showed it; `run`: as it is wanted, both in the exchange format.
    """
    old, new = _first(before), _first(run)
    days = (at_zone(new).date() - at_zone(old).date()).days if old and new else 0
    if new is None or days <= 0 or form.text(KEPT) == new.isoformat():
        return
    for name in BEFORE_IT:
        if name not in form.errors and run.get(name) and _moment(run[name]) == _moment(before.get(name)):
            form.errors[name] = _l(
                "The first meeting moves by %(days)s, but this day stays. Enter another day, or save once more to "
                "keep it.",
                days=formats.days(days),
            )
            typed[KEPT] = new.isoformat()


def _first(run: dict[str, Any]) -> datetime | None:
    taking_place = (one for one in run.get("sessions", ()) if one.get("state") != SessionState.CANCELLED)
    return min((datetime.fromisoformat(one["starts_at"]) for one in taking_place), default=None)


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
