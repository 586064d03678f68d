"""What the privacy notice says of each kind of data: taken from the tables' declarations, with this house's times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.core import formats
from catalogue.core.holding import AtErasure, Kept
from catalogue.privacy.holdings import in_reading_order


@dataclass(frozen=True)
class Line:
    """One kind of data: what it consists of, why it is kept, how long, and what erasure does to it."""

    what: LazyString
    parts: Sequence[LazyString]
    why: LazyString
    how_long: str
    at_erasure: AtErasure
    erasure: LazyString


ERASURE = {
    AtErasure.DELETE: _l("Deleted."),
    AtErasure.EMPTY: _l("Emptied: what remains is a count that leads to nobody."),
    AtErasure.KEEP: _l("Stays as a count or proof that leads to nobody."),
    AtErasure.RUN_OUT: _l("Nobody can tell whose it is; it is deleted by itself."),
}


def notice() -> list[Line]:
    """Every kind of data about people, the most important first."""
    return [
        Line(
            about.what, [*about.personal.values(), *about.secret.values(), *about.facts.values()], about.why,
            how_long(about.kept), about.at_erasure, ERASURE[about.at_erasure],
        )
        for about in (holding.about for holding in in_reading_order())
    ]  # fmt: skip


def how_long(kept: Kept) -> str:
    """In the reader's words, with the number of days that the settings say."""
    if not kept.setting:
        return str(kept.words)
    days = getattr(current_app.config["SETTINGS"], kept.setting)
    return str(kept.words) % {"time": formats.days(days)}
