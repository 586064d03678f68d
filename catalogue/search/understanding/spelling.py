"""The known words that lie nearest to one that nobody knows: those of the catalogue, and names of subjects."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from catalogue.search.language_files import read_json
from catalogue.search.stems import without_article
from catalogue.search.text import normalise

SHORTEST, LONG = 4, 8  # letters: shorter words are not respelt, from LONG on two edits are borne
FIRST_LETTER_COUNTS_BELOW = 6
SHORTEST_PART = 3


class Known(NamedTuple):
    """A known word: without its article, as people write it, in how many documents of the catalogue it stands."""

    bare: str
    written: str
    documents: int


class Near(NamedTuple):
    """A known word near to an unknown one, and how many edits away it is."""

    written: str
    edits: int


class Shortened:
    """Words by what is left of them without one of their letters, and by themselves; what is left is told by a hash.

    Now and then a word is found that is not asked for: whoever asks looks at the words themselves.
    """

    def __init__(self, words: Iterable[tuple[int, str]]) -> None:
        """:param words: each with its number."""
        hashes, numbers = array("q"), array("i")
        for number, word in words:
            some = set(map(hash, _shorter(word)))
            hashes.extend(some)
            numbers.extend([number] * len(some))
        order = np.argsort(np.array(hashes, np.int64))
        self._hashes = np.array(hashes, np.int64)[order]
        self._numbers = np.array(numbers, np.int32)[order]

    def alike(self, word: str) -> set[int]:
        """The numbers of the words that are the same as this one once a letter is taken from one or from both."""
        hashes = np.array([*set(map(hash, _shorter(word)))], np.int64)
        starts, ends = (self._hashes.searchsorted(hashes, side) for side in ("left", "right"))
        parts = zip(starts.tolist(), ends.tolist(), strict=True)
        return {number for start, end in parts for number in self._numbers[start:end].tolist()}


class Spelling:
    """Known words, ready to be asked for what is near."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        """:param words: each as it is written, with the number of its documents; 0 for a mere name of a subject."""
        self._number_of: dict[str, int] = {}
        self._written: list[str] = []
        self._documents = array("q")
        for written, documents in words:
            bare = without_article(normalise(written))
            if bare == written:
                bare = written  # one object of the two
            number = self._number_of.setdefault(bare, len(self._written))
            if number == len(self._written):
                self._written.append(written)
                self._documents.append(documents)
            elif self._documents[number] < documents:
                self._written[number], self._documents[number] = written, documents
        self._bare = [*self._number_of]
        self._lengths = np.array([*map(len, self._bare)], np.int32)
        self._letters = np.array([*map(letters_of, self._bare)], np.uint64)
        self._shortened = Shortened(enumerate(self._bare))
        english = ((at, bare) for at, bare in enumerate(self._bare) if bare.isascii() and bare.isalpha())
        self._squeezed = Shortened((at, squeezed(bare)) for at, bare in english)
        self._sounding: dict[str, list[int]] = {}
        for at, bare in enumerate(self._bare):
            if bare.isascii() and (sound := sounding(bare)) != bare:
                self._sounding.setdefault(sound, []).append(at)

    def _at(self, number: int) -> Known:
        return Known(self._bare[number], self._written[number], self._documents[number])

    def near(self, word: str, most: int = 3) -> tuple[Near, ...]:
        """The known words that are fewest edits away: the catalogue's, likely mistakes and frequent words first."""
        bare = without_article(word)
        if len(bare) < SHORTEST or not bare.isalpha():
            return ()
        if bare.isascii() and (alike := self._alike_in_sound(bare)):
            return alike[:most]
        for distance in (1, 2) if len(bare) >= LONG else (1,):
            among = self._one_away(bare) if distance == 1 else self._by_letters(bare, distance)
            found = [known for known in among if edits(bare, known.bare, distance) == distance]
            if found:
                ranked = sorted(found, key=lambda known: (not known.documents, *_rank(bare, known)))
                return tuple(Near(known.written, distance) for known in ranked[:most])
        return tuple(self._but_for_doubled_letters(bare))[:most] if bare.isascii() else ()

    def _alike_in_sound(self, bare: str) -> tuple[Near, ...]:
        """English words that are spoken as this one is written (fone, phone), the frequent ones first."""
        found = sorted(map(self._at, self._sounding.get(sounding(bare), ())), key=lambda known: -known.documents)
        return tuple(Near(known.written, 1) for known in found)

    def _but_for_doubled_letters(self, bare: str) -> Iterator[Near]:
        """English words one edit away once no letter stands doubled (sweming, swimming): as if they were two."""
        once = squeezed(bare)
        if len(once) <= SHORTEST:
            return
        among = map(self._at, self._squeezed.alike(once))
        near = [one for one in among if edits(once, squeezed(one.bare), 1) <= 1]
        found = [one for one in near if _first_letters_agree(bare, one.bare)]
        for known in sorted(found, key=lambda known: (not known.documents, *_rank(bare, known))):
            yield Near(known.written, 2)

    def parts(self, word: str) -> tuple[str, str] | None:
        """Two known words that were written without a space; the cut that leaves the more frequent ones."""
        cuts = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
        pairs = [(self._of(word[:at]), self._of(word[at:])) for at in cuts]
        found = [(min(a.documents, b.documents), a.written, b.written) for a, b in pairs if a and b]
        return max(found)[1:] if found else None

    def _of(self, word: str) -> Known | None:
        number = self._number_of.get(without_article(word))
        return None if number is None else self._at(number)

    def _one_away(self, bare: str) -> Iterator[Known]:
        """Each edit leaves both words the same once a letter is taken from one or from both."""
        for known in map(self._at, self._shortened.alike(bare)):
            if _first_letters_agree(bare, known.bare):
                yield known

    def _by_letters(self, bare: str, most: int) -> Iterator[Known]:
        """Those of about this length and these letters. An edit changes at most two letters."""
        unlike = np.bitwise_count(self._letters ^ np.uint64(letters_of(bare))) > 2 * most
        found = np.flatnonzero((np.abs(self._lengths - len(bare)) <= most) & ~unlike)
        return map(self._at, found.tolist())


