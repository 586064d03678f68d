"""The nearest word of the catalogue to one that it does not know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from catalogue.search.stems import without_article
from catalogue.search.text import normalise

SHORTEST, LONG = 4, 8  # letters: shorter words are not respelt, from LONG on two edits are borne
FIRST_LETTER_COUNTS_BELOW = 6


class Known(NamedTuple):
    """A word of the catalogue: without its article, its letters as bits, as people write it, how often it stands."""

    bare: str
    letters: int
    written: str
    documents: int


class Spelling:
    """The words of the titles, summaries and providers."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        """:param words: each as it is written, with the number of documents that have it."""
        known: dict[str, Known] = {}
        for written, documents in words:
            bare = without_article(normalise(written))
            if bare not in known or known[bare].documents < documents:
                known[bare] = Known(bare, letters_of(bare), written, documents)
        self._by_length: dict[int, list[Known]] = {}
        for word in known.values():
            self._by_length.setdefault(len(word.bare), []).append(word)

    def nearest(self, word: str) -> str | None:
        """The known word, as it is written, that is fewest edits away; of several the most frequent one."""
        bare = without_article(word)
        if len(bare) < SHORTEST or not bare.isalpha():
            return None
        most = 2 if len(bare) >= LONG else 1
        found = [
            (distance, -known.documents, known.written)
            for known in self._near(bare, most)
            if 0 < (distance := edits(bare, known.bare, most)) <= most
        ]
        return min(found)[2] if found else None

    def _near(self, bare: str, most: int) -> Iterable[Known]:
        """Those that could be near: of about this length and these letters. An edit changes at most two letters."""
        letters = letters_of(bare)
        first = bare[0] if len(bare) < FIRST_LETTER_COUNTS_BELOW else ""
        for length in range(len(bare) - most, len(bare) + most + 1):
            for known in self._by_length.get(length, ()):
                if (letters ^ known.letters).bit_count() <= 2 * most and known.bare.startswith(first):
                    yield known


def letters_of(word: str) -> int:
    """Which letters a word has, as bits (letters may share one)."""
    found = 0
    for letter in word:
        found |= 1 << (ord(letter) & 63)
    return found


def edits(one: str, other: str, most: int) -> int:
    """How many letters must be put in, left out, exchanged or swapped with their neighbour; `most` + 1 if more."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]
