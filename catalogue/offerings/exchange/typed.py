"""Words that people type where a program would write a number or a sign: “free”, “50 SAR”, “yes”, “5 to 8”."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from catalogue.core.texts import clean

DASHES = "-\u2010-\u2015\u2212"
LONGEST = 60
"""Letters of an amount with its words."""


@cache
def words(name: str) -> frozenset[str]:
    """A list of `typed_words.json`, in lower case."""
    return frozenset(_read(name))


def _read(name: str) -> list[str]:
    found: dict[str, list[str]] = json.loads(
        files("catalogue.offerings.exchange").joinpath("typed_words.json").read_text("utf-8")
    )
    return [plain(word) for word in found[name]]


def plain(written: str) -> str:
    return clean(written).casefold()


@cache
def one_of(name: str) -> str:
    """A pattern for any word of a list, the longest first."""
    return "|".join(re.escape(word) for word in sorted(_read(name), key=len, reverse=True))


def bare_amount(written: str) -> tuple[str, bool]:
    """An amount without the words around it; “0” for “free”. :returns: it, and whether it speaks of riyals."""
    if len(written) > LONGEST:  # the pattern below tries each blank against each
        return written, False
    found = plain(written)
    if found in words("free"):
        return "0", False
    riyal = one_of("riyal")
    bare = re.fullmatch(rf"(?:(?:{riyal})\s*)?([-+]?\s*\d[\d.,]*)(?:\s*(?:{riyal}))?", found)
    if bare is None:
        return found, False
    return bare[1], bare[1] != found