def _first_letters_agree(bare: str, known: str) -> bool:
    return len(bare) >= FIRST_LETTER_COUNTS_BELOW or bare[0] == known[0] or _alike(bare[0], known[0])


def _shorter(word: str) -> Iterator[str]:
    """The word, and what is left of it without one of its letters."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


@cache
def _alike_pairs() -> frozenset[frozenset[str]]:
    read = read_json("understanding/spelling.json")
    shapes = (frozenset((a, b)) for group in read["shapes"] for a in group for b in group if a != b)
    return frozenset(shapes) | frozenset(frozenset(pair) for row in read["rows"] for pair in pairwise(row))


def _alike(one: str, other: str) -> bool:
    return frozenset((one, other)) in _alike_pairs()


def _rank(typed: str, known: Known) -> tuple[int, bool, int, str]:
    """The likely mistakes first; then what begins as was typed, as hardly anybody mistypes a first letter."""
    return _unlikely(typed, known.bare), typed[0] != known.bare[0], -known.documents, known.bare


def _unlikely(typed: str, known: str) -> int:
    """0 for letters swapped or mistaken for one of their shape or their neighbour on the keys, 1 for the rest."""
    if len(typed) != len(known):
        return 1
    differing = [(a, b) for a, b in zip(typed, known, strict=True) if a != b]
    swapped = len(differing) == 2 and differing[0] == differing[1][::-1]
    return 0 if swapped or all(_alike(a, b) for a, b in differing) else 1


@cache
def _sounds() -> tuple[tuple[str, str], ...]:
    return tuple(read_json("understanding/spelling.json")["sounds"].items())


def sounding(word: str) -> str:
    """An English word as it would be written by ear, as far as whole groups of letters are spoken as one."""
    for written, spoken in _sounds():
        if written in word:
            word = word.replace(written, spoken)
    return word


def squeezed(word: str) -> str:
    """A word with each doubled letter once."""
    return "".join(letter for at, letter in enumerate(word) if at == 0 or letter != word[at - 1])


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
