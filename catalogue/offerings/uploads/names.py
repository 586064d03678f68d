"""What the columns of a file are called in the words of the desk: beside the short names that programs read."""

from __future__ import annotations

from flask_babel import LazyString

from catalogue.offerings.exchange.headings import NAMES
from catalogue.offerings.uploads.allowed import plain


def name_of(field: str) -> LazyString | None:
    """The name of a field, wherever it stands; None of one that only a program writes."""
    return NAMES.get(plain(field))
