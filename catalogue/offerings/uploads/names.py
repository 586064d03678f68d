"""What the columns of a file are called in the words of the desk: beside the short names that programs read."""

from __future__ import annotations

from flask_babel import LazyString

from catalogue.offerings.exchange.headings import NAMES
from catalogue.offerings.uploads.allowed import plain


def named(field: str) -> str:
    """The same in a text: the name where there is one, and the short name, which says where it stands."""
    name = name_of(field)
    return f"{name} ({field})" if name else field


def name_of(field: str) -> LazyString | None:
    """The name of a field, wherever it stands; None of one that only a program writes."""
    return NAMES.get(plain(field))
