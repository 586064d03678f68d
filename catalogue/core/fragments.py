"""Pieces of pages that look the same again, kept by all that they show; and pieces in another language."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace

from flask import current_app
from markupsafe import Markup

from catalogue.core.newest import Newest
from catalogue.core.reader import reader, reading_as

FRAGMENTS = "fragments"
MOST = 8_000
"""A card has four, from a fifth of a kilobyte to two."""


def kept(name: str, key: Hashable, caller: Callable[[], Markup]) -> Markup:
    """For templates: `{% call kept("card-side", view.key) %}…{% endcall %}`.

    :param key: everything that the piece shows, the reader's language, digits and calendar among it.
    """
    extensions = current_app.extensions
    fragments: Newest[Hashable, Markup] = extensions.get(FRAGMENTS) or extensions.setdefault(FRAGMENTS, Newest(MOST))
    found = fragments.get((name, key))
    if found is None:
        found = caller()
        fragments.keep((name, key), found)
    return found


def in_language(lang: str, caller: Callable[[], Markup]) -> Markup:
    """For templates: `{% call in_language("en") %}…{% endcall %}`: as a reader of that language would see it."""
    with reading_as(replace(reader(), lang=lang)):
        return caller()
