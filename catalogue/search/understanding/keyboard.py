"""What was meant where the other keyboard layout was on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from catalogue.search.language_files import read_json

# Keys of letters that are punctuation in the other layout; between Latin letters they betray it.
BETRAYING = re.compile(r"[a-z][\[\];',.][a-z]|(?:^|\s)[\[\];',][a-z]|[a-z][\[\];'](?:\s|$)", re.IGNORECASE)
PUNCTUATION = frozenset("[];',.")
# The same in a text that was put into Latin letters: inside an English word only an apostrophe may stand (men's).
IN_NO_WORD = re.compile(
    r"[a-z][\[\];,.][a-z]|(?:^|\s)[\[\];',][a-z]|[a-z][\[\];](?:\s|$)|[a-z]'(?!(?:s|t|m|d|ll|re|ve)\b)[a-z]"
)


def betrays(text: str) -> bool:
    """Whether punctuation stands where only letters of the other layout would."""
    return not PUNCTUATION.isdisjoint(text) and BETRAYING.search(text) is not None


def may_be_words(latin: str) -> bool:
    """Whether what keys write in the Latin layout may be words: what falls apart (;df,v]il) was meant in Arabic."""
    return PUNCTUATION.isdisjoint(latin) or IN_NO_WORD.search(latin) is None


def latin_words(text: str) -> list[str]:
    """What the same keys write in the Latin layout, in either way, where it may be words."""
    return [latin for latin in (to_latin(text), to_latin_by_letters(text)) if may_be_words(latin)]


@cache
def _keys() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Latin key → Arabic, and back; what takes two letters to write stands first on the way back."""
    read = read_json("understanding/keyboard.json")
    there = {**read["keys"], **read["shifted"]}
    back = {arabic: latin for latin, arabic in read["keys"].items()}
    for latin, arabic in read["shifted"].items():
        back.setdefault(arabic, latin.lower())
    return there, dict(sorted(back.items(), key=lambda pair: -len(pair[0])))


def to_arabic(text: str) -> str:
    """What the same keys write in the Arabic layout; a capital without a meaning of its own is its small letter."""
    there, _ = _keys()
    return "".join(there.get(letter, there.get(letter.lower(), letter)) for letter in text)


def to_latin(text: str) -> str:
    """What the same keys write in the Latin layout. The ligature lam-alef is one key, unless nothing else fits."""
    _, back = _keys()
    return re.sub("|".join(map(re.escape, back)), lambda found: back[found[0]], text)


def to_latin_by_letters(text: str) -> str:
    """As `to_latin`, where lam and alef were typed one after the other."""
    _, back = _keys()
    return "".join(back.get(letter, letter) for letter in text)
