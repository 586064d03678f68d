"""What the mail about a changed course says of each thing that changed: what it was, what it is now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from catalogue.core import formats
from catalogue.core.db import db
from catalogue.core.reader import reader
from catalogue.core.texts import local
from catalogue.offerings.relied_on import Told
from catalogue.offerings.rules import SessionState
from catalogue.taxonomy.models import City, District
from catalogue.taxonomy.vocabularies import label, labels

Values = Sequence[Any]


@dataclass(frozen=True)
class WasAndIs:
    """Either side is empty where there was nothing, or is nothing any more."""

    words: LazyString
    before: str
    after: str


def was_and_is(told: Sequence[Told], zone: str) -> list[WasAndIs]:
    """:param told: as the message keeps it. :param zone: of the run."""
    found = []
    for name, before, after in told:
        if name not in PARTS:
            continue
        words, written = PARTS[name]
        if name == "sessions":
            sides = [_meetings(side, zone) for side in (before, after)]
        elif name in IN_BOTH and _in_one(before) == _in_one(after):  # it changed in the language that is not read here
            sides = [_in_all(before), _in_all(after)]
        else:
            sides = [written(before), written(after)]
        found.append(WasAndIs(words, *map(formats.apart, sides)))
    return found


def _place(values: Values) -> str:
    rows = [db.session.get(table, number) for table, number in zip((City, District), values, strict=True) if number]
    return _commas([local(row, "name").text for row in rows if row])


def _pairs(values: Values) -> list[tuple[str | None, str | None]]:
    """Texts in Arabic and English."""
    return list(zip(values[::2], values[1::2], strict=True))


def _in_one(values: Values) -> str:
    """In the reader's language, as far as there is one."""
    chosen = [(ar or en) if reader().lang == "ar" else (en or ar) for ar, en in _pairs(values)]
    return _commas([formats.apart(one) for one in chosen if one])


def _in_all(values: Values) -> str:
    return " / ".join(formats.apart(text) for text in values if text)


def _price(values: Values) -> str:
    halalas, currency = values
    return "" if halalas is None else formats.money(halalas, currency or "SAR")


def _reduced(values: Values) -> str:
    halalas, group = values
    return f"{label('audiences', group)}: {formats.money(halalas)}" if halalas is not None and group else ""


def _meetings(side: Mapping[str, Any], zone: str) -> str:
    """The days and hours of those that were told; how many more there are."""
    written = [_meeting(one, zone) for one in side["meetings"]]
    if more := side["more"]:
        written.append(ngettext("one more meeting", "%(n)s more meetings", more, n=formats.number(more)))
    return _commas(written)


def _commas(parts: Sequence[str]) -> str:
    """Without an “and”: names may hold one themselves."""
    return (f"{formats.ARABIC_COMMA} " if reader().lang == "ar" else ", ").join(parts)


def _meeting(one: Sequence[str], zone: str) -> str:
    starts_at, ends_at, state = one
    start, end = (formats.at_zone(datetime.fromisoformat(at), zone) for at in (starts_at, ends_at))
    words = f"{formats.day_short(start.date())} {formats.time_range(start, end)}"
    return f"{words} ({_('Does not take place')})" if state == SessionState.CANCELLED else words


def _listed(vocabulary: str) -> Callable[[Values], str]:
    return lambda values: formats.listed(labels(vocabulary, values[0] or ()))


def _label(vocabulary: str) -> Callable[[Values], str]:
    return lambda values: label(vocabulary, values[0])


def _yes_or_no(values: Values) -> str:
    return str(_("Yes") if values[0] else _("No"))


IN_BOTH = frozenset({"room", "venue"})
PARTS: Mapping[str, tuple[LazyString, Callable[[Values], str]]] = {
    "sessions": (_l("Meetings"), _in_all),
    "flexible_start": (_l("Start at any time"), _yes_or_no),
    "city": (_l("City and district"), _place),
    "venue": (_l("Place"), _in_one),
    "room": (_l("Room"), _in_one),
    "mode": (_l("How is it held?"), _label("delivery_modes")),
    "gender_mode": (_l("Who can come?"), _label("attendance_groups")),
    "sections": (_l("Sections"), _listed("attendance_groups")),
    "price": (_l("Price"), _price),
    "reduced": (_l("Lower price"), _reduced),
    "audiences": (_l("Audiences"), _listed("audiences")),
    "credential": (_l("Certificate"), _label("credential_types")),
}
"""What stands in the mail beside the title, which has a sentence of its own."""
