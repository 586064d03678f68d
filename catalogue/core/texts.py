"""Bilingual texts: one column per language, a labelled fallback to the other one, never a blank."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache, partial
from typing import NamedTuple

from catalogue.core.reader import LANGUAGES, reader

DIRECTIONS = {"ar": "rtl", "en": "ltr"}
LEADS = {"L": "ltr", "R": "rtl", "AL": "rtl"}
"""Unicode's classes of strong letters, and the way that each leads."""
# Marks that can reorder or hide text, and letters that show nothing; a typed name or title never needs them.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
BLANKS = str.maketrans({"\u2800": " "})
"""The empty Braille pattern separates words."""
JOINERS = "\u200c\u200d \n"
"""Needed between letters; nothing by themselves."""
CROWD = re.compile(r"[^\w\s]{5,}")
MOST_MARKS = 4
"""Combining marks on one letter: Arabic has at most three, and nobody reads a tower."""
CROWDED = 30
"""So many that no order is kept among them."""
LAST_TWO = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
NO_LETTERS = f"\ud800-\udfff\ufdd0-\ufdef{LAST_TWO}"
"""Halves of letters, and what Unicode keeps free of letters for good: no XML, and so no workbook, can hold them all."""
CONTROL = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{NO_LETTERS}]")


class LocalText(NamedTuple):
    """A text and the language it is really in."""

    text: str
    lang: str

    @property
    def dir(self) -> str:
        return DIRECTIONS[self.lang]

    @property
    def astray(self) -> bool:
        """Whether it begins with letters of the other script, as an Arabic title that begins with “SQL:” does.

        A browser that guesses would lay such a title out backwards; one that holds nothing else is left to it.
        """
        ways = (LEADS[kind] for sign in self.text if (kind := unicodedata.bidirectional(sign)) in LEADS)
        return next(ways, self.dir) != self.dir and self.dir in ways

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def direction(lang: str) -> str:
    """`rtl` or `ltr`."""
    return DIRECTIONS.get(lang, "ltr")


def other_language(lang: str) -> str:
    return "en" if lang == "ar" else "ar"


def local(row: object, field: str, lang: str | None = None) -> LocalText:
    """The bilingual field of a row in the reader's language, or in the other one where that is missing."""
    wanted = lang or reader().lang
    for candidate in (wanted, *(other for other in LANGUAGES if other != wanted)):
        if found := getattr(row, f"{field}_{candidate}"):
            return LocalText(found, candidate)
    return LocalText("", wanted)


def both(row: object, field: str) -> dict[str, str]:
    """The languages that a field has: `{"ar": "…"}`, as the exchange format and the API write it."""
    return {lang: found for lang in LANGUAGES if (found := getattr(row, f"{field}_{lang}"))}


def clean(text: str, *, lines: bool = False) -> str:
    """What a person typed, without marks that hide or reorder text and with spaces put in order.

    :param lines: keep line breaks (descriptions); otherwise everything becomes one line.
    """
    text = CONTROL.sub("", INVISIBLE.sub("", text.translate(BLANKS).replace("\r\n", "\n").replace("\r", "\n")))
    text = composed(text)
    if not text.strip(JOINERS):
        return ""
    if not lines:
        return " ".join(text.split())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(line.split()) for line in text.split("\n"))).strip()


def composed(text: str) -> str:
    """Letters and their marks in the one order that Unicode knows (NFC), without towers of marks."""
    text = CROWD.sub(partial(_thinned, most=CROWDED), text)  # to put them in order, each is compared with each
    return CROWD.sub(_thinned, unicodedata.normalize("NFC", text))


def _thinned(crowd: re.Match[str], most: int = MOST_MARKS) -> str:
    """Signs between two letters, with the first few of the marks that follow one another."""
    kept, marks = [], 0
    for sign in crowd.group():
        marks = marks + 1 if unicodedata.combining(sign) or unicodedata.category(sign) in {"Mn", "Me"} else 0
        if marks <= most:
            kept.append(sign)
    return "".join(kept)


@lru_cache(maxsize=4_000)
def slug(text: str) -> str:
    """The readable end of an address, in either script; `-` where nothing is left."""
    letters = composed(INVISIBLE.sub("", text))
    bare = "".join(sign for sign in letters if unicodedata.category(sign) != "Mn")  # without vowel marks
    words = re.findall(r"[^\W_]+", bare.lower())
    return "-".join(words)[:80].strip("-") or "-"
