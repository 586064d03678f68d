"""Organisations whose name looks like another one's: the office sees them before it vouches for a name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from catalogue.core.db import db
from catalogue.providers.models import Provider
from catalogue.providers.queries import change_of
from catalogue.providers.rules import ProviderState
from catalogue.search.text import normalise

NAMES = ("name_ar", "name_en")
VOUCHED_FOR = (ProviderState.VERIFIED, ProviderState.SUSPENDED)
CYRILLIC = "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u0456\u0458\u04bb\u0501"
GREEK = "\u03b1\u03b2\u03b5\u03b6\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7"
LATIN = str.maketrans(CYRILLIC + GREEK + "01i|", "abekmhopctyxsljhd" + "abezlkvoptux" + "olll")
"""Letters and digits of other kinds that look like Latin ones; better too many than too few: a person decides."""


def seen_as(name: str) -> str:
    """A name as the eye takes it: without case, blanks, marks and joiners, each letter as what it looks like."""
    plain = normalise(unicodedata.normalize("NFKC", name).casefold())
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if sign.isalnum())
    return bare.translate(LATIN)


def lookalikes_of(provider: Provider) -> Sequence[Provider]:
    """Those that somebody has vouched for, with a name that this one has or asks for."""
    waiting = change_of(provider.id)
    asked = [waiting.content.get(name) for name in NAMES] if waiting else []
    mine = _seen([*(getattr(provider, name) for name in NAMES), *asked])
    others = select(Provider).where(Provider.id != provider.id, Provider.state.in_(VOUCHED_FOR))
    rows = db.session.scalars(others.order_by(Provider.id))
    return [row for row in rows if mine & _seen(getattr(row, name) for name in NAMES)]


def _seen(names: Iterable[str | None]) -> set[str]:
    return {seen for name in names if name and (seen := seen_as(name))}
